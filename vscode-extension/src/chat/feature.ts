/** The chat in the side bar, and the commands that lead there. */
import * as vscode from "vscode";
import type { ChatAction } from "../bridge";
import { pathOf } from "../files";
import type { Feature, Journeyman } from "../journeyman";
import { warn } from "../messages";
import { saveAs } from "../saveAs";
import { WebviewHost } from "../views/webviewHost";
import { fileMention, linesMention } from "./mentionNames";
import { Notices } from "./notices";
import { watchTerminals } from "./terminal";

export interface Chat extends Feature {
  /** Shows the chat, and lets it do something. */
  tell(action: ChatAction): Promise<void>;
  isVisible(): boolean;
}

export function chatFeature(journeyman: Journeyman): Chat {
  const host = chatHost(journeyman);
  const notices = new Notices(journeyman);
  const terminals = watchTerminals();
  const tell = (action: ChatAction) => host.tell("host/do", action);
  const { sessions } = journeyman;
  return {
    tell,
    isVisible: () => host.isVisible,
    views: {
      chat: {
        resolveWebviewView(view) {
          notices.watch(view);
          host.resolveWebviewView(view);
        },
      },
    },
    commands: {
      focusChat: () => tell({ action: "focus" }),
      newSession: () => tell({ action: "openSession", root: sessions.root, fresh: true }),
      showSessions: () => tell({ action: "showSessions" }),
      exportSession: () => exportSession(journeyman),
      stop: (sessionId?: unknown) => stop(journeyman, sessionId),
      addSelection: () => addSelection(tell, sessions.root),
      // The explorer names the one that was clicked, and all that are chosen.
      addFile: (uri?: vscode.Uri, chosen?: vscode.Uri[]) => addFiles(tell, sessions.root, chosen ?? [uri]),
    },
    dispose: () => vscode.Disposable.from(notices, terminals).dispose(),
  };
}

function chatHost(journeyman: Journeyman): WebviewHost {
  return new WebviewHost(journeyman, {
    name: "chat",
    title: vscode.l10n.t("Chat"),
    methods: [
      "journeyman/changes/list",
      "journeyman/changes/diff",
      "journeyman/changes/resolve",
      "journeyman/checkpoint/list",
      "journeyman/checkpoint/restore",
      "journeyman/context/complete",
      "journeyman/context/preview",
      "journeyman/episode/feedback",
      "journeyman/model/list",
      "journeyman/permission/resolve",
      "journeyman/question/resolve",
      "journeyman/session/delete",
      "journeyman/session/export",
      "journeyman/session/list",
      "journeyman/session/prompt",
      "journeyman/session/rename",
      "journeyman/session/setConfig",
      "journeyman/session/state",
      "journeyman/skill/approve",
    ],
    host: [
      "host/command",
      "host/confirm",
      "host/copy",
      "host/mentions",
      "host/openDiff",
      "host/openFile",
      "host/openLink",
      "host/openSession",
      "host/resolveMention",
      "host/saveAs",
      "host/setRoot",
      "host/state",
    ],
    notifications: ["journeyman/session/update"],
  });
}

type Tell = (action: ChatAction) => Promise<void>;

/** Points at the lines that are selected in the editor. Their text is read when the prompt is sent. */
async function addSelection(tell: Tell, root: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const path = await namedPath(root, editor?.document.uri);
  if (!editor || path === undefined) {
    return;
  }
  const { start, end } = editor.selection;
  // A selection that ends before the first character of a line does not mean that line.
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  await tell({ action: "draft", text: `@${linesMention(path, start.line + 1, last)} ` });
}

async function addFiles(tell: Tell, root: string, named: readonly (vscode.Uri | undefined)[]): Promise<void> {
  for (const uri of named) {
    const path = await namedPath(root, uri ?? vscode.window.activeTextEditor?.document.uri);
    if (path !== undefined) {
      await tell({ action: "draft", text: `@${fileMention(path)} ` });
    }
  }
}

/** The path of a file in the folder that the chat shows. Tells the user where there is none. */
async function namedPath(root: string, uri: vscode.Uri | undefined): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.find((one) => one.uri.toString() === root);
  const path = folder && uri && pathOf(root, uri);
  if (path === undefined) {
    const message = folder
      ? vscode.l10n.t("Open a file of {0} first, or show another folder in the chat.", folder.name)
      : vscode.l10n.t("Open a folder first.");
    await warn(message);
  }
  return path;
}

function stop({ connection, sessions }: Journeyman, named: unknown): void {
  const sessionId = typeof named === "string" ? named : sessions.current();
  if (sessionId !== undefined) {
    connection.notify("journeyman/session/cancel", { sessionId });
  }
}

async function exportSession({ connection, sessions }: Journeyman): Promise<void> {
  const { root } = sessions;
  const sessionId = sessions.current();
  if (sessionId === undefined) {
    await warn(vscode.l10n.t("There is no session to export yet."));
    return;
  }
  const { text } = await connection.request("journeyman/session/export", { root, sessionId });
  await saveAs(root, `${sessionId}.jsonl`, text);
}
