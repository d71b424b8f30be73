import { expect, test } from "vitest";
import { LineMap, linesOf } from "../../../src/review/lineMap";
import { random } from "./random";

test.each([
  ["the same text", "a b c d", "a b c d", [1, 3], "b c"],
  ["lines above", "a b c d", "x y a b c d", [1, 3], "b c"],
  ["lines gone above and below", "a b c d", "b c", [1, 3], "b c"],
  ["a line changed in the middle of it", "a b c d e", "a b x d e", [1, 4], "b x d"],
  ["its first line changed", "a b c d", "a x c d", [1, 3], "x c"],
  ["all of it gone", "a b c d", "a d", [1, 3], ""],
  ["a line of the same text elsewhere", "a x b x c", "a x x b x c", [3, 4], "x"],
  ["everything else", "a b", "p q r", [0, 2], "p q r"],
])("finds lines after a change: %s", (_, from, to, [start, end], expected) => {
  const target = to.split(" ");

  const range = LineMap.between(from.split(" "), target).range(start as number, end as number);

  expect(target.slice(range.start, range.end).join(" ")).toBe(expected);
});

test("where no lines are, those are found that came in there", () => {
  const map = LineMap.between(["a", "b", "c"], ["a", "new", "b", "c"]);

  const gap = (line: number) => Object.values(map.range(line, line)).slice(0, 2);
  expect([gap(0), gap(1), gap(2), gap(3)]).toEqual([
    [0, 0],
    [1, 2],
    [3, 3],
    [4, 4],
  ]);
});

test("lines that nobody touched are found, whatever happened around them", () => {
  const next = random(7);
  for (let round = 0; round < 300; round++) {
    const from = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    const start = next(25);
    const end = start + 1 + next(5);
    const changed = (lines: string[]) =>
      lines.flatMap((line) => [[line], [], [line, `new ${next(9)}`], ["other"]][next(4)] as string[]);
    const own = from.slice(start, end);
    const to = [...changed(from.slice(0, start)), ...own, ...changed(from.slice(end))];

    const range = LineMap.between(from, to).range(start, end);

    expect(to.slice(range.start, range.end)).toEqual(own);
  }
});

test("a line in every ten may have changed", () => {
  const from = Array.from({ length: 20_000 }, (_, index) => `line ${index}`);
  const to = from.flatMap((line, index) => (index % 10 === 7 ? ["other", "other"] : [line]));

  const { start, end } = LineMap.between(from, to).range(10_010, 10_017);

  expect(to.slice(start, end)).toEqual(from.slice(10_010, 10_017));
});

test("it is a guess where lines are that have all changed, and no guess where one is left", () => {
  const map = LineMap.between(["a", "b", "c", "d"], ["a", "x", "c", "y"]);

  const guesses = [map.range(1, 2), map.range(1, 3), map.range(3, 4), map.range(1, 1)].map(({ isGuess }) => isGuess);
  expect(guesses).toEqual([true, false, true, false]);
});

test("a line that occurs several times is not told by its text alone", () => {
  const map = LineMap.between(["a", "same", "b", "same", "c"], ["x", "same", "same", "y"]);

  expect(map.range(3, 4).isGuess).toBe(true);
});

test("how lines end does not matter", () => {
  expect(linesOf("a\r\nb\n")).toEqual(["a", "b", ""]);
});
