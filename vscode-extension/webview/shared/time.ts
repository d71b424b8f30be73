/** Times as people read them. */
import { t } from "./l10n";

/** How long something took: 4 ms, 1.2 s, 38 s, 3 min 5 s, 2 h 10 min. */
export function duration(seconds: number): string {
  if (seconds < 0.9995) {
    return t("{0} ms", seconds < 0.001 ? "<1" : Math.round(seconds * 1000));
  }
  if (seconds < 9.95) {
    return t("{0} s", seconds.toFixed(1));
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return t("{0} s", whole);
  }
  if (whole < 3600) {
    return t("{0} min {1} s", Math.floor(whole / 60), whole % 60);
  }
  return t("{0} h {1} min", Math.floor(whole / 3600), Math.floor((whole % 3600) / 60));
}

/** A day, as it is said today: "3 May", with the year only if it is another one. Empty for what is no date. */
export function day(iso: string, now: Date): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) {
    return "";
  }
  const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return date.toLocaleDateString(document.documentElement.lang || "en", { day: "numeric", month: "short", year });
}
