/** What `@` can name in a prompt beside what the server knows: symbols, problems, the git diff, the terminal. */
import * as vscode from "vscode";
import type { HostRequests, Mention } from "../bridge";
import { refuseOutside, uriOf } from "../files";
import { gitDiff } from "./gitDiff";
import { parseMention } from "./mentionNames";
import { problemsIn } from "./problems";
import { findSymbols, symbolText } from "./symbols";
import { terminalText } from "./terminal";

type Resolved = HostRequests["host/resolveMention"]["result"];

/** What `@` can name beside what the server knows. */
export async function findMentions(folder: vscode.WorkspaceFolder, query: string): Promise<{ items: Mention[] }> {
  const items = fixed(folder).filter(({ insertText }) => insertText.startsWith(query.toLowerCase()));
  const name = query.startsWith("symbol:") ? query.slice("symbol:".length) : query;
  const looksLikeName = name.length >= 2 && !/[:./\\]/.test(name);
  const symbols = looksLikeName ? await findSymbols(folder, name) : [];
  return { items: [...items, ...symbols] };
}

/** The text behind a mention, as it is now. */
export async function resolveMention(folder: vscode.WorkspaceFolder, mention: string): Promise<Resolved> {
  const name = parseMention(mention);
  switch (name?.kind) {
    case "problems":
      return { uri: "journeyman:problems", text: listed(problemsIn(folder), vscode.l10n.t("There are no problems.")) };
    case "git-diff":
      return { uri: "journeyman:git-diff", text: listed(await gitDiff(folder), vscode.l10n.t("Nothing has changed.")) };
    case "terminal":
      return { uri: "journeyman:terminal", text: await terminalText() };
    case "symbol":
      return symbolText(folder, name.name, name.path);
    case "lines":
      return linesText(folder, name.path, name.first, name.last);
    case "file":
      return { uri: uriOf(folder.uri.toString(), name.path).toString() };
    case undefined:
      throw new Error(vscode.l10n.t("Nothing is known as @{0}.", mention));
  }
}

const listed = (text: string, otherwise: string) => text || otherwise;

function fixed(folder: vscode.WorkspaceFolder): Mention[] {
  const count = problemsIn(folder).split("\n").filter(Boolean).length;
  return [
    {
      insertText: "problems",
      label: "problems",
      kind: "diagnostics",
      detail:
        count === 1 ? vscode.l10n.t("1 problem of this folder") : vscode.l10n.t("{0} problems of this folder", count),
    },
    { insertText: "git-diff", label: "git-diff", kind: "git", detail: vscode.l10n.t("What is not committed yet") },
    {
      insertText: "terminal",
      label: "terminal",
      kind: "terminal",
      detail: vscode.l10n.t("The last command in the terminal, or what is selected"),
    },
  ];
}

async function linesText(folder: vscode.WorkspaceFolder, path: string, first: number, last: number): Promise<Resolved> {
  const uri = uriOf(folder.uri.toString(), path);
  await refuseOutside(folder, uri);
  const document = await vscode.workspace.openTextDocument(uri);
  const range = document.validateRange(new vscode.Range(Math.max(0, first - 1), 0, last, 0));
  return { uri: `${uri}#L${first}-L${last}`, text: document.getText(range) };
}
