import type { Skill } from "../../src/protocol";
import { t } from "../shared/l10n";
import { useBridge, useHost } from "../shared/page";

interface SkillActionsProps {
  skill: Skill;
  hasHistory: boolean;
  onHistory: () => void;
  run: (work: () => Promise<unknown>) => void;
}

/** What can be done with a skill; what may not be done with it has no button. */
export function SkillActions({ skill, hasHistory, onHistory, run }: SkillActionsProps) {
  const bridge = useBridge();
  const { root } = useHost();
  const { name, scope, state, pinned, usable, problem } = skill;
  const isOurs = scope !== "other";
  const ask = { root, name };
  const command = (id: string) => bridge.call("host/command", { command: id, argument: name });
  const share = (to: "repository" | "user") => run(() => bridge.call("journeyman/skill/share", { ...ask, scope: to }));
  const remove = async () => {
    const { confirmed } = await bridge.call("host/confirm", {
      message: t("Delete the skill {0}?", name),
      detail: t("It goes with all its versions, for good. Retire it to keep it unused."),
      action: t("Delete"),
    });
    if (confirmed) {
      await bridge.call("journeyman/skill/delete", ask);
    }
  };
  return (
    <div class="actions">
      {state === "candidate" && !problem && (
        <button type="button" class="primary" onClick={() => run(() => bridge.call("journeyman/skill/approve", ask))}>
          {t("Approve")}
        </button>
      )}
      {usable && (
        <button type="button" onClick={() => run(() => command("journeyman.runSkill"))}>
          {t("Run…")}
        </button>
      )}
      <button type="button" onClick={() => run(() => command("journeyman.editSkill"))}>
        {isOurs ? t("Edit") : t("View")}
      </button>
      <button type="button" aria-expanded={hasHistory} onClick={onHistory}>
        {t("History")}
      </button>
      <button
        type="button"
        aria-pressed={pinned}
        title={t("A pinned skill is changed, promoted and retired by nobody but you.")}
        onClick={() => run(() => bridge.call("journeyman/skill/setState", { ...ask, pinned: !pinned }))}
      >
        {pinned ? t("Unpin") : t("Pin")}
      </button>
      {isOurs && scope !== "repository" && !problem && (
        <button type="button" onClick={() => share("repository")}>
          {t("Share in the repository")}
        </button>
      )}
      {isOurs && scope !== "user" && !problem && (
        <button type="button" onClick={() => share("user")}>
          {t("Use in all folders")}
        </button>
      )}
      {state === "retired" ? (
        <button
          type="button"
          onClick={() => run(() => bridge.call("journeyman/skill/setState", { ...ask, state: "candidate" }))}
        >
          {t("Restore")}
        </button>
      ) : (
        <button
          type="button"
          onClick={() => run(() => bridge.call("journeyman/skill/setState", { ...ask, state: "retired" }))}
        >
          {t("Retire")}
        </button>
      )}
      {isOurs && (
        <button type="button" onClick={() => run(remove)}>
          {t("Delete…")}
        </button>
      )}
    </div>
  );
}
