/** The chat against the real server: what the views show is what the server has. */
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AllRequests, Events } from "../../src/bridge";
import type { Requests } from "../../src/protocol";
import { Chat } from "../../webview/chat/chat";
import { ConversationStore } from "../../webview/chat/transcript/store";
import type { Bridge } from "../../webview/shared/bridge";
import { Model, say } from "../e2e/harness/model";
import { hostState } from "../unit/chat/fakeBridge";
import { Client } from "./client";

let model: Model;
let client: Client;

beforeEach(async () => {
  model = await Model.start();
  const settings = { provider: "openai", endpoint: model.url, model: "tiny" };
  client = await Client.start(settings, { "log.py": "x = 1\n" });
});

afterEach(async () => {
  await client.stop();
  await model.stop();
  expect(client.misfits).toEqual([]);
});

/** A chat that hears what the server tells from the moment it is told so. */
function newChat() {
  const listeners = new Map<string, (data: never) => void>();
  const host = () => hostState({ root: client.root, roots: [], sessionId: undefined });
  const answers: { [M in keyof AllRequests]?: (params: AllRequests[M]["params"]) => unknown } = {
    "host/state": host,
    "host/openSession": ({ root, sessionId }) =>
      sessionId
        ? client.request("journeyman/session/load", { root, sessionId })
        : client.request("journeyman/session/new", { root }),
    "host/mentions": () => ({ items: [] }),
    "host/confirm": () => ({ confirmed: true }),
  };
  const bridge: Bridge = {
    call: async (method, params) =>
      (await (answers[method]?.(params as never) ??
        client.request(method as keyof Requests, params as Requests[keyof Requests]["params"]))) as never,
    on: (name, listener) => {
      listeners.set(name, listener as (data: never) => void);
      return () => listeners.delete(name);
    },
    remembered: () => undefined,
    remember: () => undefined,
  };
  const chat = new Chat(bridge, new ConversationStore({ schedule: (callback) => callback() }));
  /** Hands on what was told, but for what the test leaves out. */
  const hear = (keeps: (data: Events["journeyman/session/update"]) => boolean = () => true) => {
    for (const { name, params } of client.told.splice(0)) {
      if (name === "journeyman/session/update" && keeps(params)) {
        listeners.get(name)?.(params as never);
      }
    }
  };
  return { chat, hear };
}

/** What is said in a store, turn by turn. */
const said = ({ entries }: ConversationStore) =>
  entries.flatMap((entry) =>
    entry.kind === "user" || entry.kind === "answer" ? [`${entry.kind}: ${entry.text}`] : [],
  );

async function ask(chat: Chat, text: string): Promise<void> {
  const before = client.told.length;
  chat.write({ text });
  await chat.send("send");
  expect(chat.problem).toBeUndefined();
  await client.until("journeyman/session/update", (params) => {
    const { update } = params;
    return (
      update.kind === "turn_state" &&
      update.state === "idle" &&
      client.told.findIndex((one) => one.params === params) >= before
    );
  });
}

test("a chat that missed updates ends where one is that heard them all", async () => {
  const { chat, hear } = newChat();
  await chat.start();
  await chat.conversation.ready();
  model.will([say("One."), say(" Two.")], [say("Three.")]);

  await ask(chat, "Count.");
  hear(({ seq }) => seq < 3);
  await ask(chat, "Go on.");
  hear();

  const words = ["user: Count.", "answer: One. Two.", "user: Go on.", "answer: Three."];
  await expect.poll(() => said(chat.store), { timeout: 15_000 }).toEqual(words);
  const other = newChat();
  await other.chat.open({ sessionId: chat.sessionId }, client.root);
  expect([said(other.chat.store), other.chat.store.turn.state]).toEqual([words, "idle"]);
});

test("a message that is written anew takes the place of the old one", async () => {
  const { chat, hear } = newChat();
  await chat.start();
  await chat.conversation.ready();
  model.will([say("Old answer.")], [say("New answer.")]);
  await ask(chat, "Old words");
  hear();
  const message = chat.store.entries.find((entry) => entry.kind === "user");

  chat.edit(message?.kind === "user" ? message : undefined);
  await ask(chat, "New words");
  hear();

  await expect.poll(() => said(chat.store), { timeout: 15_000 }).toEqual(["user: New words", "answer: New answer."]);
});

test("files, commands and folders are offered, and what is sent is counted", async () => {
  const { chat } = newChat();
  await chat.start();
  await chat.conversation.ready();

  await chat.completion.look(chat, "see @lo", 7);
  const files = chat.completion.offers.map(({ label }) => label);
  await chat.completion.look(chat, "/te", 3);
  const commands = chat.completion.offers.map(({ label }) => label);

  expect([files, commands]).toEqual([["log.py"], ["/test"]]);
  const { parts } = await client.request("journeyman/context/preview", { sessionId: chat.sessionId });
  expect(parts.map(({ name }) => name)).toContain("history");
});
