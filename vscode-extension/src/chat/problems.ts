import * as vscode from "vscode";

const MAX_PROBLEMS = 200;
const SEVERITIES = ["error", "warning", "information", "hint"];

/** What is wrong in a folder, errors first, one line each; empty if nothing is. */
export function problemsIn(folder: vscode.WorkspaceFolder): string {
  const found = vscode.languages
    .getDiagnostics()
    .filter(([uri]) => vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() === folder.uri.toString())
    .flatMap(([uri, diagnostics]) => diagnostics.map((diagnostic) => ({ uri, diagnostic })));
  found.sort((one, other) => one.diagnostic.severity - other.diagnostic.severity);
  const lines = found.slice(0, MAX_PROBLEMS).map(({ uri, diagnostic }) => {
    const { line, character } = diagnostic.range.start;
    const place = `${vscode.workspace.asRelativePath(uri, false)}:${line + 1}:${character + 1}`;
    const source = diagnostic.source ? ` (${diagnostic.source})` : "";
    return `${place}: ${SEVERITIES[diagnostic.severity]}: ${diagnostic.message.replace(/\s+/g, " ")}${source}`;
  });
  const rest = found.length - lines.length;
  return [...lines, ...(rest > 0 ? [`… ${rest} more`] : [])].join("\n");
}
