/** The skills of a folder in the order in which they are looked at. */
import { allPages } from "../../src/pages";
import type { FoundSkill, Skill } from "../../src/protocol";
import type { Bridge } from "../shared/bridge";
import { percent } from "../shared/figures";
import { certainChange, type Kind } from "../shared/growth";
import { t } from "../shared/l10n";

export type Place = "candidate" | "problem" | "trusted" | "repository" | "user" | "other" | "retired";

/** From above. */
export const PLACES: readonly Place[] = ["candidate", "problem", "trusted", "repository", "user", "other", "retired"];

function placeOf({ state, scope, problem }: Skill): Place {
  if (state === "retired") {
    return "retired";
  }
  if (problem) {
    return "problem";
  }
  if (scope !== "workspace") {
    return scope;
  }
  return state;
}

export function titleOf(place: Place): string {
  switch (place) {
    case "candidate":
      return t("Candidates, to be proven");
    case "problem":
      return t("Not used, look at them");
    case "trusted":
      return t("Trusted in this folder");
    case "repository":
      return t("From the repository");
    case "user":
      return t("Yours everywhere");
    case "other":
      return t("Of other agents");
    case "retired":
      return t("Retired");
  }
}

export const loadSkills = (bridge: Bridge, root: string): Promise<Skill[]> =>
  allPages(
    (cursor) => bridge.call("journeyman/skill/list", { root, cursor }),
    ({ skills }) => skills,
  );

/** The skills of a place, the last used first. */
export function shelf(skills: readonly Skill[], place: Place): Skill[] {
  const latest = (skill: Skill) => skill.lastUsedAt ?? skill.createdAt ?? "";
  return skills
    .filter((skill) => placeOf(skill) === place)
    .sort((one, other) => latest(other).localeCompare(latest(one)) || one.name.localeCompare(other.name));
}

/** What a search comes to: what a prompt would find, and what has the words in its name or description. */
export function matches(
  skills: readonly Skill[],
  found: readonly FoundSkill[],
  query: string,
): { fitting: { skill: Skill; why: string }[]; named: Skill[] } {
  const byName = new Map(skills.map((skill) => [skill.name, skill]));
  const fitting = found.flatMap(({ name, why }) => {
    const skill = byName.get(name);
    return skill ? [{ skill, why }] : [];
  });
  const words = query.toLowerCase().split(/\s+/);
  const named = skills.filter(({ name, description }) => {
    const text = `${name} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word)) && !fitting.some(({ skill }) => skill.name === name);
  });
  return { fitting, named };
}

/** What a skill saves, as far as that is certain; empty where tasks of its kind say nothing yet. */
export function savings(kind: Kind | undefined): string {
  if (!kind) {
    return "";
  }
  const { withSkill, withoutSkill, difference } = kind;
  if (!difference) {
    return t("little data yet: tasks with it {0}, without {1}", withSkill.n, withoutSkill.n);
  }
  const parts = [
    ...saying(certainChange(kind, "steps"), t("{0} fewer steps"), t("{0} more steps")),
    ...saying(certainChange(kind, "tokens"), t("{0} fewer tokens"), t("{0} more tokens")),
  ];
  return parts.length === 0
    ? t("no certain difference yet: tasks with it {0}, without {1}", withSkill.n, withoutSkill.n)
    : t("{0} than without ({1} tasks)", parts.join(", "), withSkill.n);
}

function saying(share: number | undefined, fewer: string, more: string): string[] {
  return share === undefined ? [] : [(share < 0 ? fewer : more).replace("{0}", percent(Math.abs(share)))];
}
