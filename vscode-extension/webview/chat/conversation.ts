import type { HostState } from "../../src/bridge";
import type { ServerNotifications } from "../../src/protocol";
import type { Update } from "../../src/updates";
import { type Bridge, CallError } from "../shared/bridge";
import { t } from "../shared/l10n";
import { Changes } from "./changes";

type Numbered = ServerNotifications["journeyman/session/update"];

/** Where updates go, in their order. */
export interface Updates {
  apply(update: Update): void;
  /** The same for what happened before. */
  applyStored(updates: readonly Update[]): void;
  /** Forgets what was told. */
  reset(): void;
  /** Forgets the session, too. */
  close(): void;
}

export interface Opening {
  sessionId?: string;
  fresh?: boolean;
  from?: { sessionId: string; checkpointId?: string };
}

const MAX_ATTEMPTS = 3;

/**
 * The session that the chat shows: opens it, and hands on what it tells, each update once and in its order.
 *
 * What was missed is asked for: at the start, after a gap, and when the server came back.
 */
export class Conversation extends Changes {
  root = "";
  sessionId = "";
  /** `away` while the server, with which it was open, starts again. */
  phase: "idle" | "opening" | "open" | "away" | "failed" = "idle";
  /** Why the session is not open; only in the phase `failed`. */
  error: CallError | undefined;
  private host: HostState | undefined;
  /** What the extension showed when we last followed it. */
  private followed = "";
  private seq = 0;
  /** Updates that came while others are asked for; undefined while all is in order. */
  private early: Map<number, Update> | undefined;
  /** Counts openings: what an earlier one still answers is stale. */
  private opening = 0;

  constructor(
    private readonly bridge: Bridge,
    private readonly updates: Updates,
  ) {
    super();
  }

  /** Opens a session of the folder: the one that was used last if none is named. */
  async open(root: string, options: Opening = {}): Promise<void> {
    const opening = ++this.opening;
    this.root = root;
    // A session whose server came back is still the one on the screen.
    this.sessionId = this.phase === "away" ? this.sessionId : "";
    this.early = undefined;
    this.phase = "opening";
    this.error = undefined;
    this.tell();
    try {
      const opened = await this.bridge.call("host/openSession", { root, ...options });
      if (opening !== this.opening) {
        return;
      }
      this.sessionId = opened.sessionId;
      this.seq = 0;
      this.updates.close();
      this.updates.apply({ kind: "config_option_update", configOptions: opened.configOptions });
      this.updates.apply({ kind: "available_commands_update", availableCommands: opened.commands });
      await this.catchUp(0);
      this.settle(opening, "open");
    } catch (error) {
      this.settle(opening, "failed", error as CallError);
    }
  }

  /** Resolves once the session is open; rejects where it cannot be opened, with the reason. */
  async ready(): Promise<void> {
    while (this.phase === "opening" || this.phase === "away") {
      await new Promise<void>((resolve) => {
        const end = this.subscribe(() => {
          end();
          resolve();
        });
      });
    }
    if (this.error) {
      throw this.error;
    }
  }

  /** Takes an update of any session. */
  receive({ sessionId, seq, update }: Numbered): void {
    // Until a session is open, its state will tell what comes now.
    const willBeTold = this.phase === "opening" && !this.early;
    if (sessionId !== this.sessionId || seq <= this.seq || willBeTold) {
      return;
    }
    if (this.early) {
      this.early.set(seq, update);
    } else if (seq > this.seq + 1) {
      void this.catchUpOrFail(this.seq, [seq, update]);
    } else if (this.take(seq, update)) {
      void this.catchUpOrFail(undefined);
    }
  }

  /** Takes how the extension is: follows it to another folder or session, and back to a server that came back. */
  follow(host: HostState): void {
    const cameBack = host.server === "running" && this.host !== undefined && this.host.server !== "running";
    this.host = host;
    if (cameBack && this.phase !== "opening" && host.root) {
      this.followed = shown(host);
      void this.open(host.root);
    } else if (host.server !== "running" && (this.phase === "open" || this.phase === "away")) {
      this.leave(host);
    } else {
      this.followHost();
    }
  }

  /** The server is gone; what it has told stays to be read. */
  private leave({ server, problem }: HostState): void {
    const isOver = server === "failed" || server === "stopped";
    this.phase = isOver ? "failed" : "away";
    const message = problem || t("Journeyman has stopped. What was said is kept.");
    this.error = isOver ? new CallError({ message, hint: t("Restart"), command: "journeyman.restart" }) : undefined;
    this.tell();
  }

  private followHost(): void {
    const host = this.host;
    if (!host || this.phase === "opening" || this.phase === "away" || shown(host) === this.followed) {
      return;
    }
    this.followed = shown(host);
    const differs = host.root !== this.root || (host.sessionId !== undefined && host.sessionId !== this.sessionId);
    if (host.root && differs) {
      void this.open(host.root);
    } else if (!host.root) {
      this.opening++;
      this.root = this.sessionId = "";
      this.phase = "idle";
      this.updates.close();
      this.tell();
    }
  }

  private settle(opening: number, phase: "open" | "failed", error?: CallError): void {
    if (opening === this.opening) {
      this.phase = phase;
      this.error = error;
      if (error) {
        this.sessionId = "";
        this.early = undefined;
      }
      this.tell();
      this.followHost();
    }
  }

  private async catchUpOrFail(since: number | undefined, ...early: [number, Update][]): Promise<void> {
    const opening = this.opening;
    try {
      await this.catchUp(since, ...early);
    } catch (error) {
      this.settle(opening, "failed", error as CallError);
    }
  }

  /** Asks for what came after `since`, or for all, and then hands on what arrived meanwhile. */
  private async catchUp(since: number | undefined, ...early: [number, Update][]): Promise<void> {
    const { opening, sessionId } = this;
    this.early = new Map(early);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const state = await this.bridge.call("journeyman/session/state", { sessionId, sinceSeq: since });
      if (opening !== this.opening) {
        return;
      }
      const restored = since !== undefined && state.updates.some(({ kind }) => kind === "history_restored");
      if (restored && !state.reset) {
        since = undefined;
        continue;
      }
      if (state.reset || !since) {
        this.updates.reset();
      }
      this.updates.applyStored(state.updates);
      if (state.reset) {
        await this.tellOpenChanges(sessionId);
      }
      this.seq = state.seq;
      since = this.takeEarly() ? undefined : this.seq;
      if (since !== undefined && this.early.size === 0) {
        this.early = undefined;
        return;
      }
    }
    throw new CallError({ message: t("The session could not be read to its end. Try again.") });
  }

  /** What is not decided yet is no part of a stored conversation. */
  private async tellOpenChanges(sessionId: string): Promise<void> {
    const { changeSets } = await this.bridge.call("journeyman/changes/list", { sessionId });
    const open = changeSets.filter(({ files }) => files.some(({ pending }) => pending > 0));
    this.updates.applyStored(open.map((changeSet) => ({ kind: "change_set", ...changeSet })));
  }

  /** Hands on what is next in order; returns whether all has to be asked for anew. */
  private takeEarly(): boolean {
    const early = this.early ?? new Map<number, Update>();
    for (const [seq, update] of [...early].sort(([one], [other]) => one - other)) {
      if (seq > this.seq + 1) {
        return false;
      }
      early.delete(seq);
      if (seq === this.seq + 1 && this.take(seq, update)) {
        return true;
      }
    }
    return false;
  }

  /** Hands on the next update; returns whether all has to be asked for anew. */
  private take(seq: number, update: Update): boolean {
    this.seq = seq;
    this.updates.apply(update);
    return update.kind === "history_restored";
  }
}

const shown = ({ root, sessionId }: HostState) => `${root} ${sessionId ?? ""}`;
