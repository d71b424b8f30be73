import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import * as vscode from "vscode";
import type { Feature, Journeyman } from "../journeyman";
import { inform } from "../messages";
import type { ServerConnection } from "./connection";
import { currentSettings } from "./launch";
import { report } from "./report";

export function serverFeature(journeyman: Journeyman, connection: ServerConnection): Feature {
  const { context, log } = journeyman;
  const showing = connection.onDidPrompt(({ uri, sessionId }) => {
    const root = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(uri))?.uri.toString();
    if (root) {
      void journeyman.chat({ action: "openSession", root, sessionId });
    }
  });
  return {
    commands: {
      // The connection tells by itself why it does not start.
      restart: () => connection.restart().catch(() => undefined),
      stopServer: () => connection.stop(),
      showLogs: () => log.show(),
      copyDiagnostics: () => copyDiagnostics(journeyman, connection),
      openWalkthrough: () =>
        vscode.commands.executeCommand("workbench.action.openWalkthrough", `${context.extension.id}#start`),
    },
    dispose: () => showing.dispose(),
  };
}

async function copyDiagnostics({ context }: Journeyman, connection: ServerConnection): Promise<void> {
  const text = report({
    versions: {
      Extension: context.extension.packageJSON.version,
      Server: connection.serverVersion,
      "VS Code": `${vscode.version} (${vscode.env.appName}, ${vscode.env.remoteName ?? "local"})`,
      System: `${process.platform} ${process.arch}`,
    },
    state: connection.state,
    problem: connection.problem,
    steps: connection.steps,
    settings: currentSettings(context),
    log: await readLog(context),
    homeFolder: homedir(),
  });
  await vscode.env.clipboard.writeText(text);
  void inform(vscode.l10n.t("The diagnostics are in the clipboard. Keys are left out."));
}

/** VS Code keeps what is in the output channel in a file of its name. */
async function readLog(context: vscode.ExtensionContext): Promise<string> {
  const file = vscode.Uri.joinPath(context.logUri, "Journeyman.log").fsPath;
  return readFile(file, "utf8").catch((error: Error) => `The log could not be read: ${error.message}`);
}
