/** What `journeyman/growth/summary` holds; docs/cli.md says what each field means. */
import type { Requests } from "../../src/protocol";

export type Measure = "steps" | "tokens" | "seconds";

export interface Interval {
  value: number;
  low: number;
  high: number;
}

export interface Arm {
  n: number;
  successes: number;
  failures: number;
  steps: number | null;
  tokens: number | null;
  seconds: number | null;
}

export interface Point {
  episodeId: number;
  at: string;
  verdict: "success" | "failure" | "unknown";
  steps: number;
  tokens: number;
  seconds: number;
  withSkill: boolean;
}

export interface Kind {
  /** The skill, or `like:` and a number. */
  kind: string;
  title: string;
  note: string;
  points: Point[];
  first: Point;
  later: Arm;
  withSkill: Arm;
  withoutSkill: Arm;
  /** With a skill, less without. */
  difference: Record<Measure | "success", Interval | null> | null;
  savedTokens: number | null;
}

export interface Growth {
  kinds: Kind[];
  total: { tasks: number; successes: number; failures: number; savedTokens: number | null; comparedKinds: number };
  learning: { requests: number; promptTokens: number; completionTokens: number };
  note: string;
  confidence: number;
}

/** The protocol leaves the shape of a summary to the command line's, which is the same. */
export const toGrowth = (summary: Requests["journeyman/growth/summary"]["result"]) => summary as unknown as Growth;

/** Whether a difference is more than chance may make it. */
export const isCertain = ({ low, high }: Interval) => low > 0 || high < 0;

/** How much more or less it takes with the skill, as a share of what it takes without; only if that is certain. */
export function certainChange({ difference, withoutSkill }: Kind, measure: Measure): number | undefined {
  const interval = difference?.[measure];
  const usual = withoutSkill[measure];
  return interval && isCertain(interval) && usual ? interval.value / usual : undefined;
}
