// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import type { MemoryQuestion } from "../../../src/bridge";
import { App } from "../../../webview/memory/App";
import { aMemory, FORMATTER, FOUND, MEMORIES, PROFILE, WHY } from "./fixtures/memories";
import { ROOT } from "./fixtures/skills";
import { open, press, ScriptedBridge, settle, texts, type } from "./scriptedBridge";

let memories = MEMORIES;
let questions: MemoryQuestion[];
let confirmed: boolean;
let bridge: ScriptedBridge;

beforeEach(() => {
  memories = MEMORIES;
  questions = [];
  confirmed = true;
  bridge = new ScriptedBridge({
    "journeyman/memory/list": () => ({ memories }),
    "journeyman/memory/profile": () => PROFILE,
    "journeyman/memory/why": () => WHY,
    "journeyman/memory/search": () => ({ items: FOUND }),
    "journeyman/memory/update": ({ id, ...change }) => {
      const memory = { ...byId(id), ...change };
      memories = memories.map((one) => (one.id === id ? memory : one));
      return { memory };
    },
    "journeyman/memory/forget": ({ id }) => {
      const memory = byId(id ?? "");
      memories = memories.filter((one) => one.id !== id);
      return { memory };
    },
    "host/questions": () => ({ questions }),
    "host/keepQuestions": (params) => {
      questions = params.questions;
      return {};
    },
    "host/confirm": () => ({ confirmed }),
    "host/command": () => ({}),
    "host/openFile": () => ({}),
  });
});

const byId = (id: string) => memories.find((one) => one.id === id) ?? aMemory(id, "");
const head = (id: string) => document.querySelector(`[data-item="${id}"] > .head`) as HTMLElement;
const unfold = (id: string) => settle(() => head(id).click());
const asked = () => texts(".question legend");

test("what every session is told comes first, in its order", async () => {
  await open(<App />, bridge);

  expect(texts("h2")).toEqual([
    "For you to decide",
    "▾Told to every session 4",
    "▾Also known of you 2",
    "▾Also known of the project 1",
    "▸What held before 1",
    "▸Too little speaks for it 1",
  ]);
  expect(texts(".text").slice(0, 2)).toEqual(["Likes short answers.", "Uses spaces for indentation."]);
  expect(texts("small")[0]).toBe("kept in mind · in all folders · answer length");
});

test("the profile can be read word for word", async () => {
  await open(<App />, bridge);

  await press("Word for word, 71 tokens");

  expect(document.querySelector("pre")?.textContent).toBe(`${PROFILE.user}\n${PROFILE.workspace}`);
});

test("what is at odds is asked, and an answer takes the choice with its words", async () => {
  await open(<App />, bridge);
  expect(asked()).toEqual(["? What holds: formatter?"]);

  await press("Formats with ruff.");

  expect(bridge.asked("journeyman/memory/update")).toEqual([{ root: ROOT, id: "m51", text: "Formats with ruff." }]);
});

test("a question of the server is kept until it is put aside, and what it is about is not lost then", async () => {
  questions = [FORMATTER];
  await open(<App />, bridge);
  expect(asked()).toEqual(["? What holds for you: formatter?"]);

  await press("Put aside");

  expect(asked()).toEqual([]);
  expect(questions).toEqual([]);
  expect(texts("h2")).toContain("▾Not sure 2");
});

test("a question that comes while the view is open is shown", async () => {
  await open(<App />, bridge);
  questions = [FORMATTER];

  await bridge.tell("journeyman/memory/question", { root: ROOT, ...FORMATTER });

  expect(asked()).toEqual(["? What holds for you: formatter?"]);
});

test("a question that was answered elsewhere is not asked any more", async () => {
  questions = [FORMATTER];
  memories = MEMORIES.map((one) => (one.status === "contested" ? { ...one, status: "superseded" } : one));

  await open(<App />, bridge);

  expect(asked()).toEqual([]);
});

test("none of these forgets each of them, but only after a yes", async () => {
  confirmed = false;
  await open(<App />, bridge);

  await press("None of these");
  expect(bridge.asked("journeyman/memory/forget")).toEqual([]);
  confirmed = true;
  await press("None of these");

  expect(bridge.asked("journeyman/memory/forget")).toEqual([
    { root: ROOT, id: "m50" },
    { root: ROOT, id: "m51" },
  ]);
});

test("a yes to all folders widens a memory, a no leaves it", async () => {
  const everywhere = (id: string): MemoryQuestion => ({
    question: `Everywhere, ${id}?`,
    choices: [
      { id, text: `Yes ${id}` },
      { id: null, text: `No ${id}` },
    ],
    everywhere: true,
  });
  questions = [everywhere("m12"), everywhere("m20")];
  await open(<App />, bridge);

  await press("Yes m12");
  await press("No m20");

  expect(bridge.asked("journeyman/memory/update")).toEqual([{ root: ROOT, id: "m12", everywhere: true }]);
  expect(questions).toEqual([]);
});

test("a memory says what it rests on, and what it took the place of", async () => {
  await open(<App />, bridge);

  await unfold("m12");

  expect(texts(".why li")).toEqual([
    expect.stringMatching(/^− you said · .*“?I prefer tabs\.”?.*Open the session$/),
    expect.stringMatching(/^\+ you said · .*We use spaces from now on\./),
    expect.stringMatching(/^\+ a file says so · .*\.editorconfig$/),
    expect.stringMatching(/^Prefers tabs for indentation\. held until /),
  ]);
  await press(".editorconfig");
  expect(bridge.asked("host/openFile")).toEqual([{ root: ROOT, path: ".editorconfig" }]);
});

test("a rule is written into the team's instructions, and shown there", async () => {
  bridge.answers["journeyman/memory/writeRule"] = () => ({ path: "AGENTS.md", line: "- Use spaces." });
  await open(<App />, bridge);
  await unfold("m12");

  await press("Write into AGENTS.md");

  expect(bridge.asked("journeyman/memory/writeRule")).toEqual([{ root: ROOT, id: "m12" }]);
  expect(bridge.asked("host/openFile")).toEqual([{ root: ROOT, path: "AGENTS.md" }]);
});

test("a memory is edited in place, and stays unfolded under its new id", async () => {
  bridge.answers["journeyman/memory/update"] = ({ text = "" }) => {
    const memory = aMemory("m99", text);
    memories = [memory, ...MEMORIES.slice(1)];
    return { memory };
  };
  await open(<App />, bridge);
  await unfold("m12");
  await press("Edit");

  await type("textarea", "Uses four spaces.");
  await press("Save");

  expect(bridge.asked("journeyman/memory/update")).toEqual([{ root: ROOT, id: "m12", text: "Uses four spaces." }]);
  expect(head("m99").getAttribute("aria-expanded")).toBe("true");
  expect(document.activeElement).toBe(head("m99"));
});

test("escape leaves a memory as it was", async () => {
  await open(<App />, bridge);
  await unfold("m12");
  await press("Edit");
  await type("textarea", "Something else.");

  await settle(() =>
    document.querySelector("textarea")?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })),
  );

  expect(document.querySelector("textarea")).toBeNull();
  expect(bridge.asked("journeyman/memory/update")).toEqual([]);
});

test("whoever forgets is told what goes with it", async () => {
  await open(<App />, bridge);
  await unfold("m12");

  await press("Forget…");

  expect(bridge.asked("host/confirm")).toEqual([
    {
      message: "Forget “Uses spaces for indentation.”?",
      detail: expect.stringMatching(/^The 3 observations that it rests on go with it\. The words are removed for good/),
      action: "Forget",
    },
  ]);
  expect(head("m12")).toBeNull();
  expect(document.activeElement).toBe(document.querySelector("input[type=search]"));
});

test("what the server refuses is said in the memory", async () => {
  bridge.answers["journeyman/memory/update"] = () => {
    throw new Error("There is no memory m12. List them to see which there are.");
  };
  await open(<App />, bridge);
  await unfold("m12");

  await press("Keep");

  expect(texts(".rest [role=alert]")).toEqual(["⚠There is no memory m12. List them to see which there are."]);
});

test("a search finds what was said, and leads to its session", async () => {
  await open(<App />, bridge);
  await bridge.tell("host/do", { action: "draft", text: "health" });

  expect(texts("h2")).toEqual(["Remembered", "Said and done"]);
  expect(texts(".text")).toEqual([
    "The health check must not touch the database.",
    "Health checks must not touch the database, they run every second.",
    "Add a /ready route with a test",
  ]);
  await settle(() => document.querySelector<HTMLElement>(".said button")?.click());
  expect(bridge.asked("host/command")).toEqual([{ command: "journeyman.openSession", argument: "6b03bd2a2ba99" }]);
});

test("words of memories are text, whatever they hold", async () => {
  memories = [aMemory("m12", "<img src=x onerror=alert(1)>")];

  await open(<App />, bridge);

  expect(document.querySelector("main img")).toBeNull();
  expect(head("m12").textContent).toContain("<img src=x onerror=alert(1)>");
});
