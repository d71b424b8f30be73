/** Which entries are near the screen, and how much room the others need. */
import type { Entry } from "./entries";

export interface Visible {
  /** The first entry that is drawn, and the one after the last. */
  from: number;
  to: number;
  /** Pixels above and below. */
  above: number;
  below: number;
}

/** Pixels above and below the screen that are drawn as well. */
const MARGIN = 600;
/** Fewer entries than these are drawn all. */
const MIN_DRAWN = 30;

/** `top` is where the screen begins; Infinity for the end. */
export function visible(
  entries: readonly Entry[],
  heightOf: (entry: Entry) => number,
  top: number,
  height: number,
): Visible {
  const heights = entries.map(heightOf);
  const total = heights.reduce((sum, one) => sum + one, 0);
  const start = Math.max(0, Math.min(top, total - height)) - MARGIN;
  const end = start + height + 2 * MARGIN;
  let [from, above] = [0, 0];
  while (from < entries.length - MIN_DRAWN && above + (heights[from] ?? 0) < start) {
    above += heights[from] ?? 0;
    from++;
  }
  let [to, drawn] = [from, 0];
  while (to < entries.length && (to - from < MIN_DRAWN || above + drawn < end)) {
    drawn += heights[to] ?? 0;
    to++;
  }
  return { from, to, above, below: total - above - drawn };
}

const LINE = 20;
const CHARACTERS_A_LINE = 48;

/** Pixels that an entry needs, about, before anybody has seen it. */
export function estimatedHeight(entry: Entry): number {
  switch (entry.kind) {
    case "user":
      return 30 + textHeight(entry.text) + entry.images.length * 170;
    case "answer":
      return 10 + textHeight(entry.text);
    case "notice":
      return 8 + textHeight(entry.text);
    case "plan":
      return 30 + entry.steps.length * LINE;
    case "permission":
    case "question":
    case "changes":
      return 110;
    case "skills":
      return entry.skills.length * 28;
    default:
      return 28;
  }
}

const textHeight = (text: string) =>
  text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / CHARACTERS_A_LINE)) * LINE, 0);
