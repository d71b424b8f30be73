// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import type { Requests } from "../../../src/protocol";
import { App } from "../../../webview/skills/App";
import { GROWTH } from "./fixtures/growth";
import { aSkill, ROOT, SKILLS, USES, VERSIONS } from "./fixtures/skills";
import { HOST, named, open, press, ScriptedBridge, settle, texts, type } from "./scriptedBridge";

let skills = SKILLS;
let bridge: ScriptedBridge;

const found = (name: string) => skills.find((skill) => skill.name === name) ?? aSkill(name);

beforeEach(() => {
  skills = SKILLS;
  bridge = new ScriptedBridge({
    "journeyman/skill/list": () => ({ skills }),
    "journeyman/skill/get": ({ name }) => ({ skill: found(name), text: "", resources: [], uses: USES }),
    "journeyman/skill/history": () => ({ versions: VERSIONS }),
    "journeyman/skill/search": () => ({ items: [] }),
    "journeyman/skill/approve": ({ name }) => {
      skills = skills.map((skill) => (skill.name === name ? { ...skill, state: "trusted" } : skill));
      return { skill: found(name) };
    },
    "journeyman/growth/summary": () => GROWTH as unknown as Requests["journeyman/growth/summary"]["result"],
    "host/command": () => ({}),
  });
});

/** The button that unfolds a skill; its name is followed by what is known about it. */
const head = (name: string) => document.querySelector(`[data-item="${name}"] > .head`) as HTMLElement;
const unfold = (name: string) => settle(() => head(name).click());

test("skills stand below what they are, with what is to be decided above", async () => {
  await open(<App />, bridge);

  expect(texts("h2")).toEqual([
    "▾Candidates, to be proven 2",
    "▾Not used, look at them 1",
    "▾Trusted in this folder 3",
    "▾From the repository 1",
    "▾Yours everywhere 1",
    "▸Of other agents 1",
    "▸Retired 1",
  ]);
});

test("a list of several pages is read to its end", async () => {
  bridge.answers["journeyman/skill/list"] = ({ cursor }) =>
    cursor === undefined ? { skills: [aSkill("a-page")], nextCursor: "a-page" } : { skills: [aSkill("b-page")] };

  await open(<App />, bridge);

  expect(texts(".name")).toEqual(["a-page", "b-page"]);
});

test("evidence is said in words, and what is saved only where it is certain", async () => {
  await open(<App />, bridge);

  expect(head("add-a-route-with-test").querySelector("[role=img]")?.getAttribute("aria-label")).toBe(
    "7 of 8 uses went well",
  );
  expect(head("add-a-route-with-test").textContent).toContain("41% fewer steps, 52% fewer tokens than without");
  expect(head("release-a-version").querySelector("[role=img]")?.getAttribute("aria-label")).toBe(
    "33 of 41 uses went well, of 3 it is not known",
  );
});

test("an approved skill moves, and keeps the focus and its details", async () => {
  await open(<App />, bridge);
  await unfold("bump-a-dependency");
  named("button", "Approve").focus();

  await press("Approve");

  expect(bridge.asked("journeyman/skill/approve")).toEqual([{ root: ROOT, name: "bump-a-dependency" }]);
  expect(texts("h2")[2]).toBe("▾Trusted in this folder 4");
  expect(head("bump-a-dependency").getAttribute("aria-expanded")).toBe("true");
  expect(document.activeElement).toBe(head("bump-a-dependency"));
});

test("what the server refuses is said in the skill, and changes nothing", async () => {
  bridge.answers["journeyman/skill/approve"] = () => {
    throw new Error("The skill has a problem. Edit it first.");
  };
  await open(<App />, bridge);
  await unfold("bump-a-dependency");

  await press("Approve");

  expect(texts(".rest [role=alert]")).toEqual(["⚠The skill has a problem. Edit it first."]);
  expect(texts("h2")[0]).toBe("▾Candidates, to be proven 2");
});

test("a list that is not read says why, and is read again on demand", async () => {
  const answer = bridge.answers["journeyman/skill/list"];
  bridge.answers["journeyman/skill/list"] = () => {
    throw new Error("The server is not running. Start it.");
  };
  await open(<App />, bridge);
  expect(texts("[role=alert]")).toEqual(["⚠The server is not running. Start it.Try again"]);

  bridge.answers["journeyman/skill/list"] = answer;
  await press("Try again");

  expect(document.querySelector("[role=alert]")).toBeNull();
  expect(head("bump-a-dependency")).not.toBeNull();
});

test("a change that the server tells is drawn, that of another folder is not asked for", async () => {
  await open(<App />, bridge);
  skills = [...SKILLS, aSkill("a-new-one")];

  await bridge.tell("journeyman/skill/didChange", { root: "file:///elsewhere" });
  expect(head("a-new-one")).toBeNull();
  await bridge.tell("journeyman/skill/didChange", { root: ROOT });

  expect(head("a-new-one")).not.toBeNull();
});

test("a server that comes back is asked again", async () => {
  bridge.host = { ...HOST, server: "starting" };
  await open(<App />, bridge);
  skills = [aSkill("a-new-one")];

  await bridge.tell("host/state", HOST);

  expect(texts(".name")).toEqual(["a-new-one"]);
});

test("what is unfolded outlives the page", async () => {
  await open(<App />, bridge);
  await unfold("write-a-migration");
  await settle(() => named("button", "▸Retired 1").click());

  await open(<App />, bridge);

  expect(head("write-a-migration").getAttribute("aria-expanded")).toBe("true");
  expect(head("python-bugfix-loop")).not.toBeNull();
});

test("names are found while one types, and the server says what a task would get", async () => {
  bridge.answers["journeyman/skill/search"] = () => ({
    items: [{ ...found("add-a-route-with-test"), state: "trusted", score: 0.8, why: "“endpoint” in its description" }],
  });
  await open(<App />, bridge);

  await type("input", "commit");

  expect(texts("h2")).toEqual(["A task like this would get", "With these words"]);
  expect(texts(".name")).toEqual(["add-a-route-with-test", "write-a-commit-message"]);
  expect(texts(".item small")[0]).toBe("“endpoint” in its description");
});

test("a version can be gone back to, with its changes in sight", async () => {
  bridge.answers["journeyman/skill/rollback"] = ({ name }) => ({ skill: found(name), diff: "" });
  await open(<App />, bridge);
  await unfold("add-a-route-with-test");

  await press("History");
  expect(texts(".diff .removed")).toEqual(["- 1. Add the handler to routes.py.", "- 2. Run the tests."]);
  await press("Go back to v2");

  expect(bridge.asked("journeyman/skill/rollback")).toEqual([
    { root: ROOT, name: "add-a-route-with-test", version: 2 },
  ]);
});

test("a skill is deleted only after a yes", async () => {
  let confirmed = false;
  bridge.answers["host/confirm"] = () => ({ confirmed });
  bridge.answers["journeyman/skill/delete"] = ({ name }) => {
    skills = skills.filter((skill) => skill.name !== name);
    return {};
  };
  await open(<App />, bridge);
  await unfold("write-a-migration");

  await press("Delete…");
  expect(bridge.asked("journeyman/skill/delete")).toEqual([]);
  confirmed = true;
  await press("Delete…");

  expect(bridge.asked("journeyman/skill/delete")).toEqual([{ root: ROOT, name: "write-a-migration" }]);
  expect(head("write-a-migration")).toBeNull();
  expect(document.activeElement).toBe(document.querySelector("input"));
});

test.each([
  ["pdf-forms", ["Run…", "View", "History", "Pin", "Retire"]],
  ["publish-the-docs", ["Edit", "History", "Pin", "Retire", "Delete…"]],
  ["regenerate-the-client", ["Run…", "Edit", "History", "Pin", "Use in all folders", "Retire", "Delete…"]],
  [
    "python-bugfix-loop",
    ["Edit", "History", "Pin", "Share in the repository", "Use in all folders", "Restore", "Delete…"],
  ],
])("what may not be done with %s has no button", async (name, buttons) => {
  await open(<App />, bridge);
  await bridge.tell("host/do", { action: "show", id: name });

  expect(texts(".actions button")).toEqual(buttons);
  expect(document.activeElement).toBe(head(name));
});

test("words of skills are text, whatever they hold", async () => {
  skills = [aSkill("evil", { reason: "<img src=x onerror=alert(1)>", description: "<script>alert(1)</script>" })];

  await open(<App />, bridge);
  await unfold("evil");

  expect(document.querySelector("main img, main script")).toBeNull();
  expect(head("evil").textContent).toContain("<img src=x onerror=alert(1)>");
});
