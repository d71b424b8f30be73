/** Tells the server what the user looks at, once it has been the same for a moment. */
import * as vscode from "vscode";
import type { Connection } from "../journeyman";
import { toRange } from "./wire";

const DELAY_MS = 150;

export function tellFocus(connection: Connection): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => tell(connection), DELAY_MS);
  };
  return vscode.Disposable.from(
    { dispose: () => clearTimeout(timer) },
    vscode.window.onDidChangeActiveTextEditor(later),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === vscode.window.activeTextEditor) {
        later();
      }
    }),
    // A server that starts anew knows nothing of it.
    connection.onDidChangeState((state) => {
      if (state === "running") {
        later();
      }
    }),
  );
}

function tell(connection: Connection): void {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    connection.notify("journeyman/editor/didFocus", {});
  } else if (editor.document.uri.scheme === "file") {
    // The log or a diff is no place in the project: the file before it is still what the user means.
    const textDocument = { uri: editor.document.uri.toString() };
    connection.notify("journeyman/editor/didFocus", { textDocument, selection: toRange(editor.selection) });
  }
}
