import * as vscode from "vscode";
import { bridgeError } from "./bridgeError";
import { complain } from "./messages";

/** Does something, and tells the user if it fails. */
export async function told<T>(log: vscode.LogOutputChannel, work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    // Not waited for: what was asked for is over, however long the message stays.
    void showError(error, log);
    return undefined;
  }
}

/** Tells an error with the button that may help, and the log. */
async function showError(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  const { message, kind, hint, command } = bridgeError(error);
  if (error instanceof vscode.CancellationError || kind === "cancelled") {
    return;
  }
  log.error(message);
  const logs = { title: vscode.l10n.t("Show Logs"), command: "journeyman.showLogs" };
  const remedies = hint && command && command !== logs.command ? [{ title: hint, command }, logs] : [logs];
  const chosen = await complain(message, ...remedies.map(({ title }) => title));
  const remedy = remedies.find(({ title }) => title === chosen);
  if (remedy) {
    await vscode.commands.executeCommand(remedy.command);
  }
}
