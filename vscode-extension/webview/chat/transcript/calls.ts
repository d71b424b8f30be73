/** What a conversation tells of tool calls, and of what they wait for. */
import type * as updates from "../../../src/updates";
import type { PermissionEntry, PlanEntry, QuestionEntry, ToolEntry } from "./entries";
import type { EntryList } from "./entryList";

/** Characters of what a running tool prints that are kept; its end says more than its beginning. */
export const MAX_PROGRESS = 60_000;

/** `now` is in milliseconds, and undefined for what happened before. */
export function toolStarted(list: EntryList, call: updates.ToolCall, turnId: string, now: number | undefined): void {
  const entry = list.make<ToolEntry>(
    { kind: "tool", call, status: "in_progress", waits: false, progress: "", output: "", diffs: [] },
    turnId,
    call.toolCallId,
  );
  list.startClock(entry, now);
  // Of a plan one sees the plan, unless the call fails.
  if (call.tool !== "plan") {
    list.show(entry);
  }
}

export function toolChanged(list: EntryList, update: updates.ToolCallUpdate, now: number | undefined): void {
  const entry = list.find("tool", update.toolCallId);
  if (!entry) {
    return;
  }
  list.touch(entry);
  if (update.progress) {
    entry.progress = (entry.progress + update.progress).slice(-MAX_PROGRESS);
  }
  if (update.status) {
    const content = update.content ?? [];
    entry.status = update.status;
    entry.seconds = list.stopClock(entry, now);
    entry.exitCode = update.exitCode;
    entry.output = content.flatMap((one) => (one.type === "content" ? [one.content.text] : [])).join("\n");
    entry.diffs = content.flatMap((one) => (one.type === "diff" ? [one] : []));
    if (update.status === "failed") {
      list.show(entry);
    }
  }
}

/** Replaces the plan before, unless the user has said something since. */
export function planned(list: EntryList, { entries: steps }: updates.Plan, turnId: string): void {
  const before = list.sincePrompt().findLast((entry) => entry.kind === "plan" && entry.turnId === turnId);
  if (before?.kind === "plan") {
    list.touch(before).steps = steps;
  } else {
    list.add<PlanEntry>({ kind: "plan", steps }, turnId);
  }
}

export type Asked =
  | updates.PermissionPending
  | updates.PermissionResolved
  | updates.QuestionPending
  | updates.QuestionResolved;

export function asked(list: EntryList, update: Asked, turnId: string): void {
  switch (update.kind) {
    case "permission_pending":
      if (!list.find("permission", update.permissionId)) {
        list.add<PermissionEntry>({ kind: "permission", pending: update }, turnId, update.permissionId);
        callWaits(list, update.toolCallId, true);
      }
      break;
    case "question_pending":
      if (!list.find("question", update.questionId)) {
        list.add<QuestionEntry>({ kind: "question", pending: update }, turnId, update.questionId);
      }
      break;
    case "permission_resolved": {
      const entry = list.find("permission", update.permissionId);
      if (entry) {
        list.touch(entry).optionId = update.optionId;
        callWaits(list, entry.pending.toolCallId, false);
      }
      break;
    }
    case "question_resolved": {
      const entry = list.find("question", update.questionId);
      if (entry) {
        list.touch(entry).answer = update.answer;
      }
    }
  }
}

function callWaits(list: EntryList, toolCallId: string, waits: boolean): void {
  const call = list.find("tool", toolCallId);
  if (call) {
    list.touch(call).waits = waits;
  }
}
