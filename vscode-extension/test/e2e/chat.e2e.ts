/** The first minute with the extension: it is there, it opens, and it answers. */
import { expect, test } from "vitest";
import { violations } from "./harness/accessibility";
import { Chat } from "./harness/chat";
import { away, Gate, say, wait } from "./harness/model";
import { useEditor } from "./harness/use-editor";

const editor = useEditor({ folders: { timesheet: { "report.py": "HOURS = 8\n" } } });

test("nothing of ours runs before it is used", () => {
  expect(editor().serverProcesses).toEqual([]);
});

test("the icon in the activity bar opens the chat", async () => {
  await editor().containerIcon("Journeyman").click();

  const chat = await Chat.open(editor());
  await chat.box.waitFor();
});

test("a prompt is answered while the model still speaks", async () => {
  const chat = await Chat.open(editor());
  const gate = new Gate();
  editor().model.will([say("A day has "), wait(gate), say("8 hours.")]);

  await chat.send("How long is a day?");
  await chat.shows("A day has");
  expect(await chat.transcript.textContent()).not.toContain("8 hours.");
  gate.open();

  await chat.shows("A day has 8 hours.");
  const asked = await editor().model.asked(1);
  expect(asked.messages.at(-1)?.content).toContain("How long is a day?");
});

test("a model that is away is waited for, which one sees until it answers", async () => {
  const chat = await Chat.openNew(editor());
  const gate = new Gate();
  editor().model.will([away(1)], [wait(gate), say("Here I am.")]);

  await chat.send("Are you there?");
  await chat.shows(/Asking again in 1 s\./);
  gate.open();

  await chat.shows("Here I am.");
  expect(await chat.transcript.textContent()).not.toContain("Asking again");
});

test("the extension host and the server are watched for what they ask of others", () => {
  const watched = [...editor().processes("--type=extensionHost"), ...editor().serverProcesses];

  expect(watched.length).toBeGreaterThanOrEqual(2);
  for (const { pid, command } of watched) expect([command, editor().network.watches(pid)]).toEqual([command, true]);
});

test("the chat can be used by everybody", async () => {
  expect(await violations(await editor().webviewFrame("chat"))).toEqual([]);
});
