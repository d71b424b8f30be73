/** Tasks that change files: allowed, done, looked at, taken back; and tasks that are stopped. */
import { expect, test } from "vitest";
import { Chat } from "./harness/chat";
import { call, edit, Gate, say, wait } from "./harness/model";
import { useEditor } from "./harness/use-editor";

const LINES = Array.from({ length: 20 }, (_, index) => `line_${index + 1} = ${index + 1}`);
const REPORT = `${LINES.join("\n")}\n`;
const FIRST = { old: "line_2 = 2\n", new: "line_2 = 'two'\n" };
const SECOND = { old: "line_18 = 18\n", new: "line_18 = 'eighteen'\n" };

const editor = useEditor({ folders: { timesheet: { "report.py": REPORT, "notes.txt": "Old.\n" } } });

test("an edit waits for the user, and is made when it is allowed", async () => {
  const chat = await Chat.openNew(editor());
  editor().model.will([edit("report.py", FIRST, SECOND)], [say("Both are words now.")]);

  await chat.send("Write two and eighteen as words.");
  await chat.button("Allow").waitFor();
  expect(editor().files.read("report.py")).toBe(REPORT);
  await chat.button("Allow").click();

  await chat.shows("Both are words now.");
  expect(editor().files.read("report.py")).toBe(REPORT.replace(FIRST.old, FIRST.new).replace(SECOND.old, SECOND.new));
});

test("a hunk that is rejected is taken back, and the other one stays", async () => {
  const pane = await editor().openFile("report.py");
  await pane.locator(".view-line", { hasText: "line_18" }).click();
  await editor().command("Journeyman: Reject Hunk");

  await expect.poll(() => editor().files.read("report.py")).toBe(REPORT.replace(FIRST.old, FIRST.new));
  await editor().view("changes").getByText("1 of 2 decided").first().waitFor();
});

test("an edit that is denied is not made, and the model is told why", async () => {
  const chat = await Chat.openNew(editor());
  const asked = editor().model.requests.length;
  editor().model.will([edit("notes.txt", { old: "Old.", new: "New." })], [say("I leave it.")]);

  await chat.send("Renew the notes.");
  await chat.button("Deny").click();

  await chat.shows("I leave it.");
  expect(editor().files.read("notes.txt")).toBe("Old.\n");
  const told = await editor().model.asked(asked + 2);
  expect(told.messages.at(-1)).toMatchObject({ role: "tool" });
});

test("a task that is stopped says no more, and the next one runs", async () => {
  const chat = await Chat.openNew(editor());
  const gate = new Gate();
  editor().model.will([say("It begins "), wait(gate), say("and goes on.")], [say("Here I am.")]);

  await chat.send("Tell me a long story.");
  await chat.shows("It begins");
  await chat.button("Stop").click();
  await chat.button("Stop").waitFor({ state: "hidden" });
  gate.open();
  await chat.send("Are you there?");

  await chat.shows("Here I am.");
  expect(await chat.transcript.textContent()).not.toContain("and goes on.");
});

test("a command that is allowed runs in the folder", async () => {
  const chat = await Chat.openNew(editor());
  editor().model.will([call("run_command", { command: "wc -l < report.py > count.txt" })], [say("It has 20 lines.")]);

  await chat.send("How many lines has the report?");
  await chat.button("Allow").click();

  await chat.shows("It has 20 lines.");
  expect(editor().files.read("count.txt").trim()).toBe("20");
});
