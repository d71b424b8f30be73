import type { SkillVersion } from "../../src/protocol";
import type { Kind, Point } from "../shared/growth";
import { t } from "../shared/l10n";
import { compact } from "../shared/numbers";
import {
  axisEnd,
  type Box,
  linePath,
  MAX_PLOTTED,
  median,
  type Placed,
  type Plotted,
  place,
  versionMarks,
} from "./scale";

const WIDTH = 320;
const HEIGHT = 112;
const BOX: Box = { left: 40, right: WIDTH - 12, top: 26, bottom: HEIGHT - 8 };

interface TimePlotProps {
  kind: Kind;
  measure: Plotted;
  versions: readonly SkillVersion[];
}

/** What each task took, the oldest at the left. */
export function TimePlot({ kind, measure, versions }: TimePlotProps) {
  const points = kind.points.slice(-MAX_PLOTTED);
  const end = axisEnd(Math.max(...points.map((point) => point[measure])));
  const placed = place(points, measure, end, BOX);
  const marks = versionMarks(placed, versions, BOX);
  return (
    <figure class="plot">
      <figcaption>{measure === "tokens" ? t("Tokens per task") : t("Steps per task")}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={told(points, measure, versions)}>
        {[end, end / 2, 0].map((value) => {
          const y = BOX.bottom - (value / end) * (BOX.bottom - BOX.top);
          return (
            <g key={value}>
              <line class="grid" x1={BOX.left - 6} x2={WIDTH - 4} y1={y} y2={y} />
              <text x={BOX.left - 10} y={y + 3.5} text-anchor="end">
                {compact(value)}
              </text>
            </g>
          );
        })}
        {marks.map(({ x, label, row }) => (
          <g key={x} class="mark">
            <line x1={x} x2={x} y1={row === 0 ? 4 : 14} y2={BOX.bottom} />
            <text
              x={x > WIDTH - 40 ? x - 3 : x + 3}
              y={row === 0 ? 11 : 21}
              text-anchor={x > WIDTH - 40 ? "end" : "start"}
            >
              {label}
            </text>
          </g>
        ))}
        <path class="line" d={linePath(placed)} />
        {placed.map((one) => (
          <Dot key={one.point.episodeId} {...one} />
        ))}
      </svg>
    </figure>
  );
}

/** Full with the skill, hollow without, a cross where the task failed. */
function Dot({ x, y, point }: Placed) {
  if (point.verdict === "failure") {
    return <path class="failed" d={`M${x - 3} ${y - 3} l6 6 m0 -6 l-6 6`} />;
  }
  return <circle class={point.withSkill ? "dot with" : "dot without"} cx={x} cy={y} r="2.8" />;
}

/** What the dots are; once for all plots of a kind. */
export function Legend({ points }: { points: readonly Point[] }) {
  const entries = [
    { shown: points.some(({ withSkill }) => !withSkill), verdict: "success", withSkill: false, text: t("without") },
    {
      shown: points.some(({ withSkill }) => withSkill),
      verdict: "success",
      withSkill: true,
      text: t("with the skill"),
    },
    {
      shown: points.some(({ verdict }) => verdict === "failure"),
      verdict: "failure",
      withSkill: true,
      text: t("failed"),
    },
  ] as const;
  return (
    <p class="legend" aria-hidden="true">
      {entries
        .filter(({ shown }) => shown)
        .map(({ verdict, withSkill, text }) => (
          <span key={text}>
            <svg viewBox="0 0 10 10" role="presentation">
              <Dot x={5} y={5} point={{ verdict, withSkill } as Point} />
            </svg>
            {text}
          </span>
        ))}
    </p>
  );
}

function told(points: readonly Point[], measure: Plotted, versions: readonly SkillVersion[]): string {
  const value = (some: readonly Point[]) => {
    const middle = median(some.filter(({ verdict }) => verdict !== "failure").map((point) => point[measure]));
    return middle === undefined ? t("none") : compact(middle);
  };
  const first = compact(points[0]?.[measure] ?? 0);
  const last = compact(points.at(-1)?.[measure] ?? 0);
  const parts = [
    measure === "tokens"
      ? t("Tokens per task, {0} tasks: {1} at first, {2} at last.", points.length, first, last)
      : t("Steps per task, {0} tasks: {1} at first, {2} at last.", points.length, first, last),
    t(
      "Median without the skill {0}, with it {1}.",
      value(points.filter(({ withSkill }) => !withSkill)),
      value(points.filter(({ withSkill }) => withSkill)),
    ),
  ];
  if (versions.length > 0) {
    parts.push(t("The skill has {0} versions.", versions.length));
  }
  return parts.join(" ");
}
