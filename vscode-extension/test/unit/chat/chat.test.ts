// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import type { Update } from "../../../src/updates";
import { Chat } from "../../../webview/chat/chat";
import { ConversationStore } from "../../../webview/chat/transcript/store";
import { CallError } from "../../../webview/shared/bridge";
import { deferred, fakeBridge, hostState, settled } from "./fakeBridge";

const running: Update = { kind: "turn_state", state: "running", sessionId: "s1", turnId: "t1" };
const said = (text: string): Update => ({ kind: "user_message_chunk", content: { type: "text", text } });

async function openChat(updates: Update[] = []) {
  const fake = fakeBridge({
    "host/state": () => hostState(),
    "host/openSession": ({ sessionId, fresh }) => ({
      sessionId: fresh ? "s2" : (sessionId ?? "s1"),
      seq: updates.length,
      configOptions: [{ id: "model", name: "Model", type: "select", currentValue: "qwen3:8b", options: [] }],
      commands: [],
    }),
    "journeyman/session/state": () => ({ seq: updates.length, reset: false, updates }),
    "journeyman/session/prompt": () => ({ turnId: "t1" }),
    "host/command": () => ({}),
  });
  const chat = new Chat(fake.bridge, new ConversationStore({ schedule: (callback) => callback() }));
  await chat.start();
  await settled();
  return { ...fake, chat };
}

describe("sending", () => {
  test("empties the box once the server has taken the prompt", async () => {
    const { chat, asked } = await openChat();
    chat.write({ text: "Fix it." });

    await chat.send("send");

    expect(asked("journeyman/session/prompt")).toEqual([
      ["journeyman/session/prompt", { sessionId: "s1", prompt: [{ type: "text", text: "Fix it." }], delivery: "send" }],
    ]);
    expect(chat.draft.text).toBe("");
  });

  test("that is refused leaves the box as it is, and says why", async () => {
    const { chat, answers } = await openChat();
    answers["journeyman/session/prompt"] = () => {
      throw new CallError({ message: "There is no command /deploy." });
    };
    chat.write({ text: "/deploy" });

    await chat.send("send");

    expect([chat.draft.text, chat.problem?.message, chat.isSending]).toEqual([
      "/deploy",
      "There is no command /deploy.",
      false,
    ]);
  });

  test("with a mention that is not found sends nothing", async () => {
    const { chat, answers, asked } = await openChat();
    answers["host/resolveMention"] = () => {
      throw new CallError({ message: "No symbol is called parse." });
    };
    chat.write({ text: "Fix @symbol:parse" });

    await chat.send("send");

    expect(asked("journeyman/session/prompt")).toEqual([]);
    expect(chat.draft.text).toBe("Fix @symbol:parse");
  });

  test("twice at once is sending once", async () => {
    const { chat, answers, asked } = await openChat();
    const answer = deferred<{ turnId: string }>();
    answers["journeyman/session/prompt"] = () => answer.promise;
    chat.write({ text: "Fix it." });

    const both = [chat.send("send"), chat.send("send")];
    answer.resolve({ turnId: "t1" });
    await Promise.all(both);

    expect(asked("journeyman/session/prompt")).toHaveLength(1);
  });
});

describe("while a turn runs", () => {
  test("what Enter does is remembered", async () => {
    const { chat, bridge } = await openChat([running]);
    const before = [chat.isRunning, chat.delivery];

    chat.setDelivery("queue");

    expect([...before, new Chat(bridge).delivery]).toEqual([true, "steer", "queue"]);
  });

  test("stop stops this session", async () => {
    const { chat, asked } = await openChat([running]);
    await chat.stop();
    expect(asked("host/command")).toEqual([["host/command", { command: "journeyman.stop", argument: "s1" }]]);
  });

  test("what is sent while the server starts again waits for the session to be open again", async () => {
    const { chat, emit, calls, asked } = await openChat([running]);
    emit("host/state", hostState({ server: "starting" }));
    chat.write({ text: "Are you back?" });

    const sending = chat.send("send");
    await settled();
    const early = asked("journeyman/session/prompt").length;
    emit("host/state", hostState());
    await sending;

    expect(early).toBe(0);
    expect(calls.slice(-3).map(([method]) => method)).toEqual([
      "host/openSession",
      "journeyman/session/state",
      "journeyman/session/prompt",
    ]);
    expect(chat.draft.text).toBe("");
  });

  test("what is sent to a server that does not come back stays in the box", async () => {
    const { chat, emit, asked } = await openChat();
    emit("host/state", hostState({ server: "starting" }));
    chat.write({ text: "Are you back?" });

    const sending = chat.send("send");
    emit("host/state", hostState({ server: "failed", problem: "It crashed." }));
    await sending;

    expect([asked("journeyman/session/prompt").length, chat.draft.text, chat.problem?.message]).toEqual([
      0,
      "Are you back?",
      "It crashed.",
    ]);
  });

  test("a server that dies takes the turn with it", async () => {
    const { chat, emit } = await openChat([running]);
    emit("host/state", hostState({ server: "failed", problem: "It crashed." }));
    expect(chat.isRunning).toBe(false);
  });
});

describe("a draft", () => {
  test("from a command is put behind what is written, and one from before the session is open is not lost", async () => {
    const fake = fakeBridge({ "host/state": () => hostState() });
    const opened = deferred<{ sessionId: string; seq: number; configOptions: []; commands: [] }>();
    fake.answers["host/openSession"] = () => opened.promise;
    fake.answers["journeyman/session/state"] = () => ({ seq: 0, reset: false, updates: [] });
    const chat = new Chat(fake.bridge, new ConversationStore({ schedule: (callback) => callback() }));
    await chat.start();

    fake.emit("host/do", { action: "draft", text: "@log.py " });
    opened.resolve({ sessionId: "s1", seq: 0, configOptions: [], commands: [] });
    await settled();
    fake.emit("host/do", { action: "draft", text: "@b.py " });

    expect([chat.sessionId, chat.draft.text]).toEqual(["s1", "@log.py @b.py "]);
  });

  test("belongs to its session", async () => {
    const { chat } = await openChat();
    chat.write({ text: "mine" });

    await chat.open({ fresh: true });
    const other = chat.draft.text;
    await chat.open({ sessionId: "s1" });

    expect([other, chat.draft.text]).toEqual(["", "mine"]);
  });
});

describe("images", () => {
  const picture = () => [new File(["x"], "a.png", { type: "image/png" })];
  const model = (vision: boolean | null) => ({
    id: "qwen3:8b",
    contextWindow: null,
    tools: null,
    vision,
    thinking: null,
  });

  test.each([true, null])("are taken where vision is %j", async (vision) => {
    const { chat, answers } = await openChat();
    answers["journeyman/model/list"] = () => ({ models: [model(vision) as never] });
    await chat.addImages(picture());
    expect([chat.draft.images.length, chat.problem]).toEqual([1, undefined]);
  });

  test("are refused where the model sees none, with a way to another one", async () => {
    const { chat, answers } = await openChat();
    answers["journeyman/model/list"] = () => ({ models: [model(false) as never] });
    await chat.addImages(picture());
    expect([chat.draft.images.length, chat.problem?.command]).toEqual([0, "journeyman.chooseModel"]);
  });

  test("are taken where the models cannot be listed: the service decides", async () => {
    const { chat } = await openChat();
    await chat.addImages(picture());
    expect(chat.draft.images).toHaveLength(1);
  });
});

describe("writing a message anew", () => {
  const message = { text: "old words", images: [], turnId: "t1" };
  const checkpoint = { checkpointId: "2", turnId: "t1", prompt: "old words", createdAt: "", paths: [] };

  async function editing(confirmed: boolean, answers: object = {}) {
    const opened = await openChat([said("old words")]);
    Object.assign(opened.answers, answers);
    opened.answers["journeyman/checkpoint/list"] = () => ({ checkpoints: [checkpoint] });
    opened.answers["journeyman/checkpoint/restore"] = () => ({ files: [], prompt: "old words" });
    opened.answers["host/confirm"] = () => ({ confirmed });
    opened.chat.edit(message);
    opened.chat.write({ text: "new words" });
    await opened.chat.send("send");
    return opened;
  }

  test("goes back to before it, and then sends", async () => {
    const { calls, chat } = await editing(true);
    expect(calls.slice(-2)).toEqual([
      ["journeyman/checkpoint/restore", { sessionId: "s1", checkpointId: "2", what: "task" }],
      [
        "journeyman/session/prompt",
        { sessionId: "s1", prompt: [{ type: "text", text: "new words" }], delivery: "send" },
      ],
    ]);
    expect([chat.edited, chat.draft.text]).toEqual([undefined, ""]);
  });

  test("does not go back twice where sending fails, and keeps the words", async () => {
    const refused = () => Promise.reject(new Error("No model."));
    const { asked, chat, answers } = await editing(true, { "journeyman/session/prompt": refused });
    answers["journeyman/session/prompt"] = () => ({ turnId: "t2" });
    const kept = chat.draft.text;

    await chat.send("send");

    expect([kept, chat.draft.text, asked("journeyman/checkpoint/restore").length]).toEqual(["new words", "", 1]);
  });

  test("does nothing without the user's yes", async () => {
    const { asked, chat } = await editing(false);
    expect([asked("journeyman/checkpoint/restore").length, asked("journeyman/session/prompt").length]).toEqual([0, 0]);
    expect(chat.draft.text).toBe("new words");
  });

  test("does not take what is in the box away", async () => {
    const { chat } = await openChat();
    chat.write({ text: "half a thought" });
    chat.edit(message);
    expect([chat.draft.text, chat.edited, chat.problem?.message]).toEqual([
      "half a thought",
      undefined,
      "Send or remove what is in the box first.",
    ]);
  });
});

test("earlier prompts are those of the session, repetitions once", async () => {
  const { chat } = await openChat([said("a"), said("b"), said("b")]);
  expect(chat.prompts).toEqual(["a", "b"]);
});
