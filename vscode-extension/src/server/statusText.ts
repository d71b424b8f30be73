/** What the item in the status bar says. */
import type { HostState } from "../bridge";
import type { ServerNotifications } from "../protocol";
import type { Update } from "../updates";

export type Condition = "stopped" | "starting" | "ready" | "working" | "waiting" | "problem";

export interface Situation {
  server: HostState["server"];
  /** Of the connection. */
  problem: string;
  /** What the server said last. */
  status: ServerNotifications["journeyman/status"] | undefined;
  /** Whether a turn waits for the user. */
  waiting: boolean;
}

export function condition({ server, problem, status, waiting }: Situation): Condition {
  if (server === "failed" || problem) {
    return "problem";
  }
  if (server !== "running") {
    return server;
  }
  if (waiting) {
    return "waiting";
  }
  if (status?.busy) {
    return "working";
  }
  return status && status.health !== "ok" ? "problem" : "ready";
}

/** The questions of all sessions that wait for an answer of the user. */
export class OpenQuestions {
  private readonly sessions = new Map<string, string>();

  get any(): boolean {
    return this.sessions.size > 0;
  }

  /** Takes note of what a session tells. */
  follow(sessionId: string, update: Update): void {
    if (update.kind === "permission_pending") {
      this.sessions.set(update.permissionId, sessionId);
    } else if (update.kind === "question_pending") {
      this.sessions.set(update.questionId, sessionId);
    } else if (update.kind === "permission_resolved") {
      this.sessions.delete(update.permissionId);
    } else if (update.kind === "question_resolved") {
      this.sessions.delete(update.questionId);
    } else if (update.kind === "turn_state" && update.state === "idle") {
      this.forget(sessionId);
    }
  }

  forgetAll(): void {
    this.sessions.clear();
  }

  private forget(sessionId: string): void {
    for (const [id, owner] of this.sessions) {
      if (owner === sessionId) {
        this.sessions.delete(id);
      }
    }
  }
}
