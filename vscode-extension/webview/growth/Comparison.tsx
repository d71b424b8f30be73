import { figure, percent } from "../shared/figures";
import { type Arm, isCertain, type Kind } from "../shared/growth";
import { t } from "../shared/l10n";
import { compact } from "../shared/numbers";
import { length } from "./scale";

const WIDTH = 320;
const LEFT = 58;
const BAR_WIDTH = 150;
const ROW_HEIGHT = 40;

interface Row {
  title: string;
  usual: number;
  now: number;
  /** Where it lies with the confidence of all intervals. */
  low?: number;
  high?: number;
  usualText: string;
  nowText: string;
}

/** What tasks take with the skill and without, with what chance may make of it. */
export function Comparison({ kind, confidence }: { kind: Kind; confidence: number }) {
  const rows = rowsOf(kind);
  if (rows.length === 0) {
    return null;
  }
  const label = rows.map(({ title, usualText, nowText }) => `${title}: ${usualText}, ${nowText}`).join("; ");
  return (
    <figure class="plot">
      <figcaption>{t("With the skill and without")}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${rows.length * ROW_HEIGHT}`} role="img" aria-label={label}>
        {rows.map((row, index) => (
          <Bars key={row.title} row={row} y={index * ROW_HEIGHT} />
        ))}
      </svg>
      <p class="dim">
        {t("Medians. The lines show where it lies with {0} confidence.", percent(confidence))} {certainty(kind)}
      </p>
    </figure>
  );
}

function Bars({ row, y }: { row: Row; y: number }) {
  const end = Math.max(row.usual, row.now, row.high ?? 0) || 1;
  const [usual, now] = [length(row.usual, end, BAR_WIDTH), length(row.now, end, BAR_WIDTH)];
  const low = row.low === undefined ? now : length(row.low, end, BAR_WIDTH);
  const high = row.high === undefined ? now : length(row.high, end, BAR_WIDTH);
  const middle = y + 25;
  return (
    <g>
      <text x="0" y={y + 14}>
        {row.title}
      </text>
      <rect class="bar-without" x={LEFT} y={y + 5} width={usual} height="11" rx="2" />
      <text x={LEFT + usual + 6} y={y + 14}>
        {row.usualText}
      </text>
      <rect class="bar-with" x={LEFT} y={y + 19.5} width={now} height="11" rx="2" />
      {row.low !== undefined && (
        <path
          class="whisker"
          d={`M${LEFT + low} ${middle} H${LEFT + high} M${LEFT + low} ${middle - 4} v8 M${LEFT + high} ${middle - 4} v8`}
        />
      )}
      <text x={LEFT + Math.max(now, high) + 6} y={y + 28.5}>
        {row.nowText}
      </text>
    </g>
  );
}

function rowsOf({ difference, withSkill, withoutSkill }: Kind): Row[] {
  if (!difference) {
    return [];
  }
  const rows: Row[] = [];
  for (const [measure, title] of [
    ["tokens", t("tokens")],
    ["steps", t("steps")],
  ] as const) {
    const [usual, now, interval] = [withoutSkill[measure], withSkill[measure], difference[measure]];
    if (usual !== null && now !== null) {
      const show = measure === "tokens" ? compact : figure;
      const ends = interval ? { low: Math.max(0, usual + interval.low), high: Math.max(0, usual + interval.high) } : {};
      rows.push({
        title,
        usual,
        now,
        ...ends,
        usualText: t("{0} without", show(usual)),
        nowText: t("{0} with", show(now)),
      });
    }
  }
  if (known(withSkill) > 0 && known(withoutSkill) > 0) {
    rows.push({
      title: t("success"),
      usual: withoutSkill.successes / known(withoutSkill),
      now: withSkill.successes / known(withSkill),
      usualText: t("{0} of {1} without", withoutSkill.successes, known(withoutSkill)),
      nowText: t("{0} of {1} with", withSkill.successes, known(withSkill)),
    });
  }
  return rows;
}

const known = ({ successes, failures }: Arm) => successes + failures;

function certainty({ difference }: Kind): string {
  const intervals = [difference?.tokens, difference?.steps].filter((one) => one != null);
  return intervals.length > 0 && !intervals.some(isCertain)
    ? t("The interval holds no difference: it may as well be chance.")
    : "";
}
