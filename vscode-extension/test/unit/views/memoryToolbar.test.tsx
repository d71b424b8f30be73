// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import type { MemoryQuestion } from "../../../src/bridge";
import { App } from "../../../webview/memory/App";
import { aMemory, MEMORIES, PROFILE, WHY } from "./fixtures/memories";
import { ROOT } from "./fixtures/skills";
import { HOST, named, open, press, ScriptedBridge, settle, texts, type } from "./scriptedBridge";

let memories = MEMORIES;
let questions: MemoryQuestion[];
let bridge: ScriptedBridge;

beforeEach(() => {
  memories = MEMORIES;
  questions = [];
  bridge = new ScriptedBridge({
    "journeyman/memory/list": () => ({ memories }),
    "journeyman/memory/profile": () => PROFILE,
    "journeyman/memory/why": () => WHY,
    "host/questions": () => ({ questions }),
    "host/keepQuestions": (params) => {
      questions = params.questions;
      return {};
    },
  });
});

test("a sentence is kept, and shown where it stands", async () => {
  bridge.answers["journeyman/memory/add"] = ({ text, everywhere }) => {
    const memory = aMemory("m60", text, { scope: everywhere ? "user" : "workspace" });
    memories = [memory, ...memories];
    return { memory };
  };
  await open(<App />, bridge);

  await type("input[type=text]", "I like short answers.");
  await settle(() => document.querySelector<HTMLElement>("input[type=checkbox]")?.click());
  await settle(() => named("button", "Remember").click());
  await bridge.tell("journeyman/memory/didChange", { root: ROOT });

  expect(bridge.asked("journeyman/memory/add")).toEqual([
    { root: ROOT, text: "I like short answers.", everywhere: true },
  ]);
  expect(document.activeElement).toBe(document.querySelector("[data-item=m60] > .head"));
});

test("putting in order tells what has changed, and keeps what is to be decided", async () => {
  bridge.answers["journeyman/memory/consolidate"] = () => ({
    text: "− [m7] Works on the exporter this week. (nothing supports it any more)",
    questions: [],
    proposals: MEMORIES.filter(({ id }) => id === "m20"),
  });
  await open(<App />, bridge);

  await press("Put in order");

  expect(texts("[role=status]")).toEqual(["− [m7] Works on the exporter this week. (nothing supports it any more)"]);
  expect(texts(".question legend")).toHaveLength(2);
  expect(questions.map(({ everywhere, choices }) => [everywhere, choices[0]?.id])).toEqual([[true, "m20"]]);
});

test("the current session is shown to be off the record", async () => {
  let value = "off";
  bridge.host = { ...HOST, sessionId: "6b03" };
  const option = () => ({ id: "off_the_record", name: "", type: "select", currentValue: value, options: [] });
  bridge.answers["journeyman/session/load"] = () => ({
    sessionId: "6b03",
    seq: 1,
    commands: [],
    configOptions: [option()],
  });
  bridge.answers["host/command"] = () => {
    value = "on";
    return {};
  };
  await open(<App />, bridge);

  await press("Off the record");

  expect(named("button", "Off the record: on").getAttribute("aria-pressed")).toBe("true");
});
