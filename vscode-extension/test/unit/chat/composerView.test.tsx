// @vitest-environment happy-dom
import { render } from "preact";
import { afterEach, expect, test } from "vitest";
import type { Update } from "../../../src/updates";
import { Chat } from "../../../webview/chat/chat";
import { Composer } from "../../../webview/chat/composer/Composer";
import { ConversationStore } from "../../../webview/chat/transcript/store";
import { fakeBridge, hostState, settled } from "./fakeBridge";

const running: Update = { kind: "turn_state", state: "running", sessionId: "s1", turnId: "t1" };
const said = (text: string): Update => ({ kind: "user_message_chunk", content: { type: "text", text } });
const learning = { requests: 0, inputTokens: 0, outputTokens: 0 };
const filling = {
  parts: [{ name: "system", tokens: 1000, text: "Be brief\u202e." }],
  total: 1000,
  contextWindow: 65536,
  learning,
};
const mode = {
  id: "mode",
  name: "Mode",
  type: "select",
  currentValue: "ask",
  options: [
    { value: "ask", name: "Ask" },
    { value: "act", name: "Act" },
  ],
};
const record = { id: "off_the_record", name: "Off the record", type: "select", currentValue: "off", options: [] };

async function show(updates: Update[] = []) {
  const offRecord = {
    ...record,
    options: [
      { value: "off", name: "Off" },
      { value: "on", name: "On" },
    ],
  };
  const fake = fakeBridge({
    "host/state": () => hostState(),
    "host/openSession": () => ({
      sessionId: "s1",
      seq: updates.length,
      configOptions: [mode, offRecord],
      commands: [],
    }),
    "journeyman/session/state": () => ({ seq: updates.length, reset: false, updates }),
    "journeyman/session/prompt": () => ({ turnId: "t1" }),
    "journeyman/session/setConfig": () => ({ configOptions: [] }),
    "journeyman/context/preview": () => filling,
    "journeyman/context/complete": () => ({
      items: [
        { label: "a.py", insertText: "@a.py ", kind: "file" },
        { label: "b.py", insertText: "@b.py ", kind: "file" },
      ],
    }),
    "host/mentions": () => ({ items: [] }),
    "host/command": () => ({}),
  });
  const chat = new Chat(fake.bridge, new ConversationStore({ schedule: (callback) => callback() }));
  await chat.start();
  await settled();
  render(<Composer chat={chat} />, document.body);
  await drawn();
  const box = document.querySelector("textarea") as HTMLTextAreaElement;
  const type = async (text: string) => {
    box.value = text;
    box.setSelectionRange(text.length, text.length);
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await drawn();
  };
  const press = async (key: string, more: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
    box.dispatchEvent(event);
    await drawn();
    return event;
  };
  const sent = () => fake.asked("journeyman/session/prompt").map(([, params]) => params);
  return { ...fake, chat, box, type, press, sent };
}

/** Drawing takes place in tasks and frames of its own. */
async function drawn(): Promise<void> {
  await settled();
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  await settled();
}

const button = (name: string) =>
  [...document.querySelectorAll("button")].find((one) => one.textContent?.trim() === name);

afterEach(() => render(null, document.body));

test("Enter sends, Shift+Enter and an Enter that ends a composition do not", async () => {
  const { type, press, sent, box } = await show();
  await type("Fix it.");

  const newline = await press("Enter", { shiftKey: true });
  await press("Enter", { isComposing: true });
  const before = sent();
  await press("Enter");

  expect(newline.defaultPrevented).toBe(false);
  expect(before).toEqual([]);
  expect(sent()).toEqual([{ sessionId: "s1", prompt: [{ type: "text", text: "Fix it." }], delivery: "send" }]);
  expect(box.value).toBe("");
});

test("while a turn runs Enter steers, or queues where that is chosen", async () => {
  const { type, press, sent } = await show([running]);
  await type("And the docs.");
  await press("Enter");

  document.querySelectorAll<HTMLInputElement>("input[type=radio]")[1]?.click();
  await drawn();
  await type("Then commit.");
  await press("Enter");

  expect(sent()).toMatchObject([{ delivery: "steer" }, { delivery: "queue" }]);
});

test("Escape closes the suggestions first, and then stops the turn", async () => {
  const { type, press, chat, asked } = await show([running]);
  await type("@");
  const wasOpen = chat.completion.isOpen;

  await press("Escape");
  const afterFirst = [chat.completion.isOpen, asked("host/command").length];
  await press("Escape");

  expect([wasOpen, ...afterFirst]).toEqual([true, false, 0]);
  expect(asked("host/command")).toEqual([["host/command", { command: "journeyman.stop", argument: "s1" }]]);
});

test("suggestions are a list that the box points into, and Enter takes the active one", async () => {
  const { type, press, box, sent } = await show();
  await type("see @");
  await press("ArrowDown");

  const active = document.getElementById(box.getAttribute("aria-activedescendant") ?? "");
  const list = document.getElementById(box.getAttribute("aria-controls") ?? "");
  const roles = [list?.getAttribute("role"), active?.getAttribute("role"), active?.getAttribute("aria-selected")];
  await press("Enter");

  expect(roles).toEqual(["listbox", "option", "true"]);
  expect([box.value, sent()]).toEqual(["see @b.py ", []]);
});

test("the arrow up in an empty box brings earlier prompts back, the arrow down what was written", async () => {
  const { press, box } = await show([said("one"), said("two")]);
  const seen: string[] = [];
  for (const key of ["ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown"]) {
    await press(key);
    seen.push(box.value);
  }
  expect(seen).toEqual(["two", "one", "one", "two", ""]);
});

test("a mention can be taken out again, and an image too", async () => {
  const { type, chat, box } = await show();
  await type("fix @log.py now");
  chat.write({ images: [{ type: "image", mimeType: "image/png", data: "QUFB" }] });
  await drawn();

  document.querySelector<HTMLElement>("[aria-label='Remove @log.py']")?.click();
  document.querySelector<HTMLElement>("[aria-label='Remove image 1']")?.click();
  await drawn();

  expect([box.value, chat.draft.images]).toEqual(["fix now", []]);
});

test("pasted images are attached, and text that comes with one stays text", async () => {
  const { box, chat } = await show();
  const paste = async (text: string) => {
    const event = new Event("paste", { bubbles: true, cancelable: true });
    const files = [new File(["x"], "a.png", { type: "image/png" })];
    Object.assign(event, { clipboardData: { files, getData: () => text } });
    box.dispatchEvent(event);
    await drawn();
    return chat.draft.images.length;
  };
  expect([await paste("words"), await paste("")]).toEqual([0, 1]);
});

test("files that are dropped are pointed at; those of elsewhere are told", async () => {
  const { box, chat } = await show();
  const event = new Event("drop", { bubbles: true, cancelable: true });
  const getData = (type: string) => (type === "text/uri-list" ? "file:///work/log.py\nfile:///etc/passwd" : "");
  Object.assign(event, { dataTransfer: { files: [], getData } });

  box.dispatchEvent(event);
  await drawn();

  expect(chat.draft.text).toBe("@log.py ");
  expect(chat.problem?.message).toContain("/etc/passwd is outside");
});

test("an option shows what holds, and asks the server for another value", async () => {
  const { asked, emit } = await show();
  const select = document.querySelector("select[aria-label=Mode]") as HTMLSelectElement;
  select.value = "act";
  select.dispatchEvent(new Event("change", { bubbles: true }));
  button("☐ Off the record")?.click();
  await drawn();

  expect(select.value).toBe("ask");
  expect(asked("journeyman/session/setConfig").map(([, params]) => params)).toEqual([
    { sessionId: "s1", configId: "mode", value: "act" },
    { sessionId: "s1", configId: "off_the_record", value: "on" },
  ]);

  const update = { kind: "config_option_update" as const, configOptions: [{ ...mode, currentValue: "act" }] };
  emit("journeyman/session/update", { sessionId: "s1", seq: 1, update });
  await drawn();
  expect(select.value).toBe("act");
});

test("the meter says how full the window is, and a click what the draft would add", async () => {
  const { type, asked } = await show();
  await type("Why?");
  document.querySelector<HTMLElement>(".bar-button")?.click();
  await drawn();

  expect(document.querySelector(".sum")?.textContent).toBe("Tokens: 1K of 64K");
  expect(asked("journeyman/context/preview").at(-1)?.[1]).toEqual({
    sessionId: "s1",
    prompt: [{ type: "text", text: "Why?" }],
    texts: true,
  });
  expect(document.querySelector(".preview summary")?.textContent).toBe("Text of “system”");
  expect(document.querySelector(".preview pre")?.textContent).toBe("Be brief\\u202e.");
  const rows = [...document.querySelectorAll(".preview tbody tr")].map((row) => row.textContent?.trim());
  expect(rows).toEqual(["system1,0001.5 %", "All of it1,0001.5 %"]);
});
