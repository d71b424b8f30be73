/** What is learned from tasks, seen, used and forgotten. */
import { expect, test } from "vitest";
import { Chat } from "./harness/chat";
import { call, say } from "./harness/model";
import { useEditor } from "./harness/use-editor";

const SKILL = {
  reason: "It was done the same way in each file.",
  decision: "new",
  name: "rename-settings",
  description: "Renames a setting everywhere. Use it when a setting gets another name.",
  when_to_use: "When a setting is to be called otherwise.",
  steps: ["Search for the old name in all files.", "Edit each file, then read it again."],
  pitfalls: ["Documents name it, too."],
  check: "Search for the old name once more.",
};
const FILES = [1, 2, 3, 4, 5].map((number) =>
  call("write_file", { path: `part${number}.py`, content: `x = ${number}\n` }),
);
const FACT = "The team writes times in UTC.";

const editor = useEditor({
  folders: { timesheet: { "report.py": "HOURS = 8\n" } },
  settings: { "journeyman.mode": "act" },
});

test("a task that went well teaches a skill, which is listed as a candidate", async () => {
  const chat = await Chat.openNew(editor());
  editor().model.answersTo.set("learn_skill", [[say(JSON.stringify(SKILL))]]);
  editor().model.will(FILES, [call("read_file", { path: "part1.py" })], [say("It is renamed.")]);

  await chat.send("Rename the setting everywhere.");
  await chat.shows("It is renamed.");
  await chat.button("It went well").click();
  await chat.shows("rename-settings");

  await editor().showView("skills");
  const skills = await editor().webview("skills");
  await skills.getByText("rename-settings").first().waitFor();
  await editor().foldView("skills");
});

test("the next task of the kind is told of the skill", async () => {
  const chat = await Chat.openNew(editor());
  editor().model.will([say("Done as before.")]);

  await chat.send("Rename the setting everywhere, it gets another name.");

  await chat.shows("Done as before.");
  await chat.shows("rename-settings");
  expect(JSON.stringify(editor().model.requests.at(-1))).toContain("rename-settings");
});

test("what is remembered is shown in the memory view, and forgotten there", async () => {
  await editor().command("Journeyman: Remember…");
  await editor().answer(FACT);
  await editor().showView("memory");
  const memory = await editor().webview("memory");
  const fact = memory.getByText(FACT).first();
  await fact.click();
  await memory.getByRole("button", { name: "Forget…" }).first().click();
  await editor().dialog.getByRole("button", { name: "Forget" }).click();

  await fact.waitFor({ state: "detached" });
});
