// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import type { ToolCall, ToolCallUpdate, Update } from "../../../src/updates";
import { estimatedHeight, visible } from "../../../webview/chat/transcript/visible";
import { aloud, answer, permission, showTranscript, step, text, turn, user } from "./page";

const call = (more: Partial<ToolCall> = {}): ToolCall => ({
  kind: "tool_call",
  toolCallId: "c1",
  title: "Read app/routes.py",
  tool: "read_file",
  toolKind: "read",
  status: "in_progress",
  rawInput: { path: "app/routes.py", first_line: 3 },
  locations: [{ path: "app/routes.py" }],
  ...more,
});
const run = call({ title: "Run make test", tool: "run_command", rawInput: { command: "make test" }, locations: [] });
const done = (output: string, more: Partial<ToolCallUpdate> = {}): ToolCallUpdate => ({
  kind: "tool_call_update",
  toolCallId: "c1",
  status: "completed",
  content: [{ type: "content", content: text(output) }],
  ...more,
});

describe("a tool call", () => {
  test("is one line whose file opens in the editor, and whose details unfold", async () => {
    const { tell, click, named, calls, page } = await showTranscript();
    await tell(call(), done("import app"));
    expect(page.textContent).not.toContain("import app");
    await click("app/routes.py");
    expect(calls).toEqual([["host/openFile", { root: "file:///r", path: "app/routes.py" }]]);
    const head = named(/Done:\s*Read/);
    expect(head.getAttribute("aria-expanded")).toBe("false");
    await click(/Done:\s*Read/);
    expect(named("Input").textContent).toBe("path: app/routes.py\nfirst_line: 3");
    expect(named("Result").textContent).toBe("import app");
    expect(head.getAttribute("aria-expanded")).toBe("true");
  });

  test("shows what it prints while it runs, and its exit code after", async () => {
    const { tell, named, page } = await showTranscript();
    await tell(run, { kind: "tool_call_update", toolCallId: "c1", progress: "1 of 2\n" });
    expect(named("What it prints").textContent).toBe("1 of 2");
    expect(page.textContent).toContain("Running:");
    await tell(done("1 failed", { exitCode: 2 }));
    expect(page.textContent).toContain("exit code 2");
    expect(page.querySelector("figure")).toBeNull();
  });

  test("says why it failed, and how much an edit changed", async () => {
    const { tell, page, named } = await showTranscript();
    await tell(call(), done("There is no such file.\nLook elsewhere.", { status: "failed" }));
    expect(page.textContent).toContain("failed: There is no such file.");
    await tell(
      call({ toolCallId: "c2", title: "Edit a.py", rawInput: { path: "a.py" }, locations: [{ path: "a.py" }] }),
      done("", { toolCallId: "c2", content: [{ type: "diff", path: "a.py", oldText: "a\n", newText: "b\nc\n" }] }),
    );
    expect(page.querySelector("[role=img][aria-label='2 lines added, 1 removed']")).not.toBeNull();
    expect(named("a.py").tagName).toBe("BUTTON");
  });

  test("gives way to the permission that it waits for", async () => {
    const { tell, page } = await showTranscript();
    await tell(run, permission());
    expect(page.querySelector(".tool-entry")?.textContent).toBe("");
    await tell({ kind: "permission_resolved", permissionId: "p1", optionId: "once" });
    expect(page.querySelector(".tool-entry")?.textContent).toContain("make test");
  });
});

describe("what is said", () => {
  test("can be copied and edited by the user who said it", async () => {
    const { tell, click, calls, edited } = await showTranscript();
    await tell(user("Fix it."), {
      kind: "user_message_chunk",
      content: { type: "image", mimeType: "image/png", data: "aa" },
    });
    await click("Copy message");
    await click("Edit and send again");
    expect(calls).toEqual([["host/copy", { text: "Fix it." }]]);
    expect(edited[0]).toMatchObject({ text: "Fix it.", images: [{ data: "aa" }] });
  });

  test("opens its links outside of the page", async () => {
    const { tell, click, calls, page } = await showTranscript();
    await tell(answer("See app.py:3 and [this](https://example.org/).\n\n```py\nx = 1\n```"));
    await click("app.py:3");
    await click("this");
    await click("Copy code");
    expect(calls).toEqual([
      ["host/openFile", { root: "file:///r", path: "app.py", line: 3 }],
      ["host/openLink", { url: "https://example.org/" }],
      ["host/copy", { text: "x = 1\n" }],
    ]);
    expect(page.querySelector("[data-copy]")?.textContent).toBe("Copied");
  });

  test("draws only the block again that grows", async () => {
    const { tell, page } = await showTranscript();
    await tell(answer("First.\n\nSec"));
    const first = page.querySelector(".markdown p");
    await tell(answer("ond."));
    expect([...page.querySelectorAll(".markdown p")].map((one) => one.textContent)).toEqual(["First.", "Second."]);
    expect(page.querySelector(".markdown p")).toBe(first);
  });

  test("folds thoughts", async () => {
    const { tell, click, page } = await showTranscript();
    await tell({ kind: "agent_thought_chunk", content: text("Hm.") }, step);
    expect(page.textContent).not.toContain("Hm.");
    await click("Thought");
    expect(page.textContent).toContain("Hm.");
  });

  test("waits in the queue where one can read it", async () => {
    const { tell, named } = await showTranscript();
    await tell({ kind: "turn_state", state: "queued", sessionId: "s1", turnId: "t2", content: text("Then that.") });
    expect(named("Waits for its turn").textContent).toContain("Then that.");
  });
});

describe("what was learned", () => {
  test("leads to the skills and memories that were used", async () => {
    const { tell, click, calls, page } = await showTranscript();
    const at = "2026-05-02T09:12:00+00:00";
    await tell(
      {
        kind: "skills_used",
        skills: [{ name: "add", description: "Adds.", version: 2, how: "offered", why: "it fits" }],
      },
      {
        kind: "memories_used",
        memories: [
          { kind: "conclusion", id: "m1", text: "Spaces.", at, score: 1 },
          { kind: "message", id: "s9", text: "No tabs.", at: "", score: 1 },
        ],
      },
    );
    await click("add");
    await click(/2 memories: Spaces, No tabs/);
    await click("why");
    await click("said");
    expect(page.textContent).toContain("offered");
    expect(calls).toEqual([
      ["host/command", { command: "journeyman.showSkills", argument: "add" }],
      ["host/command", { command: "journeyman.showMemory", argument: "m1" }],
      ["host/openSession", { root: "file:///r", sessionId: "s9" }],
    ]);
  });

  const learned = (state: string): Update => ({
    kind: "skill_learned",
    what: "refined",
    name: "add",
    description: "Adds.",
    state,
    version: 2,
    reason: "the test came first",
    turnId: "t1",
    diff: "--- a\n+++ b\n@@ -6 +6 @@\n-old\n+new\n",
  });

  test("is approved in place as long as it is a candidate", async () => {
    const { tell, click, calls, page, named } = await showTranscript();
    await tell(learned("candidate"));
    await click("Approve");
    expect(calls).toEqual([["journeyman/skill/approve", { root: "file:///r", name: "add" }]]);
    await click("Refined the skill");
    expect(named("Changes in add").textContent).toBe("- old+ new");
    expect(page.textContent).toContain("the test came first");
    const trusted = await showTranscript();
    await trusted.tell(learned("trusted"));
    expect(trusted.has("Approve")).toBe(false);
  });
});

describe("for those who listen", () => {
  test("what is finished and what waits is told, not every piece", async () => {
    const { tell, page } = await showTranscript();
    await tell(turn("running"), user("a"), answer("I look."));
    expect(aloud(page)).toBe("");
    await tell(step);
    expect(aloud(page)).toBe("I look.");
    await tell(permission());
    expect(aloud(page)).toBe("Permission needed: Run make test");
    await tell(turn("idle", { stopReason: "cancelled", message: "Cancelled." }));
    expect(aloud(page)).toBe("Cancelled.");
  });

  test("nothing is told of what had happened before", async () => {
    const { tell, tellStored, page } = await showTranscript();
    await tellStored(user("a"), answer("old"), user("b"));
    await tell(answer("new"), step);
    expect(aloud(page)).toBe("new");
  });

  test("the focus stays in the conversation when the card that had it is answered", async () => {
    const { tell, named, page } = await showTranscript();
    await tell(permission());
    named("Allow").focus();
    expect(document.activeElement?.textContent).toBe("Allow");
    await tell({ kind: "permission_resolved", permissionId: "p1", optionId: "once" });
    expect(document.activeElement).toBe(page.querySelector("[role=log]"));
  });

  test("every button has a name, and a plan says how far each step is", async () => {
    const { tell, page } = await showTranscript();
    const entries: Extract<Update, { kind: "plan" }>["entries"] = [
      { content: "one", status: "completed", priority: "medium" },
      { content: "two", status: "in_progress", priority: "medium" },
    ];
    await tell(turn("running"), user("a"), { kind: "plan", entries }, call(), done("x"), permission(), turn("idle"));
    for (const button of page.querySelectorAll("button")) {
      expect(button.getAttribute("aria-label") || button.textContent?.trim()).toBeTruthy();
    }
    expect([...page.querySelectorAll(".plan [role=img]")].map((one) => one.getAttribute("aria-label"))).toEqual([
      "Done",
      "In progress",
    ]);
    expect(page.querySelector("[role=log]")?.getAttribute("aria-live")).toBe("off");
  });
});

describe("ten thousand messages", () => {
  test("are in the page only near the end, at first", async () => {
    const { page, tellStored } = await showTranscript();
    await tellStored(...Array.from({ length: 10_000 }, (_, index) => user(`message ${index}`)));
    const shown = [...page.querySelectorAll(".user-entry")].map((one) => one.textContent);
    expect(shown.at(-1)).toBe("message 9999");
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.length).toBeLessThan(200);
    const above = page.querySelector<HTMLElement>(".log > div")?.style.height ?? "";
    expect(Number.parseInt(above, 10)).toBeGreaterThan(400_000);
  });

  test("leave as much room as they need", async () => {
    const { store } = await showTranscript();
    store.applyStored(Array.from({ length: 1000 }, () => user("a")));
    const height = (at: number) => visible(store.entries, () => 50, at, 800);
    for (const top of [0, 1, 777, 25_000, 49_000, 49_200, 60_000, Number.POSITIVE_INFINITY]) {
      const { from, to, above, below } = height(top);
      expect(above + (to - from) * 50 + below).toBe(50_000);
      const seen = Math.min(top, 49_200);
      expect(above).toBeLessThanOrEqual(seen);
      expect(above + (to - from) * 50).toBeGreaterThanOrEqual(seen + 800);
      expect(to - from).toBeLessThan(60);
    }
    expect(visible([], estimatedHeight, 0, 800)).toEqual({ from: 0, to: 0, above: 0, below: 0 });
  });
});
