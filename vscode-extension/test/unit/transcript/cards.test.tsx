// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import type { FileDiff } from "../../../src/protocol";
import type { Update } from "../../../src/updates";
import { permission, showTranscript, step, turn, user } from "./page";

const resolve = "journeyman/permission/resolve";

describe("a permission", () => {
  test.each([
    ["Allow", { optionId: "once" }],
    [/^Always allow/, { optionId: "always" }],
    ["Deny", { optionId: "no" }],
  ])("is answered with %s", async (button, answer) => {
    const { tell, click, calls } = await showTranscript();
    await tell(permission());
    await click(button);
    expect(calls).toEqual([[resolve, { sessionId: "s1", permissionId: "p1", ...answer }]]);
  });

  test("is denied with what to do instead", async () => {
    const { tell, write, submit, calls } = await showTranscript();
    await tell(permission());
    await write("What to do instead; it goes with Deny", " Use pytest. ");
    await submit("What to do instead; it goes with Deny");
    expect(calls[0]?.[1]).toMatchObject({ optionId: "no", feedback: "Use pytest." });
  });

  test("says what for, why, and by which rule, and shows a change as a diff", async () => {
    const { tell, page, named } = await showTranscript();
    await tell(permission());
    expect(named("Permission needed: Run make test").tagName).toBe("SECTION");
    expect(page.textContent).toContain("Asked because: No rule allows make.");
    expect(named(/^Always allow/).textContent).toContain("run_command(make *)");
    const edits = [{ old: "a\nb", new: "a\nc" }];
    await tell(permission({ permissionId: "p2", tool: "edit_file", rawInput: { path: "x.py", edits } }));
    expect(named("What would change").textContent).toBe("  a- b+ c");
  });

  test("shows a command as it is run, also where it is written to be read otherwise", async () => {
    const { tell, page } = await showTranscript();
    await tell(permission({ title: "Run echo \u202etset ekam\u202c", rule: "run_command(\u2066rm *)" }));
    expect(page.textContent).toContain("Run echo \\u202etset ekam\\u202c");
    expect(page.textContent).toContain("run_command(\\u2066rm *)");
  });

  test("is one line once it is answered, by whomever", async () => {
    const { tell, page, has } = await showTranscript();
    await tell(permission(), { kind: "permission_resolved", permissionId: "p1", optionId: "no" });
    expect(has("Allow")).toBe(false);
    expect(page.textContent).toContain("Denied: Run make test");
  });

  test("says why an answer was not taken", async () => {
    const fails = () => Promise.reject(new Error("It was answered already."));
    const { tell, click, page } = await showTranscript({ [resolve]: fails });
    await tell(permission());
    await click("Allow");
    expect(page.querySelector("[role=alert]")?.textContent).toContain("It was answered already.");
  });

  test("is answered by keys, but not by those of a text that is written", async () => {
    const { tell, press, write, named, calls } = await showTranscript();
    await press("Enter");
    await tell(permission());
    await press("Enter", document.body, {});
    await write("What to do instead; it goes with Deny", "words");
    await press("Backspace", named("What to do instead; it goes with Deny"));
    expect(calls).toEqual([]);
    await press("Enter");
    await press("Backspace");
    expect(calls.map(([, params]) => (params as { optionId: string }).optionId)).toEqual(["once", "no"]);
  });
});

describe("a question", () => {
  const question: Update = { kind: "question_pending", questionId: "q1", question: "Up?", choices: ["up", "down"] };

  test.each([
    ["up", { answer: "up" }],
    ["Decide yourself", {}],
  ])("is answered with %s", async (button, answer) => {
    const { tell, click, calls } = await showTranscript();
    await tell(question);
    await click(button);
    expect(calls).toEqual([["journeyman/question/resolve", { sessionId: "s1", questionId: "q1", ...answer }]]);
  });

  test("is answered in other words, but not with none", async () => {
    const { tell, write, submit, calls } = await showTranscript();
    await tell(question);
    await submit("Your answer");
    await write("Your answer", " sideways ");
    await submit("Your answer");
    expect(calls.map(([, params]) => params)).toEqual([{ sessionId: "s1", questionId: "q1", answer: "sideways" }]);
  });

  test("shows its answer", async () => {
    const { tell, page } = await showTranscript();
    await tell(question, { kind: "question_resolved", questionId: "q1", answer: "down" });
    expect(page.textContent).toContain("Up?");
    expect(page.textContent).toContain("down");
  });
});

describe("a change set", () => {
  const hunk = { scope: "lines", oldStart: 2, oldLines: 1, newStart: 2, newLines: 1, problem: "" };
  const diff: FileDiff = {
    path: "log.py",
    oldText: "a\nb\nc\n",
    newText: "a\nB\nc\n",
    hunks: [{ ...hunk, hunkId: "1.1.0", state: "pending" }],
  };
  const changes = (pending: number, accepted = 0): Update => ({
    kind: "change_set",
    changeSetId: "7",
    turnId: "t1",
    origin: "turn",
    createdAt: "",
    files: [{ path: "log.py", status: "modified", pending, accepted, rejected: 0, restorable: true }],
  });
  const answers = { "journeyman/changes/diff": () => ({ files: [diff] }) };
  const resolved = (calls: [string, unknown][]) => calls.filter(([method]) => method === "journeyman/changes/resolve");

  test.each([
    ["Accept all", "accept"],
    ["Reject all", "reject"],
  ])("takes %s", async (button, action) => {
    const { tell, click, calls } = await showTranscript({
      ...answers,
      "journeyman/changes/resolve": () => ({ resolved: ["1.1.0"], failed: [] }),
    });
    await tell(changes(1));
    await click(button);
    expect(resolved(calls)).toEqual([["journeyman/changes/resolve", { sessionId: "s1", changeSetId: "7", action }]]);
  });

  test("rejects one hunk, and says why one could not be rejected", async () => {
    const { tell, click, calls, page, named } = await showTranscript({
      ...answers,
      "journeyman/changes/resolve": () => ({ resolved: [], failed: [{ hunkId: "1.1.0", reason: "Save the file." }] }),
    });
    await tell(changes(1));
    await click("Changes in log.py");
    expect(named("Changes in log.py, line 2").textContent).toBe("  a- b+ B  c");
    await click("Reject line 2");
    expect(resolved(calls)[0]?.[1]).toMatchObject({ action: "reject", hunkIds: ["1.1.0"] });
    expect(page.querySelector("[role=alert]")?.textContent).toContain("Save the file.");
  });

  test("is reviewed in the editor, and says in words what is decided", async () => {
    const { tell, click, calls, page, has } = await showTranscript(answers);
    await tell(changes(0, 2));
    expect(page.textContent).toContain("✓ 2 accepted");
    expect(has("Accept all")).toBe(false);
    await click("Review");
    await click("log.py");
    expect(calls.slice(1).map(([method, params]) => [method, params])).toEqual([
      ["host/openDiff", { sessionId: "s1", changeSetId: "7" }],
      ["host/openFile", { root: "file:///r", path: "log.py" }],
    ]);
  });

  test("is gone when nothing is changed any more", async () => {
    const { tell, page } = await showTranscript(answers);
    await tell(user("a"), changes(1), { ...changes(1), files: [] } as Update);
    expect(page.querySelector(".card")).toBeNull();
  });
});

describe("the end of a turn", () => {
  const idle = turn("idle", { stopReason: "end_turn", usage: { totalTokens: 1234, costUsd: 0.02 } });

  test("says what it cost, takes a word on how it went, and copies the answer", async () => {
    const { tell, click, write, submit, calls, page } = await showTranscript();
    await tell(turn("running"), user("a"));
    await tell({ kind: "agent_message_chunk", content: { type: "text", text: "**Done.**" } }, step, idle);
    expect(page.textContent).toContain("1,234 tokens · $0.02");
    await click("It did not go well");
    await write("Why? It helps to learn", "It changed the test.");
    await submit("Why? It helps to learn");
    await click("Copy answer");
    const feedback = { sessionId: "s1", turnId: "t1", value: "down" };
    expect(calls).toEqual([
      ["journeyman/episode/feedback", feedback],
      ["journeyman/episode/feedback", { ...feedback, note: "It changed the test." }],
      ["host/copy", { text: "**Done.**" }],
    ]);
  });

  test("tells an error with its remedy, and sends the prompt again", async () => {
    const { tell, click, calls, retried, page } = await showTranscript();
    const error = {
      kind: "provider_unreachable",
      message: "Nobody answers.",
      hint: "Start it",
      command: "journeyman.x",
    };
    await tell(turn("running"), user("a"), turn("idle", { stopReason: "error", error }));
    expect(page.querySelector("[role=alert]")?.textContent).toContain("Nobody answers.");
    await click("Start it");
    await click("Send the prompt again");
    expect(calls).toEqual([["host/command", { command: "journeyman.x" }]]);
    expect(retried.map((message) => message.text)).toEqual(["a"]);
  });
});
