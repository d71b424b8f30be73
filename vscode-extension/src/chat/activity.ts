/** What runs in the sessions and what waits for the user, as the updates tell it. */
import type { Update } from "../updates";

/** Something that the user may want to hear of while they look elsewhere. */
export type News =
  | { kind: "waits"; sessionId: string; what: string }
  | { kind: "ended"; sessionId: string; error: string | undefined };

export class Activity {
  private readonly runs = new Set<string>();
  private readonly waits = new Map<string, Set<string>>();

  /** Returns what is new in it. */
  apply(sessionId: string, update: Update): News | undefined {
    switch (update.kind) {
      case "turn_state":
        return this.turn(sessionId, update);
      case "permission_pending":
        return this.asks(sessionId, update.permissionId, update.title);
      case "question_pending":
        return this.asks(sessionId, update.questionId, update.question);
      case "permission_resolved":
        this.waits.get(sessionId)?.delete(update.permissionId);
        return undefined;
      case "question_resolved":
        this.waits.get(sessionId)?.delete(update.questionId);
        return undefined;
      default:
        return undefined;
    }
  }

  /** The server is gone, and with it what ran. */
  clear(): void {
    this.runs.clear();
    this.waits.clear();
  }

  isRunning(sessionId: string | undefined): boolean {
    return sessionId !== undefined && this.runs.has(sessionId);
  }

  /** Of all sessions. */
  get waiting(): number {
    return [...this.waits.values()].reduce((sum, { size }) => sum + size, 0);
  }

  private turn(sessionId: string, update: Extract<Update, { kind: "turn_state" }>): News | undefined {
    if (update.state !== "idle") {
      if (update.state !== "queued") {
        this.runs.add(sessionId);
      }
      return undefined;
    }
    const ran = this.runs.delete(sessionId);
    this.waits.delete(sessionId);
    const isWanted = ran && update.stopReason !== "cancelled";
    return isWanted ? { kind: "ended", sessionId, error: update.error?.message } : undefined;
  }

  /** A second question of the same session is no news: who comes for the first one sees it. */
  private asks(sessionId: string, id: string, what: string): News | undefined {
    const open = this.waits.get(sessionId) ?? new Set();
    this.waits.set(sessionId, open.add(id));
    return open.size === 1 ? { kind: "waits", sessionId, what } : undefined;
  }
}
