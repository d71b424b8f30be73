// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { counts, hunkLines, lineDiff, unifiedLines } from "../../webview/shared/lineDiff";
import { compact, dollars, windowSize } from "../../webview/shared/numbers";
import { day, duration } from "../../webview/shared/time";

const shown = (lines: { sign: string; text: string }[]) => lines.map(({ sign, text }) => sign + text).join("|");

describe("a diff of lines", () => {
  test.each([
    ["", "a\nb\n", "+a|+b"],
    ["a\nb\n", "", "-a|-b"],
    ["a\n", "a\n", ""],
    ["a\nb\nc\n", "a\nB\nc\n", " a|-b|+B| c"],
    ["a\nb\nc\nd\ne\n", "a\nc\nd\nx\ne\n", " a|-b| c| d|+x| e"],
    ["1\n2\n3\n4\n5\n6\n7\n8\n9\n", "0\n1\n2\n3\n4\n5\n6\n7\n8\nX\n", "+0| 1| 2|…| 7| 8|-9|+X"],
  ])("of %j and %j is %s", (before, after, expected) => {
    expect(shown(lineDiff(before, after))).toBe(expected);
  });

  test("does not take long for texts that have nothing in common", () => {
    const lines = lineDiff("a\n".repeat(20_000), "b\n".repeat(20_000));
    expect(counts(lines)).toEqual({ added: 20_000, removed: 20_000 });
  });

  test("shows a hunk with the lines around it", () => {
    const hunk = { oldStart: 3, oldLines: 1, newStart: 3, newLines: 2 };
    expect(shown(hunkLines("1\n2\n3\n4\n5\n6\n", "1\n2\nx\ny\n4\n5\n6\n", hunk))).toBe(" 1| 2|-3|+x|+y| 4| 5");
    expect(shown(hunkLines("", "a\n", { oldStart: 1, oldLines: 0, newStart: 1, newLines: 1 }))).toBe("+a");
  });

  test("reads the unified format", () => {
    expect(shown(unifiedLines("--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n z\n@@ -9 +9 @@\n--- a list\n"))).toBe(
      "-x|+y| z|…|--- a list",
    );
  });
});

test.each([
  [0, "0"],
  [950, "950"],
  [999.6, "1K"],
  [6_740, "6.7K"],
  [12_400, "12K"],
  [999_700, "1M"],
  [1_250_000, "1.3M"],
])("%d is called %s", (value, expected) => {
  expect(compact(value)).toBe(expected);
});

test("windows are called as their makers call them", () => {
  expect([32_768, 65_536, 128_000, 4_096].map(windowSize)).toEqual(["32K", "64K", "128K", "4K"]);
});

test("small costs keep their digits", () => {
  expect([0, 0.000123, 0.0123, 1.5].map(dollars)).toEqual(["$0.00", "$0.00012", "$0.012", "$1.50"]);
});

test.each([
  [0.0004, "<1 ms"],
  [0.004, "4 ms"],
  [0.9996, "1.0 s"],
  [9.97, "10 s"],
  [59.7, "1 min 0 s"],
  [185, "3 min 5 s"],
  [7_800, "2 h 10 min"],
])("%d seconds are %s", (seconds, expected) => {
  expect(duration(seconds)).toBe(expected);
});

test("a day has its year only where it is another one", () => {
  const now = new Date("2026-11-23T12:00:00Z");
  expect(day("2026-05-02T12:00:00Z", now)).toMatch(/^(May 2|2 May)$/);
  expect(day("2024-05-02T12:00:00Z", now)).toContain("2024");
  expect(day("no date", now)).toBe("");
});
