import { t } from "../../shared/l10n";
import type { PlanEntry } from "./entries";

const SIGNS = { completed: "☑", in_progress: "◧", pending: "☐" } as const;

export function Plan({ entry }: { entry: PlanEntry }) {
  const done = entry.steps.filter(({ status }) => status === "completed").length;
  return (
    <section class="plan" aria-label={t("Plan")}>
      <div class="dim">{t("Plan · {0} of {1} done", done, entry.steps.length)}</div>
      <ol>
        {entry.steps.map(({ content, status }, index) => (
          <li key={index} class={status} aria-current={status === "in_progress" ? "step" : undefined}>
            <span class="icon" role="img" aria-label={stateName(status)}>
              {SIGNS[status] ?? "☐"}
            </span>
            <span>{content}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function stateName(status: PlanEntry["steps"][number]["status"]): string {
  switch (status) {
    case "completed":
      return t("Done");
    case "in_progress":
      return t("In progress");
    default:
      return t("To do");
  }
}
