import { expect, test } from "vitest";
import { Activity } from "../../../src/chat/activity";
import type { TurnState, Update } from "../../../src/updates";

const turn = (state: TurnState["state"], more: Partial<TurnState> = {}): Update => ({
  kind: "turn_state",
  state,
  sessionId: "s1",
  turnId: "t1",
  ...more,
});
const permission = (permissionId: string): Update => ({
  kind: "permission_pending",
  permissionId,
  toolCallId: "c",
  title: "Run pytest",
  tool: "run_command",
  rawInput: {},
  reason: "",
  options: [],
});

test("a turn runs from its start to its end, and the end is news", () => {
  const activity = new Activity();
  activity.apply("s1", turn("running"));
  const during = activity.isRunning("s1");

  const news = activity.apply("s1", turn("idle", { stopReason: "end_turn" }));

  expect([during, activity.isRunning("s1"), activity.isRunning("s2")]).toEqual([true, false, false]);
  expect(news).toEqual({ kind: "ended", sessionId: "s1", error: undefined });
});

test("what the user stopped, and what never ran, is no news", () => {
  const activity = new Activity();
  activity.apply("s1", turn("queued"));
  const never = activity.apply("s1", turn("idle", { stopReason: "end_turn" }));
  activity.apply("s1", turn("running"));
  expect([never, activity.apply("s1", turn("idle", { stopReason: "cancelled" }))]).toEqual([undefined, undefined]);
});

test("questions are counted over all sessions; only the first of a session is news", () => {
  const activity = new Activity();
  const news = [activity.apply("s1", permission("p1")), activity.apply("s1", permission("p2"))];
  activity.apply("s2", { kind: "question_pending", questionId: "q1", question: "Up or down?", choices: [] });

  expect(news).toEqual([{ kind: "waits", sessionId: "s1", what: "Run pytest" }, undefined]);
  expect(activity.waiting).toBe(3);
});

test("what is answered, or was open when its turn ended, does not wait any more", () => {
  const activity = new Activity();
  activity.apply("s1", turn("running"));
  activity.apply("s1", permission("p1"));
  activity.apply("s1", permission("p2"));
  activity.apply("s1", { kind: "permission_resolved", permissionId: "p1", optionId: "allow_once" });
  const between = activity.waiting;

  activity.apply("s1", turn("idle", { stopReason: "error", error: { kind: "provider", message: "Away." } }));

  expect([between, activity.waiting]).toEqual([1, 0]);
});

test("a server that is gone takes everything along", () => {
  const activity = new Activity();
  activity.apply("s1", turn("running"));
  activity.apply("s1", permission("p1"));
  activity.clear();
  expect([activity.isRunning("s1"), activity.waiting]).toEqual([false, 0]);
});
