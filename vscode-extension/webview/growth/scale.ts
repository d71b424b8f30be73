/** Where things stand in a plot. Lengths are in units of the drawing, which is scaled to the view. */
import type { SkillVersion } from "../../src/protocol";
import type { Point } from "../shared/growth";

export type Plotted = "tokens" | "steps";

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Placed {
  x: number;
  y: number;
  point: Point;
}

export interface Mark {
  x: number;
  label: string;
  /** 0 is the upper row; a mark whose label would run into the one before stands in the other. */
  row: 0 | 1;
}

/** The latest; more would be one blur. */
export const MAX_PLOTTED = 60;
const LABEL_WIDTH = 34;

/** The end of an axis: a round number with a round half that is no less than `highest`. */
export function axisEnd(highest: number): number {
  if (highest <= 2) {
    return 2;
  }
  const size = 10 ** Math.floor(Math.log10(highest));
  const first = [1, 2, 4, 5, 6, 8, 10].find((digit) => digit * size >= highest) ?? 10;
  return first * size;
}

/** Tasks side by side, whenever they were: what counts is how many there were before. */
export function place(points: readonly Point[], measure: Plotted, end: number, box: Box): Placed[] {
  const step = points.length > 1 ? (box.right - box.left) / (points.length - 1) : 0;
  const start = points.length > 1 ? box.left : (box.left + box.right) / 2;
  return points.map((point, index) => ({
    x: round(start + index * step),
    y: round(box.bottom - (point[measure] / end) * (box.bottom - box.top)),
    point,
  }));
}

/** The line through the tasks that did not fail: giving up early is no saving. */
export function linePath(placed: readonly Placed[]): string {
  return placed
    .filter(({ point }) => point.verdict !== "failure")
    .map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`)
    .join(" ");
}

/** Where versions of the skill came: between the tasks before and after. Those that came at once share a mark. */
export function versionMarks(placed: readonly Placed[], versions: readonly SkillVersion[], box: Box): Mark[] {
  const labels = new Map<number, string[]>();
  for (const { version, at } of [...versions].sort((one, other) => one.version - other.version)) {
    const after = placed.findIndex(({ point }) => Date.parse(point.at) >= Date.parse(at));
    const x = after < 0 ? box.right : after === 0 ? box.left : between(placed[after - 1], placed[after]);
    labels.set(x, [...(labels.get(x) ?? []), `v${version}`]);
  }
  const marks: Mark[] = [];
  for (const [x, names] of [...labels].sort(([one], [other]) => one - other)) {
    const before = marks.at(-1);
    const isCrowded = before !== undefined && before.row === 0 && x - before.x < LABEL_WIDTH;
    marks.push({ x, label: names.join(" "), row: isCrowded ? 1 : 0 });
  }
  return marks;
}

export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** How long a bar is, from 0 to `width`. */
export const length = (value: number, end: number, width: number) =>
  round(Math.min(1, Math.max(0, value / end)) * width);

const between = (one: Placed | undefined, other: Placed | undefined) => round(((one?.x ?? 0) + (other?.x ?? 0)) / 2);
const round = (value: number) => Math.round(value * 10) / 10;
