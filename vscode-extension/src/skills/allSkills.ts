import type { Connection } from "../journeyman";
import type { Skill } from "../protocol";

/** All skills of a folder, by their names. */
export async function allSkills(connection: Connection, root: string): Promise<Skill[]> {
  const all: Skill[] = [];
  let cursor: string | undefined;
  do {
    const page = await connection.request("journeyman/skill/list", { root, cursor });
    all.push(...page.skills);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}
