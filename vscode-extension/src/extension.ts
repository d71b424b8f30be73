/**
 * Registers what VS Code must know of from the start, and loads the rest (main.ts) when it is first used.
 *
 * Nothing is imported here that takes time: each window of the user pays for it.
 */
import * as vscode from "vscode";
import type { Main } from "./main";

const VIEWS = ["chat", "skills", "memory", "growth"];
/** Folders where Journeyman was used once: there it starts with the window, to see what happens in the project. */
const USED = "journeyman.used";

let loaded: Main | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const status = vscode.window.createStatusBarItem("journeyman.status", vscode.StatusBarAlignment.Right, 100);
  status.name = "Journeyman";
  status.text = "$(tools)";
  status.tooltip = "Journeyman";
  status.accessibilityInformation = { label: "Journeyman" };
  status.command = "journeyman.focusChat";
  status.show();

  const main = (): Main => {
    if (!loaded) {
      loaded = (require("./main") as typeof import("./main")).createMain(context, status);
      void context.workspaceState.update(USED, true);
    }
    return loaded;
  };
  const commands = context.extension.packageJSON.contributes.commands as { command: string }[];
  context.subscriptions.push(
    status,
    ...commands.map(({ command }) =>
      vscode.commands.registerCommand(command, (...args) => main().run(command, ...(args as never[]))),
    ),
    ...VIEWS.map((name) =>
      vscode.window.registerWebviewViewProvider(`journeyman.${name}`, {
        resolveWebviewView: (...args) =>
          main()
            .view(name)
            .resolveWebviewView(...args),
      }),
    ),
  );
  // Until the server runs, and offers what fits the place.
  context.subscriptions.push(
    vscode.languages.registerCodeActionsProvider(
      { scheme: "file" },
      { provideCodeActions: (_document, range, { diagnostics }) => offered(range, diagnostics.length > 0) },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
  if (startsWithWindow(context)) {
    // Behind what the window itself has to do.
    const timer = setTimeout(
      () =>
        main()
          .connection.start()
          .catch(() => undefined),
      0,
    );
    context.subscriptions.push({ dispose: () => clearTimeout(timer) });
  }
}

export async function deactivate(): Promise<void> {
  await loaded?.stop();
}

function offered(range: vscode.Range, hasProblem: boolean): vscode.CodeAction[] {
  if (!hasProblem || loaded?.connection.state === "running") {
    return [];
  }
  const title = vscode.l10n.t("Fix with Journeyman");
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = { title, command: "journeyman.fix", arguments: [range] };
  return [action];
}

function startsWithWindow(context: vscode.ExtensionContext): boolean {
  const when = vscode.workspace.getConfiguration("journeyman").get("server.start");
  return when === "withWindow" || (when !== "onUse" && context.workspaceState.get(USED, false));
}
