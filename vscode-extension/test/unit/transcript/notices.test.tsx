// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import type { Update } from "../../../src/updates";
import { ConversationStore } from "../../../webview/chat/transcript/store";
import { aloud, answer, showTranscript, step, text, turn, user } from "./page";

const notice = (noticeKind: string, words: string) => ({ kind: "notice", noticeKind, text: words }) as Update;
const queued: Update = { kind: "turn_state", state: "queued", sessionId: "s1", turnId: "t2", content: text("b") };
const cancelled = turn("idle", { turnId: "t2", stopReason: "cancelled", message: "Cancelled." });

function told(...updates: Update[]): ConversationStore {
  const store = new ConversationStore({ schedule: () => undefined });
  for (const update of updates) {
    store.apply(update);
  }
  return store;
}

/** The lines of a part of the page, with what is only heard. */
const lines = (page: Element, part: string) =>
  [...page.querySelectorAll(`${part} .line > .main`)].map((one) => one.textContent);

describe("a conversation", () => {
  const call: Update = {
    kind: "tool_call",
    toolCallId: "c",
    title: "Run make",
    tool: "run_command",
    toolKind: "execute",
    status: "in_progress",
    rawInput: {},
  };

  test.each<Update>([
    answer("Hi."),
    { kind: "agent_thought_chunk", content: text("Hm.") },
    step,
    call,
    notice("fallback", "Asking b."),
    { kind: "history_compacted", messages: 3 },
    turn("idle"),
  ])("waits for the model, which is no entry, until it goes on with $kind", (update) => {
    const store = told(turn("running"), user("a"), notice("waiting", "In 1 s."), notice("waiting", "In 2 s."));
    expect([store.waiting, store.entries.map(({ kind }) => kind)]).toEqual(["In 2 s.", ["user"]]);

    store.apply(update);

    expect(store.waiting).toBe("");
  });

  test("goes on waiting for the model while other things happen", () => {
    const store = told(turn("running"), queued, notice("waiting", "Wait."), cancelled);
    store.apply({ kind: "session_info_update", title: "T" });
    expect(store.waiting).toBe("Wait.");
  });

  test("forgets with its history what it waited for", () => {
    const store = told(turn("running"), notice("fallback", "Asking b."), notice("waiting", "Wait."));
    store.reset();
    expect([store.waiting, store.entries]).toEqual(["", []]);
  });

  test("keeps other notices where they were told, also those of kinds that are not known", () => {
    const store = told(turn("running"), notice("fallback", "Asking b."), answer("Hi."), notice("truncated", "Cut."));
    store.apply(notice("from_the_future", "New."));
    const entries = store.entries.map((one) => ["text" in one && one.text, one.turnId]);
    expect(entries).toEqual(["Asking b.", "Hi.", "Cut.", "New."].map((words) => [words, "t1"]));
    expect(store.entries[1]).toMatchObject({ kind: "answer", done: true });
  });
});

describe("a notice", () => {
  test("is one line as long as the turn waits, in the place of the answer", async () => {
    const { tell, page } = await showTranscript();
    await tell(turn("running"), user("a"), notice("waiting", "Away. Asking again in 1 s."));
    await tell(notice("waiting", "Away. Asking again in 2 s."));
    expect(lines(page, ".tail")).toEqual(["◷Waiting:Away. Asking again in 2 s."]);
    expect(page.textContent).not.toContain("Working…");
    await tell(answer("Here."));
    expect(lines(page, ".tail")).toEqual([]);
    await tell(step);
    expect(page.textContent).toContain("Working…");
  });

  test("stays where it was told, and is a warning where a part of the prompt was dropped", async () => {
    const { tell, page } = await showTranscript();
    await tell(turn("running"), notice("fallback", "Asking b."), answer("Hi."), notice("truncated", "Cut."), step);
    await tell(notice("from_the_future", "New."), turn("idle"));
    expect(lines(page, ".notice-entry")).toEqual(["↷Note:Asking b.", "!Warning:Cut.", "↷Note:New."]);
    expect([...page.querySelectorAll(".notice-entry .warn")].map((one) => one.textContent)).toEqual(["!"]);
  });

  test("is text, whatever a service says", async () => {
    const { tell, page } = await showTranscript();
    const said = "<img src=x onerror=alert(1)> **`x`** [a](https://example.org/) \u202e";
    await tell(turn("running"), notice("fallback", said), notice("waiting", said));
    for (const place of [".notice-entry", ".tail"]) {
      expect(page.querySelector(`${place} .head > span:last-child`)?.innerHTML).toBe(
        "&lt;img src=x onerror=alert(1)&gt; **`x`** [a](https://example.org/) \\u202e",
      );
    }
  });

  test("is read aloud once, and politely", async () => {
    const { tell, page } = await showTranscript();
    await tell(turn("running"), user("a"), notice("waiting", "Again in 1 s."));
    expect(aloud(page)).toBe("Again in 1 s.");
    await tell(queued, cancelled);
    expect(aloud(page)).toBe("Cancelled.");
    await tell(notice("waiting", "Again in 2 s."));
    expect(aloud(page)).toBe("Again in 2 s.");
    await tell(notice("fallback", "Asking b."));
    expect(aloud(page)).toBe("Asking b.");
    await tell(notice("waiting", "Again in 2 s."));
    expect(aloud(page)).toBe("Again in 2 s.");
    expect(page.querySelector("[role=alert], [aria-live=assertive]")).toBeNull();
  });
});
