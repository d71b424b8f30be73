import * as vscode from "vscode";
import { bridgeError } from "./views/webviewHost";

/** Tells an error with the button that may help: the one the server proposes, or the log. */
export async function showError(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  const { message, kind, hint, command } = bridgeError(error);
  if (error instanceof vscode.CancellationError || kind === "cancelled") {
    return;
  }
  log.error(message);
  const remedy = hint && command ? { title: hint, command } : undefined;
  const logs = { title: vscode.l10n.t("Show Logs"), command: "journeyman.showLogs" };
  const choice = await vscode.window.showErrorMessage(message, ...(remedy ? [remedy, logs] : [logs]));
  if (choice) {
    await vscode.commands.executeCommand(choice.command);
  }
}
