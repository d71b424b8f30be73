import type { SessionItem } from "../../../src/protocol";
import type { Bridge } from "../../shared/bridge";
import { t } from "../../shared/l10n";

export interface Listed {
  sessions: SessionItem[];
  nextCursor?: string;
}

interface Asked {
  root: string;
  /** Words in titles or in what was said; all sessions if it is empty. */
  query: string;
  cursor?: string;
}

export function listSessions(bridge: Bridge, { root, query, cursor }: Asked, signal: AbortSignal): Promise<Listed> {
  const params: Partial<Asked> & { root: string } = query.trim() ? { root, query: query.trim() } : { root, cursor };
  return bridge.call("journeyman/session/list", params, signal);
}

export interface Day {
  name: string;
  sessions: SessionItem[];
}

/** Sessions in their order, under the days that they were used last. */
export function byDay(sessions: readonly SessionItem[], now: Date, language: string): Day[] {
  const days: Day[] = [];
  for (const session of sessions) {
    const name = dayName(new Date(session.updatedAt), now, language);
    if (days.at(-1)?.name === name) {
      days.at(-1)?.sessions.push(session);
    } else {
      days.push({ name, sessions: [session] });
    }
  }
  return days;
}

function dayName(date: Date, now: Date, language: string): string {
  if (Number.isNaN(date.getTime())) {
    return t("Some day");
  }
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  if (days === 0) {
    return t("Today");
  }
  if (days === 1) {
    return t("Yesterday");
  }
  const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return date.toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long", year });
}

const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** `14:05`. */
export function timeOf(session: SessionItem, language: string): string {
  const date = new Date(session.updatedAt);
  return Number.isNaN(date.getTime()) ? "" : date.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
}

/** A name for the file that a session is exported to. */
export function fileName({ title, sessionId }: SessionItem): string {
  const words = title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  return `${words.slice(0, 60) || sessionId}.jsonl`;
}
