/** The real server over stdio, as the extension talks to it. Every message is compared with src/protocol.ts. */
import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect } from "vitest";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import type { ClientRequests, Requests, ServerNotifications } from "../../src/protocol";
import type { Update } from "../../src/updates";
import { misfits } from "./shapes";

const WAIT_MS = 30_000;
const PYTHON = process.env.PYTHON ?? fileURLToPath(new URL("../../../.venv/bin/python", import.meta.url));

type Told = {
  [N in keyof ServerNotifications]: { name: N; params: ServerNotifications[N] };
}[keyof ServerNotifications];
type Answers = {
  [M in keyof ClientRequests]?: (params: ClientRequests[M]["params"]) => ClientRequests[M]["result"];
};

export class Client {
  readonly told: Told[] = [];
  /** What the server asked for. */
  readonly asked: string[] = [];
  /** What of what came does not fit our types. */
  readonly misfits: string[] = [];
  private readonly events = new EventEmitter();

  private constructor(
    readonly folder: string,
    private readonly child: ChildProcess,
    private readonly connection: MessageConnection,
    private readonly home: string,
  ) {}

  /** Starts the server with a folder that holds `files`. */
  static async start(settings: object, files: Record<string, string>, answers: Answers = {}): Promise<Client> {
    const [home, folder] = await Promise.all(["home-", "folder-"].map((name) => mkdtemp(join(tmpdir(), name))));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder as string, name), text);
    const env = { PATH: process.env.PATH, HOME: home, JOURNEYMAN_HOME: home };
    const child = spawn(PYTHON, ["-P", "-m", "journeyman", "serve"], { cwd: home, env });
    child.stderr.resume();
    const wires = [new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin)] as const;
    const client = new Client(folder as string, child, createMessageConnection(...wires), home as string);
    await client.initialize(settings, answers);
    return client;
  }

  get root(): string {
    return pathToFileURL(this.folder).toString();
  }

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).toString();
  }

  async request<M extends keyof Requests>(method: M, params: Requests[M]["params"]): Promise<Requests[M]["result"]> {
    expect(misfits("Requests", method, "params", params)).toEqual([]);
    const result = await this.connection.sendRequest<Requests[M]["result"]>(method, params);
    expect(misfits("Requests", method, "result", result)).toEqual([]);
    return result;
  }

  notify(method: string, params: object): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  /** Resolves with the first message that fits, whether it has come or comes. */
  async until<N extends keyof ServerNotifications>(
    name: N,
    fits: (params: ServerNotifications[N]) => boolean = () => true,
  ): Promise<ServerNotifications[N]> {
    const signal = AbortSignal.timeout(WAIT_MS);
    for (;;) {
      const found = this.told.find((one) => one.name === name && fits(one.params as ServerNotifications[N]));
      if (found) return found.params as ServerNotifications[N];
      await once(this.events, "told", { signal });
    }
  }

  /** Resolves with the first update of this kind. */
  async update<K extends Update["kind"]>(
    kind: K,
    fits: (update: Extract<Update, { kind: K }>) => boolean = () => true,
  ) {
    const isIt = (update: Update): update is Extract<Update, { kind: K }> =>
      update.kind === kind && fits(update as never);
    const { update } = await this.until("journeyman/session/update", ({ update }) => isIt(update));
    return update as Extract<Update, { kind: K }>;
  }

  async stop(): Promise<void> {
    const exited = once(this.child, "exit");
    await this.connection.sendRequest("shutdown");
    await this.connection.sendNotification("exit");
    await exited;
    this.connection.dispose();
    for (const folder of [this.home, this.folder]) await rm(folder, { recursive: true });
  }

  private async initialize(settings: object, answers: Answers): Promise<void> {
    const { connection } = this;
    connection.onNotification((name: string, params: unknown) => this.heard(name, params));
    for (const [method, answer] of Object.entries(answers)) {
      connection.onRequest(method, (params) => {
        this.asked.push(method);
        this.misfits.push(...misfits("ClientRequests", method, "params", params));
        return (answer as (params: unknown) => unknown)(params);
      });
    }
    connection.listen();
    await connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: this.root, name: "folder" }],
      initializationOptions: { settings, trusted: true },
      capabilities: {
        general: { positionEncodings: ["utf-16"] },
        workspace: { workspaceEdit: { documentChanges: true } },
        experimental: { journeyman: { version: 1 } },
      },
    });
    await connection.sendNotification("initialized", {});
  }

  private heard(name: string, params: unknown): void {
    if (name.startsWith("journeyman/")) {
      this.misfits.push(...misfits("ServerNotifications", name, undefined, params));
      this.told.push({ name, params } as Told);
      this.events.emit("told");
    }
  }
}
