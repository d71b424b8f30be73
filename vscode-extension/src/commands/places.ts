/** Fix, explain and ask about the place where the caret is, as the server's own code actions do. */
import * as vscode from "vscode";
import type { Journeyman } from "../journeyman";

type Intent = "fix" | "explain" | "ask" | "apply";

/** Starts a turn about a place of the active editor. */
export async function promptHere(
  journeyman: Journeyman,
  intent: Intent,
  { range, question, skill }: { range?: vscode.Range; question?: string; skill?: string } = {},
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.scheme !== "file") {
    throw new Error(vscode.l10n.t("Open the file that this is about, and put the cursor there."));
  }
  const place = range ?? editor.selection;
  await journeyman.connection.start();
  await vscode.commands.executeCommand("journeyman.prompt", {
    intent,
    uri: editor.document.uri.toString(),
    range: { start: place.start, end: place.end },
    diagnostics: problemsAt(editor.document.uri, place),
    question,
    skill,
  });
}

/** Asks for the question first. */
export async function askHere(journeyman: Journeyman): Promise<void> {
  const question = await vscode.window.showInputBox({
    title: vscode.l10n.t("Ask Journeyman about this place"),
    prompt: vscode.l10n.t("The selection, or the line of the cursor, goes with the question."),
  });
  if (question?.trim()) {
    await promptHere(journeyman, "ask", { question });
  }
}

/** As the server words them: `line 5: "day" is not defined (pyright)`. */
function problemsAt(uri: vscode.Uri, place: vscode.Range): string[] {
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ range }) => range.intersection(place) !== undefined)
    .map(({ range, message, source }) => `line ${range.start.line + 1}: ${message}${source ? ` (${source})` : ""}`);
}
