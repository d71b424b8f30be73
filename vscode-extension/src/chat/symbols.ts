import * as vscode from "vscode";
import type { Mention } from "../bridge";
import { refuseOutside } from "../files";
import { within } from "../within";
import { symbolMention } from "./mentionNames";

const MAX_SYMBOLS = 20;
const TIMEOUT_MS = 2_000;
/** Where no language server says how far a symbol goes. */
const LINES_SHOWN = 40;

/** Symbols of the folder whose names are like `name`, as the language servers have them. */
export async function findSymbols(folder: vscode.WorkspaceFolder, name: string): Promise<Mention[]> {
  // Language servers that are slow or broken offer nothing; the user can write on.
  const found = (await symbolsIn(folder, name).catch(() => [])).slice(0, MAX_SYMBOLS);
  return found.map((symbol) => {
    const path = vscode.workspace.asRelativePath(symbol.location.uri, false);
    const isUnique = found.filter((other) => other.name === symbol.name).length === 1;
    return {
      insertText: symbolMention(symbol.name, isUnique ? undefined : path),
      label: symbol.name,
      kind: "symbol",
      detail: symbol.containerName ? `${path} · ${symbol.containerName}` : path,
    };
  });
}

/** The text of a symbol, with all of its body where a language server knows it. */
export async function symbolText(
  folder: vscode.WorkspaceFolder,
  name: string,
  path: string | undefined,
): Promise<{ uri: string; text: string }> {
  const found = (await symbolsIn(folder, name)).find(
    (symbol) =>
      symbol.name === name &&
      (path === undefined || vscode.workspace.asRelativePath(symbol.location.uri, false) === path),
  );
  if (!found) {
    throw new Error(vscode.l10n.t("No symbol is called {0}. Point at a file instead.", name));
  }
  const { uri, range } = found.location;
  await refuseOutside(folder, uri);
  const document = await vscode.workspace.openTextDocument(uri);
  const whole = (await bodyOf(uri, name, range.start)) ?? atLeast(range, LINES_SHOWN);
  return { uri: uri.toString(), text: document.getText(document.validateRange(whole)) };
}

async function symbolsIn(folder: vscode.WorkspaceFolder, name: string): Promise<vscode.SymbolInformation[]> {
  const found = await within(
    TIMEOUT_MS,
    vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>(
      "vscode.executeWorkspaceSymbolProvider",
      name,
    ),
    vscode.l10n.t("Looking for symbols took too long. Point at a file instead."),
  );
  const root = folder.uri.toString();
  return (found ?? []).filter(
    ({ location }) => vscode.workspace.getWorkspaceFolder(location.uri)?.uri.toString() === root,
  );
}

async function bodyOf(uri: vscode.Uri, name: string, at: vscode.Position): Promise<vscode.Range | undefined> {
  const asked = vscode.commands.executeCommand<(vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined>(
    "vscode.executeDocumentSymbolProvider",
    uri,
  );
  // Without an answer the lines from its name on will do.
  const symbols = await within(TIMEOUT_MS, asked, "").catch(() => undefined);
  return innermost(symbols ?? [], name, at);
}

function innermost(
  symbols: readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[],
  name: string,
  at: vscode.Position,
): vscode.Range | undefined {
  for (const symbol of symbols) {
    const range = "location" in symbol ? symbol.location.range : symbol.range;
    if (range.contains(at)) {
      const inner = "children" in symbol ? innermost(symbol.children, name, at) : undefined;
      if (inner || symbol.name === name) {
        return inner ?? range;
      }
    }
  }
  return undefined;
}

function atLeast(range: vscode.Range, lines: number): vscode.Range {
  return range.isSingleLine ? range.with(undefined, range.start.translate(lines)) : range;
}
