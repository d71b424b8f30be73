import { figure, percent, signed } from "../shared/figures";
import type { Arm, Interval, Kind, Measure, Point } from "../shared/growth";
import { t } from "../shared/l10n";
import { day } from "../shared/time";

/** The data behind the plots of a kind. Narrow enough for a side bar: the measures stand below each other. */
export function Tables({ kind, confidence }: { kind: Kind; confidence: number }) {
  const { title, first, later, withSkill, withoutSkill, difference, points } = kind;
  const arms = [{ ...first, n: 1, ...counted(first) }, later, withSkill, withoutSkill];
  return (
    <>
      <Table
        caption={t("{0}: medians of the tasks that did not fail", title)}
        heads={[t("Measure"), t("First"), t("Later"), t("With"), t("Without")]}
        rows={[
          [t("Tasks"), ...arms.map(({ n }) => String(n))],
          [t("Success"), ...arms.map(success)],
          ...MEASURES.map((measure) => [nameOf(measure), ...arms.map((arm) => figure(arm[measure]))]),
        ]}
      />
      {difference && (
        <Table
          caption={t("{0}: with the skill less without, with {1} confidence", title, percent(confidence))}
          heads={[t("Measure"), t("Difference"), t("From"), t("To")]}
          rows={[
            [t("Success"), ...range(difference.success, 2)],
            ...MEASURES.map((measure) => [nameOf(measure), ...range(difference[measure], 1)]),
          ]}
        />
      )}
      <details>
        <summary>{t("All {0} tasks", points.length)}</summary>
        <Table
          caption={t("{0}: each task, the oldest first", title)}
          heads={[t("When"), t("Outcome"), t("Skill"), t("Tokens"), t("Steps")]}
          rows={points.map((point) => [
            day(point.at, new Date()),
            outcome(point),
            point.withSkill ? t("with") : t("without"),
            figure(point.tokens),
            figure(point.steps),
          ])}
        />
      </details>
    </>
  );
}

const MEASURES = ["tokens", "steps", "seconds"] as const;

function nameOf(measure: Measure): string {
  return measure === "tokens" ? t("Tokens") : measure === "steps" ? t("Steps") : t("Seconds");
}

function Table({ caption, heads, rows }: { caption: string; heads: string[]; rows: string[][] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than the view is scrolled by the keyboard, too.
    <section class="table" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([head, ...others], index) => (
            <tr key={index}>
              <th scope="row">{head}</th>
              {others.map((cell, column) => (
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function success({ successes, failures }: Arm): string {
  const known = successes + failures;
  return known > 0 ? t("{0} of {1}", successes, known) : "–";
}

function counted({ verdict }: Point): { successes: number; failures: number } {
  return { successes: verdict === "success" ? 1 : 0, failures: verdict === "failure" ? 1 : 0 };
}

function range(interval: Interval | null, digits: number): string[] {
  return interval
    ? [interval.value, interval.low, interval.high].map((value) => signed(value, digits))
    : ["–", "–", "–"];
}

function outcome({ verdict }: Point): string {
  return verdict === "success" ? t("✓ went well") : verdict === "failure" ? t("✗ went wrong") : t("? unknown");
}
