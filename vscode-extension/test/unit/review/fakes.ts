/** A server that knows one session, and what the tests have it say. */
import type { Connection, Journeyman } from "../../../src/journeyman";
import type { ChangeSet, FileDiff, ServerNotifications } from "../../../src/protocol";
import type { Update } from "../../../src/updates";

export const ROOT = "file:///home/me/timesheet";

type Handler = (params: never) => unknown;
type Listener = (params: never) => void;

export class FakeServer {
  readonly asked: { method: string; params: unknown }[] = [];
  readonly answers = new Map<string, Handler>();
  private readonly told = new Set<Listener>();
  private readonly stateTold = new Set<Listener>();
  private readonly sessionTold = new Set<Listener>();
  state: Connection["state"] = "running";
  sessionId: string | undefined = "s1";
  readonly log = { warnings: [] as string[], warn: (text: string) => this.log.warnings.push(text) };

  readonly parts = {
    connection: {
      request: (method: string, params: unknown) => this.request(method, params),
      onNotification: (_: string, listener: Listener) => listen(this.told, listener),
      onDidChangeState: (listener: Listener) => listen(this.stateTold, listener),
    },
    sessions: {
      root: ROOT,
      current: () => this.sessionId,
      onDidChange: (listener: Listener) => listen(this.sessionTold, listener),
    },
    log: this.log,
  };

  constructor() {
    Object.defineProperty(this.parts.connection, "state", { get: () => this.state });
    this.answers.set("journeyman/changes/list", () => ({ changeSets: [] }));
    this.answers.set("journeyman/checkpoint/list", () => ({ checkpoints: [] }));
  }

  get journeyman(): Journeyman {
    return this.parts as unknown as Journeyman;
  }

  methods(): string[] {
    return this.asked.map(({ method }) => method.replace("journeyman/", ""));
  }

  update(update: Update, sessionId = "s1"): void {
    const params: ServerNotifications["journeyman/session/update"] = { sessionId, seq: 1, update };
    for (const listener of this.told) listener(params as never);
  }

  become(state: Connection["state"]): void {
    this.state = state;
    for (const listener of this.stateTold) listener(state as never);
  }

  switchTo(sessionId: string | undefined): void {
    this.sessionId = sessionId;
    for (const listener of this.sessionTold) listener(undefined as never);
  }

  private async request(method: string, params: unknown): Promise<unknown> {
    this.asked.push({ method, params });
    const answer = this.answers.get(method);
    if (!answer) throw new Error(`The test has no answer to ${method}.`);
    return answer(params as never);
  }
}

function listen(listeners: Set<Listener>, listener: Listener) {
  listeners.add(listener);
  return { dispose: () => listeners.delete(listener) };
}

export function changeSet(changeSetId: string, pending: Record<string, number>): ChangeSet {
  const files = Object.entries(pending).map(([path, count]) => ({
    path,
    status: "modified",
    pending: count,
    accepted: 0,
    rejected: 0,
    restorable: true,
  }));
  return { changeSetId, turnId: `t${changeSetId}`, origin: "turn", createdAt: "2026-11-23T04:12:26+00:00", files };
}

/** A file of three lines whose second was replaced. */
export function fileDiff(path: string, hunkId: string, state = "pending"): FileDiff {
  const lines = { oldStart: 2, oldLines: 1, newStart: 2, newLines: 1 };
  const hunks = [{ hunkId, state, scope: "lines", problem: "", ...lines }];
  return { path, oldText: "a\nold\nc\n", newText: "a\nnew\nc\n", hunks };
}
