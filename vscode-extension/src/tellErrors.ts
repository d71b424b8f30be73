import * as vscode from "vscode";
import type { Feature } from "./journeyman";
import { bridgeError } from "./views/webviewHost";

type Commands = NonNullable<Feature["commands"]>;

/** The same commands, which tell the user what went wrong, with the button that the server proposes. */
export function tellingErrors(commands: Commands): Commands {
  return Object.fromEntries(
    Object.entries(commands).map(([id, run]) => [id, (...args: never[]) => told(async () => run(...args))]),
  );
}

/** Waits for `work`, and tells the user if it fails. */
export async function told(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof vscode.CancellationError) {
      return;
    }
    const { message, hint, command } = bridgeError(error);
    const chosen = await vscode.window.showErrorMessage(message, ...(hint && command ? [hint] : []));
    if (chosen && command?.startsWith("journeyman.")) {
      await vscode.commands.executeCommand(command);
    }
  }
}

/** The folder that the views show. Raises where none is open. */
export function openRoot(root: string): string {
  if (!root) {
    throw new Error(vscode.l10n.t("Open a folder first: skills and memories belong to one."));
  }
  return root;
}
