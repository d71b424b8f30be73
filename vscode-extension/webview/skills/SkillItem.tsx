import type { Skill } from "../../src/protocol";
import { Evidence } from "../shared/Evidence";
import type { Kind } from "../shared/growth";
import { t } from "../shared/l10n";
import { Item } from "../shared/Section";
import { day } from "../shared/time";
import { savings } from "./library";
import { SkillDetails } from "./SkillDetails";

export interface SkillProps {
  skill: Skill;
  kind: Kind | undefined;
  /** Something of this skill was pressed. */
  onAction: () => void;
  /** Something about it is other than before. */
  onChanged: () => void;
}

interface SkillItemProps extends SkillProps {
  /** What speaks for it, where it was searched for. */
  why: string;
  open: boolean;
  onToggle: () => void;
}

export function SkillItem({ why, open, onToggle, ...props }: SkillItemProps) {
  const { skill, kind } = props;
  const head = (
    <>
      <span class="name">{skill.name}</span>
      <Evidence {...skill} />
      <small>
        {skill.problem && (
          <span class="warn" aria-hidden="true">
            ⚠{" "}
          </span>
        )}
        {why || note(skill, kind)}
      </small>
    </>
  );
  return (
    <Item id={skill.name} open={open} onToggle={onToggle} head={head} class={skill.state}>
      <SkillDetails {...props} />
    </Item>
  );
}

/** The one thing to know about a skill without unfolding it. */
function note(skill: Skill, kind: Kind | undefined): string {
  if (skill.problem) {
    return skill.problem;
  }
  const since = skill.createdAt ? day(skill.createdAt, new Date()) : "";
  const about = skill.state === "trusted" && skill.uses > 0 ? savings(kind) || skill.reason : skill.reason;
  return [
    skill.version > 1 ? t("v{0}", skill.version) : "",
    skill.pinned ? t("pinned") : "",
    skill.state === "candidate" && skill.scope !== "workspace" ? t("candidate") : "",
    about,
    skill.uses === 0 ? since : "",
  ]
    .filter(Boolean)
    .join(" · ");
}
