/** Numbers as people read them, in the language of the page; in English where there is none. */

const page = globalThis as { document?: { documentElement: { lang: string } } };
const language = () => page.document?.documentElement.lang || "en";

/** A number with its groups: 12,345. */
export const grouped = (value: number): string => value.toLocaleString(language());

/** A number in few characters: 950, 6.7K, 64K, 1.2M. */
export function compact(value: number): string {
  for (const [size, unit] of [
    [1_000_000, "M"],
    [1_000, "K"],
  ] as const) {
    // What rounds to 1000K is 1M.
    if (value >= size * 0.9995) {
      const digits = value < size * 9.95 ? 1 : 0;
      return (value / size).toLocaleString(language(), { maximumFractionDigits: digits, useGrouping: false }) + unit;
    }
  }
  return String(Math.round(value));
}

/** A context window: 65,536 tokens are called 64K, and 200,000 are 200K. */
export const windowSize = (tokens: number): string =>
  tokens >= 1024 && tokens % 1024 === 0 && tokens % 1000 !== 0 ? `${tokens / 1024}K` : compact(tokens);

/** Dollars, with as many digits as tell something. */
export function dollars(value: number): string {
  const digits = value === 0 || value >= 1 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(value)));
  return value.toLocaleString(language(), {
    style: "currency",
    currency: "USD",
    maximumFractionDigits: Math.max(2, digits),
  });
}
