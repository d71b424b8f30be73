import { t } from "./l10n";

export type Verdict = "success" | "failure" | "unknown";

export interface Counts {
  uses: number;
  successes: number;
  failures: number;
}

/** More uses than these are drawn as shares: bars that cannot be counted say nothing else. */
const MAX_BARS = 12;

/** How often something went well: high bars did, low ones did not, hollow ones nobody knows. */
export function Evidence({ uses, successes, failures }: Counts) {
  if (uses === 0) {
    return <span class="evidence dim">{t("not used yet")}</span>;
  }
  const unknown = Math.max(0, uses - successes - failures);
  const aloud =
    unknown === 0
      ? t("{0} of {1} uses went well", successes, uses)
      : t("{0} of {1} uses went well, of {2} it is not known", successes, uses, unknown);
  return (
    <span class="evidence">
      <span class="bars" role="img" aria-label={aloud} title={aloud}>
        {barsOf({ uses, successes, failures }).map(({ verdict, width }, index) => (
          <i key={index} class={verdict} style={{ width: `${width}px` }} />
        ))}
      </span>
      <span aria-hidden="true">{t("{0} of {1}", successes, uses)}</span>
    </span>
  );
}

/** One bar a use, or one a verdict where there are many; widths in pixels. */
function barsOf({ uses, successes, failures }: Counts): { verdict: Verdict; width: number }[] {
  const counts: [Verdict, number][] = [
    ["success", successes],
    ["failure", failures],
    ["unknown", Math.max(0, uses - successes - failures)],
  ];
  if (uses > MAX_BARS) {
    return counts
      .filter(([, count]) => count > 0)
      .map(([verdict, count]) => ({ verdict, width: Math.max(4, Math.round((count / uses) * MAX_BARS * 7)) }));
  }
  return counts.flatMap(([verdict, count]) => Array.from({ length: count }, () => ({ verdict, width: 5 })));
}
