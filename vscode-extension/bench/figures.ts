/** What the benchmarks have measured, for `bench/vscode.py`, which runs them and prints the table. */
import { appendFileSync } from "node:fs";

export interface Figure {
  name: string;
  unit: string;
  values: number[];
  /** What the median must not pass, if there is a promise. */
  limit?: number;
}

/** Hands figures on in the file that `FIGURES` names, one to a line; without one they are shown. */
export function report(...figures: Figure[]): void {
  for (const figure of figures) {
    const line = JSON.stringify(figure);
    if (process.env.FIGURES) appendFileSync(process.env.FIGURES, `${line}\n`);
    else console.log(line);
  }
}

/** What 95 of 100 values do not pass. */
export function p95(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN;
}
