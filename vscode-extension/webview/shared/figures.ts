/** Shares, differences and cells of tables, in the language of the page; other numbers are in numbers.ts. */

const language = () => document.documentElement.lang || "en";

/** A number in a table: `12,407`; below 100 with a digit behind the point, if it has one; a dash for none. */
export function figure(value: number | null): string {
  const digits = value !== null && Math.abs(value) < 100 ? 1 : 0;
  return value === null ? "–" : format(value, { maximumFractionDigits: digits });
}

/** `+3` or `−3`. */
export const signed = (value: number, digits = 0): string =>
  format(value, { signDisplay: "exceptZero", maximumFractionDigits: digits });

/** `52%`, of a share. */
export const percent = (share: number): string => format(share, { style: "percent" });

/** `−52%`, of a share. */
export const signedPercent = (share: number): string => format(share, { style: "percent", signDisplay: "exceptZero" });

/** A day with its time, for tables; empty for what is no date. */
export function moment(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? "" : at.toLocaleString(language(), { dateStyle: "short", timeStyle: "short" });
}

/** The sign of its own is as wide as a plus, and is read aloud. */
const format = (value: number, options: Intl.NumberFormatOptions) =>
  value.toLocaleString(language(), options).replace("-", "−");
