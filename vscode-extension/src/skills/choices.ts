/** Which skills can be run, and which of them fit where the user is. */
import type { FoundSkill, Skill } from "../protocol";

export interface Choices {
  /** The best first. */
  fitting: { name: string; detail: string }[];
  others: { name: string; detail: string }[];
}

/** A skill that may not enter a prompt cannot be run, however well it fits. */
export function skillChoices(skills: readonly Skill[], found: readonly FoundSkill[]): Choices {
  const usable = skills.filter((skill) => skill.usable);
  const fitting = found.filter(({ name }) => usable.some((skill) => skill.name === name));
  return {
    fitting: fitting.map(({ name, why }) => ({ name, detail: why })),
    others: usable
      .filter(({ name }) => !fitting.some((one) => one.name === name))
      .map(({ name, description }) => ({ name, detail: description })),
  };
}

const MAX_NAME_LENGTH = 64;

/** As the Agent Skills specification has names. */
export function isSkillName(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
}

/** What a new skill begins with, as a snippet: the Tab key leads through what is to be filled in. */
export function skillSnippet(name: string, [description, first, last]: [string, string, string]): string {
  return `---\nname: ${name}\ndescription: \${1:${description}}\n---\n\n1. \${2:${first}}\n2. \${3:${last}}\n`;
}
