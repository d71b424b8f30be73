import type { Skill } from "../../src/protocol";
import { Diff } from "../shared/diff";
import { t } from "../shared/l10n";
import { unifiedLines } from "../shared/lineDiff";
import { useLoaded } from "../shared/loader";
import { Problem } from "../shared/Problem";
import { useBridge, useHost } from "../shared/page";
import { day } from "../shared/time";

interface HistoryProps {
  skill: Skill;
  run: (work: () => Promise<unknown>) => void;
  onChanged: () => void;
}

/** The versions of a skill, the newest first, with what each has changed. */
export function History({ skill, run, onChanged }: HistoryProps) {
  const bridge = useBridge();
  const { root } = useHost();
  const { name } = skill;
  const history = useLoaded(() => bridge.call("journeyman/skill/history", { root, name }), name, skill);
  const rollBack = (version: number) =>
    run(async () => {
      await bridge.call("journeyman/skill/rollback", { root, name, version });
      onChanged();
    });
  return (
    <section class="history" aria-label={t("History of {0}", name)}>
      <Problem error={history.problem} retry={history.reload} />
      <ol>
        {history.value?.versions.map((version) => (
          <li key={version.version}>
            <p class="version">
              <b>{t("v{0}", version.version)}</b>{" "}
              <span>{[version.reason, day(version.at, new Date())].join(" · ")}</span>
              {version.version !== skill.version && skill.scope !== "other" && (
                <button type="button" class="link" onClick={() => rollBack(version.version)}>
                  {t("Go back to v{0}", version.version)}
                </button>
              )}
            </p>
            {version.diff && (
              <Diff lines={unifiedLines(version.diff)} label={t("Changes of version {0}", version.version)} />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
