/** What is not lost: a window that is reloaded, and a server that is killed. */
import { expect, test } from "vitest";
import { Chat } from "./harness/chat";
import { Gate, say, wait } from "./harness/model";
import { useEditor } from "./harness/use-editor";

const editor = useEditor({ folders: { timesheet: { "report.py": "HOURS = 8\n" } } });

test("after a reload of the window the session goes on where it was", async () => {
  editor().model.will([say("The word is heron.")], [say("You asked for a word.")]);
  const before = await Chat.open(editor());
  await before.send("Give me a word.");
  await before.shows("The word is heron.");

  await editor().reload();
  const after = await Chat.open(editor());
  await after.shows("The word is heron.");
  await after.send("What did I ask for?");

  await after.shows("You asked for a word.");
  const messages = (await editor().model.asked(2)).messages.map(({ content }) => content);
  expect(messages.join("\n")).toContain("The word is heron.");
});

test("a server that is killed in the middle of a turn comes back, and the next task runs", async () => {
  const chat = await Chat.openNew(editor());
  const gate = new Gate();
  editor().model.will([say("Halfway there "), wait(gate), say("and done.")], [say("Back again.")]);
  await chat.send("Do something long.");
  await chat.shows("Halfway there");
  const [killed] = editor().serverProcesses;

  process.kill(killed?.pid as number, "SIGKILL");
  await editor().notification("started again").waitFor();
  expect(editor().serverProcesses.map(({ pid }) => pid)).not.toContain(killed?.pid);
  gate.open();
  await chat.shows("Do something long.");
  await chat.send("Are you back?");

  await chat.shows("Back again.");
});
