import { expect, test } from "vitest";
import type { Update } from "../../../src/updates";
import { Conversation } from "../../../webview/chat/conversation";
import { CallError } from "../../../webview/shared/bridge";
import { deferred, fakeBridge, hostState, settled } from "./fakeBridge";

const say = (text: string): Update => ({ kind: "agent_message_chunk", content: { type: "text", text } });
const restored: Update = { kind: "history_restored", messages: 1 };

/** A server that has told `told`, and a chat that writes down what it is told. */
function open(told: Update[] = []) {
  let shown: string[] = [];
  const write = (update: Update) => {
    if (update.kind === "agent_message_chunk") {
      shown.push(update.content.text);
    }
  };
  const fake = fakeBridge({
    "host/openSession": ({ sessionId }) => ({
      sessionId: sessionId ?? "s1",
      seq: told.length,
      configOptions: [],
      commands: [],
    }),
    "journeyman/session/state": ({ sinceSeq }) => ({
      seq: told.length,
      reset: sinceSeq === undefined,
      updates: told.slice(sinceSeq ?? 0).filter((update) => sinceSeq !== undefined || update !== restored),
    }),
  });
  const clear = () => {
    shown = [];
  };
  const conversation = new Conversation(fake.bridge, {
    apply: write,
    applyStored: (updates) => updates.forEach(write),
    reset: clear,
    close: clear,
  });
  const receive = (seq: number, update: Update, sessionId = "s1") => conversation.receive({ sessionId, seq, update });
  const tell = (text: string) => {
    told.push(say(text));
    receive(told.length, say(text));
  };
  return { ...fake, conversation, told, receive, tell, shown: () => shown.join("") };
}

test("a session that is opened is told from its beginning, and goes on from there", async () => {
  const { conversation, tell, shown } = open([say("a"), say("b")]);

  await conversation.open("file:///work");
  tell("c");

  expect(conversation.phase).toBe("open");
  expect(shown()).toBe("abc");
});

test("an update that comes twice, or from another session, changes nothing", async () => {
  const { conversation, receive, shown } = open([say("a")]);
  await conversation.open("file:///work");

  receive(1, say("a"));
  receive(2, say("x"), "s2");

  expect(shown()).toBe("a");
});

test("after a gap what is missing is asked for, and comes before what has come early", async () => {
  const { conversation, told, receive, asked, shown } = open([say("a")]);
  await conversation.open("file:///work");

  told.push(say("b"), say("c"));
  receive(3, say("c"));
  await settled();

  expect(asked("journeyman/session/state").at(-1)?.[1]).toEqual({ sessionId: "s1", sinceSeq: 1 });
  expect(shown()).toBe("abc");
});

test("what comes while the state is on its way is told once, behind it", async () => {
  const { conversation, answers, receive, shown } = open();
  const state = deferred<{ seq: number; reset: boolean; updates: Update[] }>();
  answers["journeyman/session/state"] = () => state.promise;
  const opening = conversation.open("file:///work");
  await settled();

  receive(3, say("c"));
  receive(2, say("b"));
  state.resolve({ seq: 2, reset: false, updates: [say("a"), say("b")] });
  await opening;

  expect(shown()).toBe("abc");
});

test("with a reset everything is drawn anew", async () => {
  const { conversation, answers, receive, shown } = open([say("a")]);
  await conversation.open("file:///work");

  answers["journeyman/session/state"] = () => ({ seq: 9, reset: true, updates: [say("new")] });
  receive(9, say("z"));
  await settled();

  expect(shown()).toBe("new");
});

test("after going back to a checkpoint all is asked for", async () => {
  const { conversation, told, receive, asked, shown } = open([say("a"), say("b")]);
  await conversation.open("file:///work");

  told.splice(0, 2, say("only"));
  told.push(restored);
  told.push(restored);
  receive(3, restored);
  await settled();

  expect(asked("journeyman/session/state").at(-1)?.[1]).toEqual({ sessionId: "s1", sinceSeq: undefined });
  expect(shown()).toBe("only");
});

test("a session that was gone back in is asked for as a whole when it is opened", async () => {
  const { conversation, shown } = open([say("a"), restored, say("b")]);

  await conversation.open("file:///work");

  expect(shown()).toBe("ab");
});

test("a server that came back is asked for the session again", async () => {
  const { conversation, told, asked, tell, shown } = open([say("a"), say("b")]);
  conversation.follow(hostState());
  await settled();

  conversation.follow(hostState({ server: "starting" }));
  const between = [conversation.phase, shown()];
  told.splice(0, 2, say("stored"));
  conversation.follow(hostState({ server: "running" }));
  await settled();
  tell("!");

  expect(between).toEqual(["away", "ab"]);
  expect(asked("host/openSession")).toHaveLength(2);
  expect(shown()).toBe("stored!");
});

test("a server that does not come back is told, with a button, and what was said stays", async () => {
  const { conversation, shown } = open([say("a")]);
  conversation.follow(hostState());
  await settled();

  conversation.follow(hostState({ server: "starting" }));
  conversation.follow(hostState({ server: "failed", problem: "It crashed five times." }));

  expect([conversation.phase, conversation.error?.message, conversation.error?.command, shown()]).toEqual([
    "failed",
    "It crashed five times.",
    "journeyman.restart",
    "a",
  ]);
});

test("a session that another view has opened is followed, and only once", async () => {
  const { conversation, answers, asked } = open();
  answers["host/openSession"] = () => ({ sessionId: "s2", seq: 0, configOptions: [], commands: [] });
  await conversation.open("file:///work", { sessionId: "s1" });

  answers["host/openSession"] = () => ({ sessionId: "s1", seq: 0, configOptions: [], commands: [] });
  conversation.follow(hostState({ sessionId: "s1" }));
  conversation.follow(hostState({ sessionId: "s1" }));
  await settled();

  expect(conversation.sessionId).toBe("s1");
  expect(asked("host/openSession")).toHaveLength(2);
});

test("of two openings the later one counts", async () => {
  const { conversation, answers, shown } = open([say("a")]);
  const first = deferred<{ sessionId: string; seq: number; configOptions: []; commands: [] }>();
  const answer = answers["host/openSession"];
  answers["host/openSession"] = () => first.promise;
  const slow = conversation.open("file:///other");
  answers["host/openSession"] = answer;

  await conversation.open("file:///work");
  first.resolve({ sessionId: "late", seq: 0, configOptions: [], commands: [] });
  await slow;

  expect([conversation.root, conversation.sessionId, shown()]).toEqual(["file:///work", "s1", "a"]);
});

test("a session that cannot be opened says why, and can be tried again", async () => {
  const { conversation, answers, shown } = open([say("a")]);
  const answer = answers["host/openSession"];
  answers["host/openSession"] = () => {
    throw new CallError({ message: "No model was found.", command: "journeyman.chooseModel", hint: "Choose a model" });
  };

  await conversation.open("file:///work");
  const { phase, error } = conversation;
  answers["host/openSession"] = answer;
  await conversation.open("file:///work");

  expect([phase, error?.message, error?.command]).toEqual(["failed", "No model was found.", "journeyman.chooseModel"]);
  expect([conversation.phase, conversation.error, shown()]).toEqual(["open", undefined, "a"]);
});

test("a server that never tells the missing updates is not asked for ever", async () => {
  const { conversation, answers, receive, asked } = open([say("a")]);
  await conversation.open("file:///work");

  answers["journeyman/session/state"] = () => ({ seq: 1, reset: false, updates: [] });
  receive(5, say("z"));
  await settled();

  expect(conversation.phase).toBe("failed");
  expect(asked("journeyman/session/state")).toHaveLength(4);
});

test("without an open folder there is no session", async () => {
  const { conversation, asked } = open([say("a")]);
  conversation.follow(hostState());
  await settled();

  conversation.follow(hostState({ roots: [], root: "", sessionId: undefined }));

  expect([conversation.phase, conversation.sessionId]).toEqual(["idle", ""]);
  expect(asked("host/openSession")).toHaveLength(1);
});
