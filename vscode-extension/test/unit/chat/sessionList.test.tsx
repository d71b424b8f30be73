// @vitest-environment happy-dom
import { render } from "preact";
import { afterEach, describe, expect, test } from "vitest";
import type { SessionItem } from "../../../src/protocol";
import { Chat } from "../../../webview/chat/chat";
import { byDay, fileName } from "../../../webview/chat/sessions/pages";
import { SessionList } from "../../../webview/chat/sessions/SessionList";
import { ConversationStore } from "../../../webview/chat/transcript/store";
import { deferred, fakeBridge, hostState, settled } from "./fakeBridge";

const session = (sessionId: string, title: string, updatedAt = "2026-11-23T10:00:00Z"): SessionItem => ({
  sessionId,
  title,
  createdAt: updatedAt,
  updatedAt,
  model: "qwen3:8b",
  mode: "act",
});

async function show() {
  const opened = { seq: 0, configOptions: [], commands: [] };
  const fake = fakeBridge({
    "host/state": () => hostState(),
    "host/openSession": ({ sessionId }) => ({ sessionId: sessionId ?? "s1", ...opened }),
    "journeyman/session/state": () => ({ seq: 0, reset: false, updates: [] }),
    "journeyman/session/list": ({ cursor }) =>
      cursor
        ? { sessions: [session("s3", "Third")] }
        : { sessions: [session("s1", "First"), session("s2", "Second")], nextCursor: "c" },
    "journeyman/session/rename": ({ sessionId, title }) => session(sessionId, title),
    "journeyman/session/delete": () => ({}),
    "journeyman/session/export": () => ({ text: "{}\n" }),
    "host/saveAs": () => ({ saved: true }),
    "host/confirm": () => ({ confirmed: true }),
  });
  const chat = new Chat(fake.bridge, new ConversationStore({ schedule: (callback) => callback() }));
  await chat.start();
  await settled();
  chat.show("sessions");
  render(<SessionList chat={chat} />, document.body);
  await drawn();
  const titles = () => [...document.querySelectorAll(".session .title")].map((title) => title.textContent);
  const press = async (key: string) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(event);
    await drawn();
  };
  return { ...fake, chat, titles, press };
}

async function drawn(): Promise<void> {
  await settled();
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  await settled();
}

const focused = () => document.activeElement?.querySelector(".title")?.textContent;

afterEach(() => render(null, document.body));

test("arrows go through the sessions, and Enter opens one", async () => {
  const { press, chat } = await show();
  await press("ArrowDown");
  await press("ArrowDown");
  const here = focused();

  (document.activeElement as HTMLElement).click();
  await drawn();

  expect([here, chat.sessionId, chat.panel]).toEqual(["Second", "s2", "none"]);
});

test("Delete deletes after a yes, and the focus goes on", async () => {
  const { press, titles, asked, answers } = await show();
  await press("ArrowDown");
  await press("ArrowDown");

  answers["host/confirm"] = () => ({ confirmed: false });
  await press("Delete");
  const kept = titles();
  answers["host/confirm"] = () => ({ confirmed: true });
  await press("Delete");

  expect(kept).toEqual(["First", "Second"]);
  expect([titles(), focused()]).toEqual([["First"], "First"]);
  expect(asked("journeyman/session/delete")).toHaveLength(1);
});

test("with the session that is shown another one is opened", async () => {
  const { press, asked } = await show();
  await press("ArrowDown");
  await press("Delete");
  expect(asked("host/openSession").at(-1)?.[1]).toEqual({ root: "file:///work" });
});

test("F2 renames: Enter keeps the title, Escape does not", async () => {
  const { press, titles, chat } = await show();
  await press("ArrowDown");
  await press("F2");
  (document.activeElement as HTMLInputElement).value = "Other";
  await press("Escape");
  const escaped = [titles()[0], chat.panel];

  await press("F2");
  (document.activeElement as HTMLInputElement).value = " Better ";
  await press("Enter");

  expect(escaped).toEqual(["First", "sessions"]);
  expect([titles()[0], focused()]).toEqual(["Better", "Better"]);
});

test("more pages are put behind", async () => {
  const { titles } = await show();
  [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Show more")?.click();
  await drawn();
  expect(titles()).toEqual(["First", "Second", "Third"]);
});

test("the search asks the server, and what an earlier one finds late is dropped", async () => {
  const { titles, answers, asked } = await show();
  const box = document.querySelector("input[type=search]") as HTMLInputElement;
  const search = (words: string) => {
    box.value = words;
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  const late = deferred<{ sessions: SessionItem[] }>();

  answers["journeyman/session/list"] = () => late.promise;
  search("mid");
  answers["journeyman/session/list"] = () => ({ sessions: [session("s9", "Midnight")] });
  search("midnight ");
  await drawn();
  late.resolve({ sessions: [session("s8", "Middle")] });
  await drawn();

  expect(asked("journeyman/session/list").at(-1)?.[1]).toEqual({ root: "file:///work", query: "midnight" });
  expect(titles()).toEqual(["Midnight"]);
});

test("a session is forked and exported", async () => {
  const { asked } = await show();
  const action = (name: string) => document.querySelector<HTMLElement>(`[aria-label='${name} “Second”']`)?.click();

  action("Export");
  await drawn();
  action("Fork");
  await drawn();

  expect(asked("host/saveAs")).toEqual([["host/saveAs", { name: "Second.jsonl", text: "{}\n" }]]);
  expect(asked("host/openSession").at(-1)?.[1]).toEqual({ root: "file:///work", from: { sessionId: "s2" } });
});

describe("days", () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
  const now = new Date(2026, 10, 23, 9);

  test("begin at midnight of the user", () => {
    const sessions = [at(23, 0), at(22, 23), at(22, 1), at(20, 12)].map((when, index) =>
      session(`s${index}`, "", when),
    );
    const days = byDay(sessions, now, "en");
    expect(days.map(({ name, sessions }) => [name, sessions.length])).toEqual([
      ["Today", 1],
      ["Yesterday", 2],
      ["Friday, November 20", 1],
    ]);
  });

  test("of what is no date are some day", () => {
    expect(byDay([session("s1", "", "soon")], now, "en")[0]?.name).toBe("Some day");
  });
});

test.each([
  ["Fix the log: ../../etc", "Fix-the-log-etc.jsonl"],
  ["…", "s1.jsonl"],
  ["Zählt die Stunden", "Zählt-die-Stunden.jsonl"],
])("%j is exported as %s", (title, name) => {
  expect(fileName(session("s1", title))).toBe(name);
});
