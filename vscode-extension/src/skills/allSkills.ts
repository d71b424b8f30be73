import type { Connection } from "../journeyman";
import { allPages } from "../pages";
import type { Skill } from "../protocol";

/** All skills of a folder, by their names. */
export const allSkills = (connection: Connection, root: string): Promise<Skill[]> =>
  allPages(
    (cursor) => connection.request("journeyman/skill/list", { root, cursor }),
    ({ skills }) => skills,
  );
