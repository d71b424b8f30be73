/** What the extension does for its webviews, see `HostRequests` in src/bridge.ts. */
import * as vscode from "vscode";
import type { HostRequests } from "../bridge";
import { findMentions, resolveMention } from "../chat/mentions";
import type { Journeyman } from "../journeyman";
import { keepQuestions, questionsOf } from "../memory/questions";
import { openDiff } from "../review/diffs";
import { fileIn } from "./paths";

type Answers = { [M in keyof HostRequests]: (params: HostRequests[M]["params"]) => Promise<HostRequests[M]["result"]> };

export function hostRequests(journeyman: Journeyman): Answers {
  return {
    "host/state": async () => journeyman.state(),
    "host/setRoot": async ({ root }) => {
      journeyman.sessions.setRoot(root);
      return {};
    },
    "host/openSession": ({ root, ...options }) => journeyman.sessions.open(root, options),
    "host/openFile": async ({ root, path, line }) => {
      const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
      const options = line === undefined ? {} : { selection: new vscode.Range(at, at) };
      await vscode.commands.executeCommand("vscode.open", fileIn(knownRoot(root), path), options);
      return {};
    },
    "host/openLink": async ({ url }) => {
      const uri = vscode.Uri.parse(url, true);
      if (uri.scheme !== "https" && uri.scheme !== "http") {
        throw new Error(vscode.l10n.t("Only web addresses are opened."));
      }
      await vscode.env.openExternal(uri);
      return {};
    },
    "host/openDiff": async ({ sessionId, changeSetId, path }) => {
      await openDiff(journeyman, sessionId, changeSetId, path);
      return {};
    },
    "host/confirm": async ({ message, detail, action }) => {
      const choice = await vscode.window.showWarningMessage(message, { modal: true, detail }, action);
      return { confirmed: choice === action };
    },
    "host/command": async ({ command, argument }) => {
      if (!command.startsWith("journeyman.")) {
        throw new Error(vscode.l10n.t("Views run only commands of Journeyman."));
      }
      await vscode.commands.executeCommand(command, argument);
      return {};
    },
    "host/copy": async ({ text }) => {
      await vscode.env.clipboard.writeText(text);
      return {};
    },
    "host/saveAs": ({ name, text }) => saveAs(journeyman.sessions.root, name, text),
    "host/showText": async ({ text, language }) => {
      const document = await vscode.workspace.openTextDocument({ content: text, language });
      await vscode.window.showTextDocument(document, { preview: true });
      return {};
    },
    "host/showDiff": async ({ title, oldText, newText }) => {
      const [left, right] = await Promise.all(
        [oldText, newText].map((content) => vscode.workspace.openTextDocument({ content })),
      );
      await vscode.commands.executeCommand("vscode.diff", left?.uri, right?.uri, title);
      return {};
    },
    "host/questions": async ({ root }) => ({ questions: questionsOf(journeyman.context.workspaceState, root) }),
    "host/keepQuestions": async ({ root, questions }) => {
      await keepQuestions(journeyman.context.workspaceState, root, questions);
      return {};
    },
    "host/mentions": ({ root, query }) => findMentions(knownRoot(root), query),
    "host/resolveMention": ({ root, mention }) => resolveMention(knownRoot(root), mention),
  };
}

/** A page may name only folders that are open. */
function knownRoot(root: string): vscode.WorkspaceFolder {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.toString() === root);
  if (!folder) {
    throw new Error(vscode.l10n.t("This folder is not open in the window."));
  }
  return folder;
}

async function saveAs(root: string, name: string, text: string): Promise<{ saved: boolean }> {
  const folder = vscode.Uri.parse(root || "file:///");
  const uri = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(folder, name) });
  if (uri) {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  }
  return { saved: uri !== undefined };
}
