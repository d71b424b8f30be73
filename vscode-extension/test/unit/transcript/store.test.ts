import { describe, expect, test } from "vitest";
import type { ToolCall, Update } from "../../../src/updates";
import { MAX_PROGRESS } from "../../../webview/chat/transcript/calls";
import type { Entry } from "../../../webview/chat/transcript/entries";
import { ConversationStore } from "../../../webview/chat/transcript/store";

const usage = { inputTokens: 100, outputTokens: 10, cachedTokens: 0, totalTokens: 110 };
const user = (text: string): Update => ({ kind: "user_message_chunk", content: { type: "text", text } });
const answer = (text: string): Update => ({ kind: "agent_message_chunk", content: { type: "text", text } });
const thought = (text: string): Update => ({ kind: "agent_thought_chunk", content: { type: "text", text } });
const image: Update = { kind: "user_message_chunk", content: { type: "image", mimeType: "image/png", data: "aa" } };
const step: Update = { kind: "usage_update", usage };
const turn = (state: "queued" | "running" | "awaiting_permission" | "idle", turnId = "t1", more = {}): Update => ({
  kind: "turn_state",
  state,
  sessionId: "s",
  turnId,
  ...more,
});
const call = (id: string, tool = "run_command"): ToolCall => ({
  kind: "tool_call",
  toolCallId: id,
  title: `Run ${id}`,
  tool,
  toolKind: "execute",
  status: "in_progress",
  rawInput: { command: id },
});
const printed = (id: string, progress: string): Update => ({ kind: "tool_call_update", toolCallId: id, progress });
const done = (id: string, status: "completed" | "failed" = "completed"): Update => ({
  kind: "tool_call_update",
  toolCallId: id,
  status,
  content: [{ type: "content", content: { type: "text", text: "ok" } }],
  exitCode: 0,
});
const changes = (pending: number): Update => ({
  kind: "change_set",
  changeSetId: "1",
  turnId: "t1",
  origin: "turn",
  createdAt: "",
  files: pending ? [{ path: "a.py", status: "modified", pending, accepted: 0, rejected: 0, restorable: true }] : [],
});
const pending = (id: string, toolCallId: string): Update => ({
  kind: "permission_pending",
  permissionId: id,
  toolCallId,
  title: "Run it",
  tool: "run_command",
  rawInput: {},
  reason: "No rule allows it.",
  options: [{ optionId: "allow_once", name: "Allow", kind: "allow_once" }],
});

/** A store whose clock goes on a second a look, and what its listeners were told. */
function newStore() {
  let clock = 0;
  const due: (() => void)[] = [];
  const store = new ConversationStore({ now: () => (clock += 1000), schedule: (callback) => due.push(callback) });
  return {
    store,
    due,
    tell: (...updates: Update[]) => {
      for (const update of updates) store.apply(update);
    },
  };
}

const kinds = (store: ConversationStore) => store.entries.map(({ kind }) => kind);
const entry = <K extends Entry["kind"]>(store: ConversationStore, kind: K) =>
  store.entries.find((one): one is Extract<Entry, { kind: K }> => one.kind === kind);

/** What one sees of the entries: not how often they were changed, nor when. */
const seen = (store: ConversationStore) =>
  store.entries.map(({ version, ...rest }) => ({ ...rest, seconds: undefined }));

/** Numbers that are the same each time (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same updates with their texts cut anywhere. */
function split(updates: Update[], random: () => number): Update[] {
  return updates.flatMap((update) => {
    const text =
      update.kind === "agent_message_chunk" || update.kind === "agent_thought_chunk"
        ? update.content.text
        : update.kind === "tool_call_update"
          ? update.progress
          : undefined;
    if (text === undefined) {
      return [update];
    }
    const pieces: string[] = [];
    for (let rest = text; rest; ) {
      const length = Math.ceil(random() * rest.length);
      pieces.push(rest.slice(0, length));
      rest = rest.slice(length);
    }
    return pieces.map((piece) =>
      update.kind === "tool_call_update"
        ? { ...update, progress: piece }
        : ({ ...update, content: { type: "text", text: piece } } as Update),
    );
  });
}

const conversation: Update[] = [
  turn("running"),
  user("Fix it."),
  image,
  { kind: "memories_used", memories: [] },
  thought("Let me think. 👩‍🔧"),
  answer("I look at **it**.\n\n```py\nx = 1\n```\n"),
  step,
  call("c1"),
  printed("c1", "one\ntwo\nthree\n".repeat(9000)),
  done("c1"),
  answer("Done."),
  step,
  changes(2),
  turn("idle", "t1", { stopReason: "end_turn", usage }),
];

describe("a conversation", () => {
  test("is the same however its texts are cut", () => {
    const whole = newStore();
    whole.tell(...conversation);
    for (let seed = 1; seed <= 200; seed++) {
      const { store, tell } = newStore();
      tell(...split(conversation, numbers(seed)));
      expect(seen(store)).toEqual(seen(whole.store));
    }
  });

  test("has a message for each step, and none for what interrupts nothing", () => {
    const { store, tell } = newStore();
    tell(turn("running"), user("a"), answer("o"), { kind: "session_info_update", title: "T" });
    tell(turn("queued", "t2", { content: { type: "text", text: "next" } }), answer("ne"), step, answer("two"));
    expect(store.entries.map((one) => ("text" in one ? one.text : one.kind))).toEqual(["a", "one", "two"]);
    expect(store.title).toBe("T");
  });

  test("puts images to the text that they came with", () => {
    const { store, tell } = newStore();
    tell(turn("running"), user("look"), image, image, user("and"), answer("!"), image);
    expect(store.entries.map((one) => (one.kind === "user" ? one.images.length : "-"))).toEqual([2, 0, "-", 1]);
  });

  test("says how long a thought, a call and the turn took, but not of what happened before", () => {
    const live = newStore();
    live.tell(turn("running"), thought("hm"), call("c"), done("c"), turn("idle"));
    expect(live.store.entries.map((one) => "seconds" in one && (one.seconds ?? 0) > 0)).toEqual([true, true, true]);
    const stored = newStore();
    stored.store.applyStored([turn("running"), thought("hm"), call("c"), done("c"), turn("idle")]);
    expect(stored.store.entries.map((one) => "seconds" in one && one.seconds)).toEqual(Array(3).fill(undefined));
  });

  test("keeps the end of what a tool prints without end", () => {
    const { store, tell } = newStore();
    tell(call("c"), printed("c", "a".repeat(MAX_PROGRESS)), printed("c", "b"));
    expect(entry(store, "tool")?.progress).toHaveLength(MAX_PROGRESS);
    expect(entry(store, "tool")?.progress.endsWith("ab")).toBe(true);
  });

  test("shows a plan in the place of its call, and the call if it failed", () => {
    const { store, tell } = newStore();
    const plan = (content: string): Update => ({
      kind: "plan",
      entries: [{ content, status: "pending", priority: "medium" }],
    });
    tell(turn("running"), user("a"), call("p1", "plan"), plan("one"), done("p1"));
    tell(call("p2", "plan"), plan("two"), done("p2"), call("p3", "plan"), done("p3", "failed"));
    expect(kinds(store)).toEqual(["user", "plan", "tool"]);
    expect(entry(store, "plan")?.steps[0]?.content).toBe("two");
    expect(store.plan[0]?.content).toBe("two");
  });

  test("knows what waits for the user, and when it does not any more", () => {
    const { store, tell } = newStore();
    tell(turn("running"), call("c"), pending("p", "c"), pending("p", "c"), turn("awaiting_permission"));
    tell({ kind: "question_pending", questionId: "q", question: "Up?", choices: [] });
    expect(store.permissions.map(({ permissionId }) => permissionId)).toEqual(["p"]);
    expect(store.questions).toHaveLength(1);
    expect(entry(store, "tool")?.waits).toBe(true);
    tell({ kind: "permission_resolved", permissionId: "p", optionId: "allow_once" });
    tell({ kind: "question_resolved", questionId: "q", answer: null }, turn("running"));
    expect([store.permissions, store.questions]).toEqual([[], []]);
    expect(entry(store, "tool")?.waits).toBe(false);
    expect(kinds(store)).toEqual(["tool", "permission", "question"]);
  });

  test("stops the calls of a turn that ends before them, and goes on counting the time after a question", () => {
    const { store, tell } = newStore();
    tell(turn("running"));
    const { since } = store.turn;
    tell(call("c"), pending("p", "c"), turn("awaiting_permission"), turn("running"));
    expect(store.turn).toEqual({ state: "running", turnId: "t1", since });
    tell(turn("idle", "t1", { stopReason: "cancelled", message: "Cancelled." }));
    expect(entry(store, "tool")?.status).toBe("stopped");
    expect(entry(store, "end")).toMatchObject({ stopReason: "cancelled", message: "Cancelled.", turnId: "t1" });
    expect(store.turn.state).toBe("idle");
  });

  test("does not lose the words of a prompt that was cancelled while it waited", () => {
    const { store, tell } = newStore();
    tell(turn("running"), user("one"), turn("queued", "t2", { content: { type: "text", text: "two" } }));
    expect(store.queued).toEqual([{ turnId: "t2", text: "two" }]);
    tell(turn("idle", "t2", { stopReason: "cancelled" }));
    expect(store.queued).toEqual([]);
    expect(store.turn).toMatchObject({ state: "running", turnId: "t1" });
    expect(store.entries.map((one) => ("text" in one ? one.text : one.kind))).toEqual(["one", "two", "end"]);
  });

  test("tells an error before the turn began", () => {
    const { store, tell } = newStore();
    tell(turn("idle", "", { stopReason: "error", error: { kind: "settings", message: "No model. Choose one." } }));
    expect(entry(store, "end")?.error?.message).toBe("No model. Choose one.");
  });

  test("replaces a change set, and puts it to the end of its turn", () => {
    const { store, tell } = newStore();
    tell(turn("running"), user("a"), changes(1), call("c"), done("c"), changes(2));
    expect(kinds(store)).toEqual(["user", "changes", "tool"]);
    tell(turn("idle"));
    expect(kinds(store)).toEqual(["user", "tool", "changes", "end"]);
    expect(store.changeSets.get("1")?.files[0]?.pending).toBe(2);
    tell(changes(0));
    expect(store.changeSets.size).toBe(0);
    expect(entry(store, "changes")?.changeSet.files).toEqual([]);
  });

  test("gives the running turn's id to what was said in it, after a reset", () => {
    const { store } = newStore();
    store.applyStored([user("old"), answer("yes"), user("new"), call("c"), turn("running", "t9"), answer("unfinish")]);
    expect(store.entries.map(({ turnId }) => turnId)).toEqual(["", "", "t9", "t9", "t9"]);
    store.apply(answer("ed"));
    expect(store.entries.at(-1)).toMatchObject({ kind: "answer", text: "unfinished", done: false });
  });

  test("adds up what the steps cost", () => {
    const { store, tell } = newStore();
    tell(step, { kind: "usage_update", usage: { ...usage, costUsd: 0.25 } }, step);
    expect(store.usage).toEqual({ ...usage, inputTokens: 300, outputTokens: 30, totalTokens: 330, costUsd: 0.25 });
  });

  test("tells its listeners once a frame, and not after they left", () => {
    const { store, due, tell } = newStore();
    let told = 0;
    const leave = store.subscribe(() => told++);
    tell(turn("running"), user("a"), answer("b"));
    expect(due).toHaveLength(1);
    due.pop()?.();
    expect(told).toBe(1);
    tell(answer("c"));
    leave();
    due.pop()?.();
    expect(told).toBe(1);
  });

  test("changes only the entry that a piece of text belongs to", () => {
    const { store, tell } = newStore();
    tell(turn("running"), user("a"), answer("b"));
    const before = store.entries.map(({ version }) => version);
    tell(answer("c"));
    expect(store.entries.map(({ version }, index) => version - (before[index] ?? 0))).toEqual([0, 1]);
  });

  test("begins anew after a reset, and leaves the options until it is closed", () => {
    const { store, tell } = newStore();
    tell(...conversation, { kind: "available_commands_update", availableCommands: [{ name: "a", description: "" }] });
    store.reset();
    expect([store.entries.length, store.changeSets.size, store.usage.totalTokens]).toEqual([0, 0, 0]);
    expect(store.commands).toHaveLength(1);
    store.close();
    expect(store.commands).toHaveLength(0);
  });

  test("does not mind what it does not know", () => {
    const { store, tell } = newStore();
    tell({ kind: "from_the_future" } as unknown as Update, done("nobody"), printed("nobody", "x"));
    tell({ kind: "permission_resolved", permissionId: "nobody", optionId: "cancelled" }, answer(""));
    expect(store.entries).toEqual([]);
  });
});
