/** What the editor's language servers know, asked by the agent. */
import * as vscode from "vscode";
import type { ClientRequests } from "../protocol";
import { within } from "../within";
import type { FreshDiagnostics } from "./freshDiagnostics";
import { flat, toDiagnostic, toLocation, toPlainText, toSymbol, toWorkspaceEdit } from "./wire";

type Query = ClientRequests["journeyman/editor/query"]["params"];
type Answer = ClientRequests["journeyman/editor/query"]["result"];

/** The server waits no longer. */
const ANSWER_MS = 3_000;
const RENAME_MS = 10_000;
const MAX_ANSWERS = 5_000;

export async function answerQuery(
  query: Query,
  fresh: FreshDiagnostics,
  token: vscode.CancellationToken,
): Promise<Answer> {
  const root = openFolder(query.root);
  switch (query.what) {
    case "definition":
      return { locations: await locations("vscode.executeDefinitionProvider", place(query)) };
    case "references":
      return { locations: await locations("vscode.executeReferenceProvider", place(query)) };
    case "symbols":
      return { symbols: query.uri ? await outline(parse(query.uri)) : await symbols(root, query.query ?? "") };
    case "hover":
      return { hover: await hover(place(query)) };
    case "diagnostics":
      return { diagnostics: query.uri ? [await ofDocument(query, parse(query.uri), fresh, token)] : ofFolder(root) };
    case "rename":
      return { edit: await rename(place(query), query.newName) };
  }
}

function openFolder(root: string): vscode.WorkspaceFolder {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.toString() === parse(root).toString());
  if (!folder) {
    throw new Error(`${root} is not open in this window.`);
  }
  return folder;
}

const parse = (uri: string) => vscode.Uri.parse(uri, true);

type Place = readonly [vscode.Uri, vscode.Position];

function place({ what, uri, position }: Query): Place {
  if (!uri || !position) {
    throw new Error(`${what} needs uri and position.`);
  }
  return [parse(uri), new vscode.Position(position.line, position.character)];
}

async function locations(command: string, at: Place) {
  const found = await run<readonly (vscode.Location | vscode.LocationLink)[]>(ANSWER_MS, command, ...at);
  return (found ?? []).slice(0, MAX_ANSWERS).map(toLocation);
}

async function outline(uri: vscode.Uri) {
  type Found = readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[];
  return flat(uri, (await run<Found>(ANSWER_MS, "vscode.executeDocumentSymbolProvider", uri)) ?? []);
}

async function symbols(root: vscode.WorkspaceFolder, query: string) {
  type Found = readonly vscode.SymbolInformation[];
  const found = (await run<Found>(ANSWER_MS, "vscode.executeWorkspaceSymbolProvider", query)) ?? [];
  const inside = found.filter(({ location }) => isIn(root, location.uri));
  return inside.slice(0, MAX_ANSWERS).flatMap(toSymbol);
}

async function hover(at: Place): Promise<string> {
  const found = await run<readonly vscode.Hover[]>(ANSWER_MS, "vscode.executeHoverProvider", ...at);
  return toPlainText((found ?? []).flatMap(({ contents }) => contents));
}

async function ofDocument(
  { version, waitMs }: Query,
  uri: vscode.Uri,
  fresh: FreshDiagnostics,
  token: vscode.CancellationToken,
) {
  await fresh.wait(uri, version, waitMs, token);
  const diagnostics = vscode.languages.getDiagnostics(uri).map(toDiagnostic);
  return { uri: uri.toString(), version: openVersion(uri), diagnostics };
}

function ofFolder(root: vscode.WorkspaceFolder) {
  const all = vscode.languages.getDiagnostics().filter(([uri, found]) => found.length > 0 && isIn(root, uri));
  return all.slice(0, MAX_ANSWERS).map(([uri, found]) => ({
    uri: uri.toString(),
    version: openVersion(uri),
    diagnostics: found.map(toDiagnostic),
  }));
}

async function rename(at: Place, newName = "") {
  const edit = await run<vscode.WorkspaceEdit>(RENAME_MS, "vscode.executeDocumentRenameProvider", ...at, newName);
  return edit && toWorkspaceEdit(edit, vscode.workspace.textDocuments);
}

const run = <T>(milliseconds: number, command: string, ...args: unknown[]) =>
  within(
    milliseconds,
    vscode.commands.executeCommand<T | undefined>(command, ...args),
    `${command} did not answer in time.`,
  );

const isIn = (root: vscode.WorkspaceFolder, uri: vscode.Uri) =>
  vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() === root.uri.toString();

const openVersion = (uri: vscode.Uri) =>
  vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString())?.version;
