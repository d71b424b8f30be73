/** What the extension does for its webviews, see `HostRequests` in src/bridge.ts. */
import * as vscode from "vscode";
import type { HostRequests } from "../bridge";
import { isOffered } from "../bridgeError";
import { findMentions, resolveMention } from "../chat/mentions";
import { uriOf } from "../files";
import type { Journeyman } from "../journeyman";
import { keepQuestions, questionsOf } from "../memory/questions";
import { openDiff } from "../review/diffs";
import { saveAs } from "../saveAs";

type Answers = { [M in keyof HostRequests]: (params: HostRequests[M]["params"]) => Promise<HostRequests[M]["result"]> };

export function hostRequests(journeyman: Journeyman): Answers {
  return {
    "host/state": async () => journeyman.state(),
    "host/setRoot": async ({ root }) => {
      journeyman.sessions.setRoot(knownRoot(root).uri.toString());
      return {};
    },
    "host/openSession": async ({ root, ...options }) => {
      return journeyman.sessions.open(knownRoot(root).uri.toString(), options);
    },
    "host/openFile": async ({ root, path, line }) => {
      const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
      const options = line === undefined ? {} : { selection: new vscode.Range(at, at) };
      await vscode.commands.executeCommand("vscode.open", uriOf(knownRoot(root).uri.toString(), path), options);
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
      if (!isOffered(command)) {
        throw new Error(vscode.l10n.t("Views may not run {0}.", command));
      }
      await vscode.commands.executeCommand(command, typeof argument === "string" ? argument : undefined);
      return {};
    },
    "host/copy": async ({ text }) => {
      await vscode.env.clipboard.writeText(text);
      return {};
    },
    "host/saveAs": async ({ name, text }) => ({ saved: await saveAs(journeyman.sessions.root, name, text) }),
    "host/questions": async ({ root }) => ({ questions: questionsOf(journeyman.context.workspaceState, root) }),
    "host/keepQuestions": async ({ root, questions }) => {
      await keepQuestions(journeyman.context.workspaceState, root, questions);
      return {};
    },
    "host/mentions": async ({ root, query }) => findMentions(knownRoot(root), query),
    "host/resolveMention": async ({ root, mention }) => resolveMention(knownRoot(root), mention),
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
