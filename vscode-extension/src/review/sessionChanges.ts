/** What the session on show has changed. The server knows it; here is what it told last. */
import { insideFolder } from "../insideFolder";
import type { Journeyman } from "../journeyman";
import type { ChangeSet, Failure, FileDiff, ServerNotifications } from "../protocol";

type Parts = Pick<Journeyman, "connection" | "sessions" | "log">;
type SessionUpdate = ServerNotifications["journeyman/session/update"];

export class SessionChanges {
  private readonly listeners = new Set<() => void>();
  private readonly subscriptions: { dispose(): void }[];
  private diffs = new Map<string, Promise<FileDiff[]>>();
  private prompts = new Map<string, string>();
  private loads = 0;
  private shown = "";
  /** The newest last. */
  sets: readonly ChangeSet[] = [];
  root = "";
  sessionId: string | undefined;

  constructor(private readonly parts: Parts) {
    const { connection, sessions } = parts;
    this.subscriptions = [
      connection.onNotification("journeyman/session/update", (params) => this.received(params)),
      connection.onDidChangeState(() => this.reload()),
      sessions.onDidChange(() => this.reload()),
    ];
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  dispose(): void {
    this.loads++;
    this.listeners.clear();
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
  }

  get pendingSets(): readonly ChangeSet[] {
    return this.sets.filter(hasPending);
  }

  get pendingCount(): number {
    return this.sets.reduce((sum, { files }) => sum + pendingIn(files), 0);
  }

  set(changeSetId: string): ChangeSet | undefined {
    return this.sets.find((set) => set.changeSetId === changeSetId);
  }

  /** What the user said to begin a turn; empty if it is not known. */
  promptOf(turnId: string): string {
    return this.prompts.get(turnId) ?? "";
  }

  /** The files of a change set, asked for once until something about it changes. */
  diff(changeSetId: string): Promise<FileDiff[]> {
    const known = this.diffs.get(changeSetId);
    if (known) {
      return known;
    }
    const asked = this.parts.connection
      .request("journeyman/changes/diff", { sessionId: this.sessionId ?? "", changeSetId })
      .then(({ files }) => files.filter(isInside));
    this.diffs.set(changeSetId, asked);
    // What failed is asked for again by the next who wants to know.
    asked.catch(() => this.diffs.get(changeSetId) === asked && this.diffs.delete(changeSetId));
    return asked;
  }

  /** Decides on hunks of a change set, all pending ones if none are named. Returns what stays as it was, and why. */
  async resolve(changeSetId: string, action: "accept" | "reject", hunkIds?: string[]): Promise<Failure[]> {
    const sessionId = this.sessionId ?? "";
    const params = { sessionId, changeSetId, action, hunkIds };
    const { failed } = await this.parts.connection.request("journeyman/changes/resolve", params);
    if (failed.length > 0) {
      this.forgetDiffsOf(this.set(changeSetId)?.files.map(({ path }) => path) ?? []);
      this.tell();
    }
    return failed;
  }

  /** Asks anew which hunks of a file can be rejected: it may be another one than before. */
  fileChanged(path: string): void {
    this.forgetDiffsOf([path]);
    this.tell();
  }

  /** Takes up the current session. A server that does not run is not started for it: nothing can have changed. */
  async reload(): Promise<void> {
    const { connection, sessions, log } = this.parts;
    const load = ++this.loads;
    const { root } = sessions;
    const sessionId = sessions.current(root);
    this.takeUp(root, sessionId);
    if (connection.state !== "running" || sessionId === undefined) {
      return;
    }
    try {
      const { changeSets } = await this.list(root, sessionId);
      if (load === this.loads) {
        this.sets = changeSets.map(withinFolder);
        this.diffs.clear();
        this.tell();
        await this.learnPrompts();
      }
    } catch (error) {
      log.warn(`The changes of session ${sessionId} could not be listed: ${(error as Error).message}`);
    }
  }

  /** What is on show stays there until it is known what to show, unless it belongs to another session. */
  private takeUp(root: string, sessionId: string | undefined): void {
    this.root = root;
    this.sessionId = sessionId;
    const shown = `${root} ${sessionId}`;
    if (shown !== this.shown) {
      this.shown = shown;
      this.sets = [];
      this.prompts.clear();
      this.diffs.clear();
      this.tell();
    }
  }

  private async list(root: string, sessionId: string): Promise<{ changeSets: ChangeSet[] }> {
    const { connection } = this.parts;
    try {
      return await connection.request("journeyman/changes/list", { sessionId });
    } catch (error) {
      if ((error as { data?: { kind?: string } }).data?.kind !== "usage") {
        throw error;
      }
      // The session of the window before, or of the server before, which nobody has opened yet.
      await connection.request("journeyman/session/load", { root, sessionId });
      return connection.request("journeyman/changes/list", { sessionId });
    }
  }

  private received({ sessionId, update }: SessionUpdate): void {
    if (sessionId !== this.sessionId || update.kind !== "change_set") {
      return;
    }
    const { kind, ...told } = update;
    const set = withinFolder(told);
    const others = this.sets.filter(({ changeSetId }) => changeSetId !== set.changeSetId);
    const before = this.set(set.changeSetId);
    this.sets = set.files.length > 0 ? inOrder([...others, set]) : others;
    this.forgetDiffsOf([...set.files, ...(before?.files ?? [])].map(({ path }) => path));
    this.diffs.delete(set.changeSetId);
    this.tell();
    if (!this.prompts.has(set.turnId)) {
      void this.learnPrompts();
    }
  }

  /** A change of a file is one for each change set that it is in: it says which hunks can still be rejected. */
  private forgetDiffsOf(paths: readonly string[]): void {
    for (const { changeSetId, files } of this.sets) {
      if (files.some(({ path }) => paths.includes(path))) {
        this.diffs.delete(changeSetId);
      }
    }
  }

  private async learnPrompts(): Promise<void> {
    const { connection, log } = this.parts;
    const sessionId = this.sessionId ?? "";
    try {
      const { checkpoints } = await connection.request("journeyman/checkpoint/list", { sessionId });
      if (sessionId === this.sessionId) {
        this.prompts = new Map(checkpoints.map(({ turnId, prompt }) => [turnId, prompt]));
        this.tell();
      }
    } catch (error) {
      log.warn(`The prompts of session ${sessionId} could not be listed: ${(error as Error).message}`);
    }
  }

  private tell(): void {
    for (const listener of [...this.listeners]) {
      listener();
    }
  }
}

export const hasPending = ({ files }: ChangeSet) => pendingIn(files) > 0;

/** Whatever the server says, nothing outside of the folder is opened. */
const isInside = ({ path }: { path: string }) => insideFolder(path);
const withinFolder = (set: ChangeSet): ChangeSet => ({ ...set, files: set.files.filter(isInside) });

function pendingIn(files: ChangeSet["files"]): number {
  return files.reduce((sum, { pending }) => sum + pending, 0);
}

function inOrder(sets: ChangeSet[]): ChangeSet[] {
  return sets.sort((one, other) => Number(one.changeSetId) - Number(other.changeSetId));
}
