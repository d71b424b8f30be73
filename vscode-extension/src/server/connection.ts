import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";
import { type LanguageClient, WorkDoneProgress } from "vscode-languageclient/node";
import type { HostState } from "../bridge";
import type { Connection } from "../journeyman";
import type { ClientRequests, Notifications, Requests, ServerNotifications } from "../protocol";
import { currentEnvironment, managedCandidate, markUsed } from "./environment";
import { askAgain, findWheel, installServer } from "./install";
import { findServer, isCompatible, type Rungs, type Step } from "./ladder";
import { launch, type RunningServer } from "./launch";
import { candidates, commandSetting, lateCommandSetting } from "./places";
import type { Problem } from "./problem";
import { runProgram } from "./programs";
import type { Prompted } from "./question";
import { type State, Supervisor } from "./supervisor";
import { notRunning, tell, toProblem, toRefusal, toUnanswered } from "./troubles";

const ASK_VERSION_MS = 15_000;

type Listener = (params: never) => void;

/** The server process and the language client that talks to it. */
export class ServerConnection implements Connection, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<HostState["server"]>();
  readonly onDidChangeState = this.changed.event;
  private readonly prompted = new vscode.EventEmitter<Prompted>();
  /** A turn began by a code action. */
  readonly onDidPrompt = this.prompted.event;
  /** How the server was found, for those who look for what is wrong. */
  readonly steps: Step[] = [];
  trouble: Problem | undefined;
  state: HostState["server"] = "stopped";
  private halted = false;
  private prepared: LanguageClient | undefined;
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly handlers = new Map<string, (params: never, token: vscode.CancellationToken) => Promise<unknown>>();
  private readonly subscriptions: vscode.Disposable;
  private readonly supervisor = new Supervisor<RunningServer>({
    launch: (ended, signal) => this.launch(ended, signal),
    wait: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
    now: Date.now,
    changed: (state) => this.follow(state),
  });

  constructor(
    readonly context: vscode.ExtensionContext,
    readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.tellTrust(vscode.workspace.workspaceFolders ?? [])),
      // A folder that comes later is trusted as all are, whatever was said at the start.
      vscode.workspace.onDidChangeWorkspaceFolders(({ added }) => this.tellTrust(added)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("journeyman")) {
          this.send("workspace/didChangeConfiguration", { settings: null });
        }
      }),
    );
  }

  get problem(): string {
    return this.trouble?.message ?? "";
  }

  /** What the server says of itself. */
  get serverVersion(): string {
    return this.supervisor.server?.client.initializeResult?.serverInfo?.version ?? "";
  }

  async start(): Promise<void> {
    this.halted = false;
    await this.toldBy(this.supervisor.start());
  }

  async restart(): Promise<void> {
    this.halted = false;
    await askAgain(this.context);
    await this.toldBy(this.supervisor.restart());
  }

  async stop(): Promise<void> {
    this.halted = true;
    await this.supervisor.stop();
  }

  async request<M extends keyof Requests>(
    method: M,
    params: Requests[M]["params"],
    token?: vscode.CancellationToken,
  ): Promise<Requests[M]["result"]> {
    const client = await this.client();
    try {
      // An argument that is undefined would make a list of the params.
      return await (token ? client.sendRequest(method, params, token) : client.sendRequest(method, params));
    } catch (error) {
      throw toUnanswered(error) ?? error;
    }
  }

  async requestWithProgress<M extends keyof Requests>(
    method: M,
    params: Requests[M]["params"] & { workDoneToken?: string },
    token: vscode.CancellationToken,
    report: (progress: { message?: string; increment?: number }) => void,
  ): Promise<Requests[M]["result"]> {
    const client = await this.client();
    const workDoneToken = randomUUID();
    let reached = 0;
    const listening = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      const percentage = "percentage" in value ? (value.percentage ?? reached) : reached;
      report({ message: value.message, increment: percentage - reached });
      reached = percentage;
    });
    try {
      return await this.request(method, { ...params, workDoneToken }, token);
    } finally {
      listening.dispose();
    }
  }

  notify<M extends keyof Notifications>(method: M, params: Notifications[M]): void {
    this.send(method, params);
  }

  onNotification<M extends keyof ServerNotifications>(
    method: M,
    listener: (params: ServerNotifications[M]) => void,
  ): vscode.Disposable {
    const known = this.listeners.get(method);
    const all = known ?? new Set<Listener>();
    this.listeners.set(method, all.add(listener as Listener));
    // Also one that is only starting: it has been prepared with the listeners there were by then.
    if (!known && this.prepared) {
      this.listenTo(this.prepared, method);
    }
    return { dispose: () => all.delete(listener as Listener) };
  }

  onRequest<M extends keyof ClientRequests>(
    method: M,
    handler: (
      params: ClientRequests[M]["params"],
      token: vscode.CancellationToken,
    ) => Promise<ClientRequests[M]["result"]>,
  ): vscode.Disposable {
    this.handlers.set(method, handler);
    return { dispose: () => this.handlers.delete(method) };
  }

  dispose(): void {
    this.subscriptions.dispose();
    void this.stop();
    this.changed.dispose();
    this.prompted.dispose();
  }

  private async client(): Promise<LanguageClient> {
    // Views ask again and again: what the user has stopped or has to mend first is not started for them.
    if (this.halted || this.state === "failed") {
      throw this.trouble ?? notRunning();
    }
    return (await this.toldBy(this.supervisor.start())).client;
  }

  private async launch(ended: () => void, signal: AbortSignal): Promise<RunningServer> {
    const { context, log } = this;
    await mkdir(context.globalStorageUri.fsPath, { recursive: true });
    this.steps.length = 0;
    const command = await findServer(this.rungs(signal));
    signal.throwIfAborted();
    log.info(`Starting ${command.join(" ")}`);
    const prompted = (turn: Prompted) => this.prompted.fire(turn);
    const prepare = (client: LanguageClient) => this.prepare(client);
    const server = await launch({ context, log, command, ended, prompted, signal, prepare });
    const version = server.client.initializeResult?.serverInfo?.version ?? "";
    if (!isCompatible(version, this.version)) {
      log.warn(`The server is of version ${version}, the extension of ${this.version}: some things may not work.`);
    }
    return server;
  }

  private get version(): string {
    return this.context.extension.packageJSON.version;
  }

  private rungs(signal: AbortSignal): Rungs {
    const { context, log } = this;
    const storage = context.globalStorageUri.fsPath;
    const wheel = findWheel(context);
    const enter = async (folder: string) => {
      await markUsed(folder);
      return managedCandidate(folder);
    };
    return {
      version: this.version,
      ownCommand: commandSetting(),
      lateCommand: () => lateCommandSetting(signal),
      candidates: () => candidates(log),
      managed: async () => {
        const folder = wheel && (await currentEnvironment(storage, wheel));
        return folder ? enter(folder) : undefined;
      },
      askVersion: ({ command, args }) =>
        runProgram(command, [...args, "--version"], { cwd: storage, timeoutMs: ASK_VERSION_MS, signal }),
      install: async () => enter(await installServer(context, log, signal)),
      log: (step) => {
        this.steps.push(step);
        log.info(`${step.taken ? "Taken" : "Not taken"}: ${step.name}: ${step.reason}`);
      },
    };
  }

  private prepare(client: LanguageClient): void {
    this.prepared = client;
    for (const method of this.listeners.keys()) {
      this.listenTo(client, method);
    }
    for (const [method, handler] of this.handlers) {
      client.onRequest(method, handler);
    }
  }

  private listenTo(client: LanguageClient, method: string): void {
    client.onNotification(method, (params) => {
      for (const listener of this.listeners.get(method) ?? []) {
        listener(params as never);
      }
    });
  }

  private send(method: string, params: unknown): void {
    // It may just be going: then nobody needs to hear it.
    this.supervisor.server?.client.sendNotification(method, params).catch(() => undefined);
  }

  private tellTrust(folders: readonly vscode.WorkspaceFolder[]): void {
    for (const { uri } of vscode.workspace.isTrusted ? folders : []) {
      this.notify("journeyman/workspace/didChangeTrust", { root: uri.toString(), trusted: true });
    }
  }

  private follow(state: State): void {
    const before = this.trouble;
    this.state = state.name;
    this.trouble = toProblem(state);
    this.changed.fire(state.name);
    if ("cause" in state) {
      this.log.error(`The server does not run: ${state.cause}`);
    }
    tell(state, this.trouble, before);
  }

  /** Rejects as `problem` says it. */
  private async toldBy<T>(promise: Promise<T>): Promise<T> {
    try {
      return await promise;
    } catch (error) {
      throw toRefusal(error, this.trouble);
    }
  }
}
