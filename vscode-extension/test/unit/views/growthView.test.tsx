// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import type { Requests } from "../../../src/protocol";
import { App } from "../../../webview/growth/App";
import type { Growth } from "../../../webview/shared/growth";
import { FLAKY, GROWTH, LITTLE, NO_GROWTH } from "./fixtures/growth";
import { VERSIONS } from "./fixtures/skills";
import { open, press, ScriptedBridge, texts } from "./scriptedBridge";

let growth: Growth;
let bridge: ScriptedBridge;

beforeEach(() => {
  growth = GROWTH;
  bridge = new ScriptedBridge({
    "journeyman/growth/summary": () => growth as unknown as Requests["journeyman/growth/summary"]["result"],
    "journeyman/skill/history": () => ({ versions: VERSIONS }),
  });
});

const plots = () => [...document.querySelectorAll("svg[role=img]")].map((svg) => svg.getAttribute("aria-label"));

test("the headline says what is certain, and what learning cost", async () => {
  await open(<App />, bridge);

  expect(texts(".headline p")).toEqual([
    "−52% tokens−41% stepswith the skill for “Add a route with test”",
    "Learning itself has cost 38K tokens; it has saved 140K.",
  ]);
});

test("where nothing is certain there is no number in the headline", async () => {
  growth = { ...GROWTH, kinds: [FLAKY, LITTLE], total: { ...GROWTH.total, savedTokens: null } };

  await open(<App />, bridge);

  expect(texts(".headline p")).toEqual([
    "Too little data to tell whether skills help.",
    "Learning itself has cost 38K tokens; what that saves cannot be said yet.",
  ]);
  expect(texts(".item .aside")).toEqual(["9 tasks · no certain difference", "2 tasks · little data yet"]);
});

test("skills that cost more than they save are said to", async () => {
  growth = { ...GROWTH, total: { ...GROWTH.total, savedTokens: -50_000 } };

  await open(<App />, bridge);

  expect(texts(".headline .dim")).toEqual(["Learning itself has cost 38K tokens, and tasks with skills 12K more."]);
});

test("every plot says in a sentence what it shows", async () => {
  await open(<App />, bridge);

  expect(plots().slice(0, 3)).toEqual([
    "Tokens per task, 12 tasks: 48K at first, 19K at last. Median without the skill 42K, with it 21K. The skill has 3 versions.",
    "Steps per task, 12 tasks: 14 at first, 7 at last. Median without the skill 13, with it 8. The skill has 3 versions.",
    "tokens: 44K without, 21K with; steps: 13.5 without, 8 with; success: 4 of 5 without, 6 of 6 with",
  ]);
});

test("nothing is compared where there is too little data", async () => {
  growth = { ...GROWTH, kinds: [LITTLE] };

  await open(<App />, bridge);

  expect(plots()).toHaveLength(2);
  expect(texts(".rest > p.dim")).toEqual([LITTLE.note]);
  expect(bridge.asked("journeyman/skill/history")).toEqual([]);
});

test("a skill that is gone leaves the plot without marks", async () => {
  bridge.answers["journeyman/skill/history"] = () => {
    throw new Error("There is no skill of this name.");
  };

  await open(<App />, bridge);

  expect(plots()).toHaveLength(6);
  expect(document.querySelector(".mark")).toBeNull();
});

test("the same data stands in tables", async () => {
  growth = { ...GROWTH, kinds: GROWTH.kinds.slice(0, 1) };
  await open(<App />, bridge);

  await press("Show as tables");

  expect(plots()).toEqual([]);
  expect(texts("tr").slice(0, 11)).toEqual([
    "MeasureFirstLaterWithWithout",
    "Tasks11175",
    "Success1 of 19 of 106 of 64 of 5",
    "Tokens48,00027,90021,10044,000",
    "Steps149813.5",
    "Seconds1187567113",
    "MeasureDifferenceFromTo",
    "Success+0.2−0.13+0.58",
    "Tokens−22,900−28,400−12,300",
    "Steps−5.5−7−3",
    "Seconds−44−60−22",
  ]);
});

test("before the first task the note of the server is all there is", async () => {
  growth = NO_GROWTH;

  await open(<App />, bridge);

  expect(texts("main p")).toEqual(["No task is finished yet. What tasks take and how they go appears here."]);
});
