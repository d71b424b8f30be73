import type { Use } from "../../src/protocol";
import { figure, moment } from "../shared/figures";
import { t } from "../shared/l10n";
import { useAction, useLoaded } from "../shared/loader";
import { Problem } from "../shared/Problem";
import { useBridge, useHost } from "../shared/page";
import { useRemembered } from "../shared/remembered";
import { day } from "../shared/time";
import { History } from "./History";
import { savings } from "./library";
import { SkillActions } from "./SkillActions";
import type { SkillProps } from "./SkillItem";

/** All about one skill, and what the user can do with it. */
export function SkillDetails({ skill, kind, onAction, onChanged }: SkillProps) {
  const bridge = useBridge();
  const { root } = useHost();
  const { busy, problem, run } = useAction();
  const [view, change] = useRemembered<{ history: string[] }>({ history: [] });
  const known = useLoaded(() => bridge.call("journeyman/skill/get", { root, name: skill.name }), skill.name, skill);
  const hasHistory = view.history.includes(skill.name);
  const saved = savings(kind);
  return (
    <div aria-busy={busy}>
      <p>{skill.description}</p>
      {skill.problem && (
        <p class="problem">
          <span aria-hidden="true">⚠</span>
          <span>{t("It is not used: {0}", skill.problem)}</span>
        </p>
      )}
      <SkillActions
        skill={skill}
        hasHistory={hasHistory}
        onHistory={() => {
          onAction();
          change({ history: hasHistory ? [] : [skill.name] });
        }}
        run={(work) => {
          onAction();
          run(async () => {
            await work();
            onChanged();
          });
        }}
      />
      <Problem error={problem ?? known.problem} />
      <dl class="facts">
        <dt>{t("State")}</dt>
        <dd>{t("{0}: {1}", stateText(skill.state), skill.reason)}</dd>
        {saved && (
          <>
            <dt>{t("Saves")}</dt>
            <dd>{saved}</dd>
          </>
        )}
        {skill.createdAt && (
          <>
            <dt>{t("Known since")}</dt>
            <dd>{day(skill.createdAt, new Date())}</dd>
          </>
        )}
        {known.value && known.value.resources.length > 0 && (
          <>
            <dt>{t("Files")}</dt>
            <dd class="mono">{known.value.resources.join(", ")}</dd>
          </>
        )}
      </dl>
      {hasHistory && <History skill={skill} run={run} onChanged={onChanged} />}
      {known.value && known.value.uses.length > 0 && <Uses uses={known.value.uses} />}
    </div>
  );
}

function stateText(state: "candidate" | "trusted" | "retired"): string {
  switch (state) {
    case "candidate":
      return t("Candidate");
    case "trusted":
      return t("Trusted");
    case "retired":
      return t("Retired");
  }
}

function Uses({ uses }: { uses: Use[] }) {
  return (
    // A table that is wider than the view is scrolled by the keyboard, too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section class="table" aria-label={t("Uses")} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {[t("When"), t("Outcome"), t("Version"), t("Steps"), t("Tokens")].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {uses.map((use) => (
            <tr key={use.at}>
              <td title={`${moment(use.at)}. ${wayText(use.how)}`}>{day(use.at, new Date())}</td>
              <td>{outcomeText(use)}</td>
              <td>{use.version}</td>
              <td>{figure(use.steps)}</td>
              <td>{figure(use.tokens)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function outcomeText({ verdict, followed }: Use): string {
  if (verdict === "failure") {
    return t("✗ went wrong");
  }
  if (followed === false) {
    return t("– not followed");
  }
  return verdict === "success" ? t("✓ went well") : verdict === "unknown" ? t("? unknown") : t("… not known yet");
}

function wayText(how: string): string {
  switch (how) {
    case "forced":
      return t("You asked for it.");
    case "opened":
      return t("The model opened it.");
    case "offered":
      return t("Its name was offered to the model.");
    default:
      return t("Its instructions were in the prompt.");
  }
}
