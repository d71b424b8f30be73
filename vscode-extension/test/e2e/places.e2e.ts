/** What is done where the caret is: problems, marks of changes, the commit message. */
import { expect, test } from "vitest";
import { Chat } from "./harness/chat";
import { edit, say } from "./harness/model";
import { useEditor } from "./harness/use-editor";

const BROKEN = '{\n  "hours": [8, 7,, 6]\n}\n';
const MENDED = '{\n  "hours": [8, 7, 6]\n}\n';
const REPORT = "one = 1\ntwo = 2\nthree = 3\n";

const editor = useEditor({ folders: { timesheet: { "hours.json": BROKEN, "report.py": REPORT } } });

test("the code action at a problem lets the agent fix it", async () => {
  const pane = await editor().openFile("hours.json");
  await pane.locator(".squiggly-error").first().waitFor();
  await pane.locator(".view-line", { hasText: "hours" }).click();
  editor().model.will([edit("hours.json", { old: "7,, 6", new: "7, 6" })], [say("One comma was too many.")]);

  await editor().pickCodeAction("Fix with Journeyman");

  const chat = await Chat.opened(editor());
  await chat.button("Allow").click();
  await chat.shows("One comma was too many.");
  await expect.poll(() => editor().files.read("hours.json")).toBe(MENDED);
  await pane.locator(".squiggly-error").first().waitFor({ state: "detached" });
  const asked = JSON.stringify(editor().model.requests[0]);
  expect(asked).toContain("hours.json");
  expect(asked).toContain("Value expected");
});

test("a change is marked in the editor, and the lens above it takes it back", async () => {
  const chat = await Chat.openNew(editor());
  editor().model.will([edit("report.py", { old: "two = 2", new: "two = 'two'" })], [say("Written out.")]);
  await chat.send("Write two out.");
  await chat.button("Allow").click();
  await chat.shows("Written out.");
  await editor().openFile("report.py");

  const lens = editor().page.locator(".codelens-decoration a", { hasText: "Reject" }).first();
  await lens.click();

  await expect.poll(() => editor().files.read("report.py")).toBe(REPORT);
  await lens.waitFor({ state: "detached" });
});
