import { expect, test } from "vitest";
import type { FoundSkill } from "../../../src/protocol";
import { isSkillName, skillChoices, skillSnippet } from "../../../src/skills/choices";
import { aSkill } from "./fixtures/skills";

const finding = (name: string): FoundSkill => ({
  name,
  description: "",
  score: 0.8,
  state: "trusted",
  scope: "workspace",
  why: `for files like ${name}`,
});

test("skills that fit come first, and those that may not be used not at all", () => {
  const skills = [
    aSkill("add-a-page", { description: "Adds a page." }),
    aSkill("add-a-route"),
    aSkill("gone", { usable: false }),
  ];

  expect(skillChoices(skills, [finding("add-a-route"), finding("gone"), finding("unheard-of")])).toEqual({
    fitting: [{ name: "add-a-route", detail: "for files like add-a-route" }],
    others: [{ name: "add-a-page", detail: "Adds a page." }],
  });
});

test.each([
  ["add-a-route", true],
  ["v2", true],
  ["a".repeat(64), true],
  ["a".repeat(65), false],
  ["", false],
  ["Add", false],
  ["add--route", false],
  ["-add", false],
  ["add-", false],
  ["../add", false],
  ["add a route", false],
])("whether %j names a skill", (name, isOne) => {
  expect(isSkillName(name)).toBe(isOne);
});

test("a new skill names itself, as the server demands", () => {
  expect(skillSnippet("add-a-route", ["What.", "First.", "Last."])).toBe(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the places of a snippet look like that.
    "---\nname: add-a-route\ndescription: ${1:What.}\n---\n\n1. ${2:First.}\n2. ${3:Last.}\n",
  );
});
