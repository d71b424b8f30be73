/** What a conversation tells of the model service while a turn waits for it. */
import type { Update } from "../../../src/updates";

/** What comes only once the service has answered, or is waited for no longer. */
const GOES_ON = new Set<Update["kind"]>([
  "agent_message_chunk",
  "agent_thought_chunk",
  "usage_update",
  "tool_call",
  "history_compacted",
  "notice",
]);

/** Returns why the turn waits after `update`, and "" where it does not; `waiting` is why it waited before. */
export function waitingAfter(update: Update, waiting: string): string {
  if (update.kind === "notice" && update.noticeKind === "waiting") {
    return update.text;
  }
  return GOES_ON.has(update.kind) ? "" : waiting;
}
