/** What the parts of the extension know of each other. `main.ts` makes them; tests make others. */
import type * as vscode from "vscode";
import type { ChatAction, HostState } from "./bridge";
import type { ClientRequests, Notifications, OpenSessionResult, Requests, ServerNotifications } from "./protocol";

/** The server, started when it is first needed. */
export interface Connection {
  readonly state: HostState["server"];
  readonly onDidChangeState: vscode.Event<HostState["server"]>;
  /** What is wrong and what to do; empty if nothing is. */
  readonly problem: string;
  /** Resolves when the server answers; rejects with a reason for the user. */
  start(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** Starts the server if it does not run. */
  request<M extends keyof Requests>(
    method: M,
    params: Requests[M]["params"],
    token?: vscode.CancellationToken,
  ): Promise<Requests[M]["result"]>;
  /** As `request`, of one that takes long; an increment is in percent. */
  requestWithProgress<M extends "journeyman/model/pull" | "journeyman/model/probe">(
    method: M,
    params: Requests[M]["params"],
    token: vscode.CancellationToken,
    report: (progress: { message?: string; increment?: number }) => void,
  ): Promise<Requests[M]["result"]>;
  /** Dropped while the server does not run. */
  notify<M extends keyof Notifications>(method: M, params: Notifications[M]): void;
  onNotification<M extends keyof ServerNotifications>(
    method: M,
    listener: (params: ServerNotifications[M]) => void,
  ): vscode.Disposable;
  /** Answers what the server asks; to be called before it is started. */
  onRequest<M extends keyof ClientRequests>(
    method: M,
    handler: (
      params: ClientRequests[M]["params"],
      token: vscode.CancellationToken,
    ) => Promise<ClientRequests[M]["result"]>,
  ): vscode.Disposable;
}

/** Which session of which folder the views show, and what runs in it. */
export interface Sessions {
  readonly root: string;
  setRoot(root: string): void;
  /** The current session of a folder, by default of the current one. */
  current(root?: string): string | undefined;
  open(
    root: string,
    options?: { sessionId?: string; fresh?: boolean; from?: { sessionId: string; checkpointId?: string } },
  ): Promise<OpenSessionResult>;
  /** The folder that a session belongs to. */
  rootOf(sessionId: string): string | undefined;
  /** The folder or the session has changed. */
  readonly onDidChange: vscode.Event<void>;
}

export interface Journeyman {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly connection: Connection;
  readonly sessions: Sessions;
  /** How it all is, for the views; and whenever that changes. */
  state(): HostState;
  readonly onDidChangeHostState: vscode.Event<HostState>;
  /** Shows the chat, and lets it do something. */
  chat(action: ChatAction): Promise<void>;
  chatIsVisible(): boolean;
}

/** A part of the extension. `main.ts` gathers them; extension.ts has registered the commands before. */
export interface Feature extends vscode.Disposable {
  /** By their ids, without the `journeyman.` in front. */
  readonly commands?: Readonly<Record<string, (...args: never[]) => unknown>>;
  /** Webview views by their ids, without the `journeyman.` in front. */
  readonly views?: Readonly<Record<string, vscode.WebviewViewProvider>>;
}
