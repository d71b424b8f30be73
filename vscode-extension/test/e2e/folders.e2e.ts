/** Several folders in one window, which nobody has trusted yet. */
import { expect, test } from "vitest";
import { Chat } from "./harness/chat";
import { call, edit, say } from "./harness/model";
import { useEditor } from "./harness/use-editor";

const editor = useEditor({
  folders: { app: { "main.py": "APP = 1\n" }, library: { "parse.py": "PARSE = 1\n" } },
  trust: "untrusted",
});

test("in a workspace that is not trusted nothing is written", async () => {
  const chat = await Chat.open(editor());
  editor().model.will([edit("main.py", { old: "APP = 1", new: "APP = 2" })], [say("I may only read.")]);

  await chat.send("Count up.");

  await chat.shows("I may only read.");
  expect(editor().files.read("main.py", "app")).toBe("APP = 1\n");
});

test("after the workspace is trusted an edit can be allowed", async () => {
  await editor().trustWorkspace();
  const chat = await Chat.open(editor());
  editor().model.will([edit("main.py", { old: "APP = 1", new: "APP = 2" })], [say("Counted.")]);

  await chat.send("Count up now.");
  await chat.button("Allow").click();

  await chat.shows("Counted.");
  expect(editor().files.read("main.py", "app")).toBe("APP = 2\n");
});

test("in the other folder there is a session of its own, which works there", async () => {
  await editor().command("Journeyman: Choose Folder…");
  await editor().pick("library");
  const chat = await Chat.open(editor());
  await chat.transcript.waitFor({ state: "hidden" });
  editor().model.will([call("read_file", { path: "parse.py" })], [say("It parses.")]);

  await chat.send("What is in here?");

  await chat.shows("It parses.");
  expect(await chat.transcript.textContent()).not.toContain("Counted.");
  expect(editor().model.requests.at(-1)?.messages.at(-1)?.content).toContain("PARSE = 1");
});
