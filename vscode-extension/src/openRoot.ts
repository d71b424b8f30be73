import * as vscode from "vscode";

/** The folder that the views show. Raises where none is open. */
export function openRoot({ sessions }: { sessions: { root: string } }): string {
  if (!sessions.root) {
    throw new Error(vscode.l10n.t("Open a folder first: Journeyman works in one."));
  }
  return sessions.root;
}
