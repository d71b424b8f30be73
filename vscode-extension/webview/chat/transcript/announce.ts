/** What is read aloud of a conversation: what is finished and what waits, not every piece of text. */
import { t } from "../../shared/l10n";
import { reasonName } from "./End";
import type { Entry } from "./entries";
import type { ConversationStore } from "./store";

const MAX_READ = 600;
/** More than these do not happen at once while somebody listens. */
const MAX_LOOKED_AT = 40;

export class Announcer {
  private readonly told = new Set<string>();
  /** Why the turn waits, as it was told last. */
  private waiting = "";

  /** Returns what is new since the last time; nothing of what had happened before. */
  news(store: ConversationStore): string[] {
    const waits = store.waiting === this.waiting ? "" : store.waiting;
    this.waiting = store.waiting;
    return [...this.finished(store), ...(waits ? [waits.slice(0, MAX_READ)] : [])];
  }

  private finished({ entries, storedEntries }: ConversationStore): string[] {
    return entries.slice(Math.max(storedEntries, entries.length - MAX_LOOKED_AT)).flatMap((entry) => {
      const words = this.told.has(entry.id) ? undefined : announcement(entry);
      if (words === undefined) {
        return [];
      }
      this.told.add(entry.id);
      return [words];
    });
  }
}

/** Undefined while there is nothing to tell of the entry. */
function announcement(entry: Entry): string | undefined {
  switch (entry.kind) {
    case "answer":
      return entry.done ? entry.text.slice(0, MAX_READ) : undefined;
    case "permission":
      return t("Permission needed: {0}", entry.pending.title);
    case "question":
      return t("Question: {0}", entry.pending.question);
    case "notice":
      return entry.text.slice(0, MAX_READ);
    case "end":
      return entry.error?.message ?? (entry.message || reasonName(entry.stopReason));
    default:
      return undefined;
  }
}
