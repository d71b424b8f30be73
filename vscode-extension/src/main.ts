/** Wires the parts together. Loaded when Journeyman is first used in a window. */
import * as vscode from "vscode";
import type { HostState } from "./bridge";
import { chatFeature } from "./chat/feature";
import { commandsFeature } from "./commands/feature";
import { editorFeature } from "./editor/feature";
import type { Connection, Feature, Journeyman } from "./journeyman";
import { memoryFeature } from "./memory/feature";
import { reviewFeature } from "./review/feature";
import { ServerConnection } from "./server/connection";
import { serverFeature } from "./server/feature";
import { StatusBar } from "./server/statusBar";
import { FolderSessions } from "./sessions/folderSessions";
import { told } from "./showError";
import { skillsFeature } from "./skills/feature";

export interface Main {
  readonly connection: Connection;
  run(command: string, ...args: never[]): unknown;
  view(name: string): vscode.WebviewViewProvider;
  stop(): Promise<void>;
}

export function createMain(context: vscode.ExtensionContext, item: vscode.StatusBarItem): Main {
  const log = vscode.window.createOutputChannel("Journeyman", { log: true });
  const connection = new ServerConnection(context, log);
  const sessions = new FolderSessions(context, connection);
  const status = new StatusBar(item, connection);
  const changed = new vscode.EventEmitter<HostState>();
  const journeyman: Journeyman = {
    context,
    log,
    connection,
    sessions,
    state: () => hostState(connection, sessions, status),
    onDidChangeHostState: changed.event,
    chat: (action) => chat.tell(action),
    chatIsVisible: () => chat.isVisible(),
  };
  const chat = chatFeature(journeyman);
  const features: Feature[] = [
    serverFeature(journeyman, connection),
    editorFeature(journeyman),
    chat,
    reviewFeature(journeyman),
    skillsFeature(journeyman),
    memoryFeature(journeyman),
    commandsFeature(journeyman),
  ];
  const tell = () => changed.fire(journeyman.state());
  context.subscriptions.push(
    log,
    connection,
    sessions,
    status,
    changed,
    ...features,
    connection.onDidChangeState(tell),
    sessions.onDidChange(tell),
    status.onDidChange(tell),
    vscode.workspace.onDidGrantWorkspaceTrust(tell),
  );
  const commands = Object.assign({}, ...features.map(({ commands }) => commands));
  const views = Object.assign({}, ...features.map(({ views }) => views));
  return {
    connection,
    run: (command, ...args) => told(log, () => commands[command.replace("journeyman.", "")](...args)),
    view: (name) => views[name],
    stop: () => connection.stop(),
  };
}

function hostState(connection: ServerConnection, sessions: FolderSessions, status: StatusBar): HostState {
  return {
    roots: (vscode.workspace.workspaceFolders ?? []).map(({ uri, name }) => ({ uri: uri.toString(), name })),
    root: sessions.root,
    trusted: vscode.workspace.isTrusted,
    server: connection.state,
    problem: connection.problem || status.problem,
    model: status.model,
    contextWindow: status.contextWindow,
    sessionId: sessions.current(),
    language: vscode.env.language,
  };
}
