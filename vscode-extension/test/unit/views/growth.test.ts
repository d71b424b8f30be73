// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { axisEnd, type Box, length, linePath, median, place, versionMarks } from "../../../webview/growth/scale";
import { certainChange } from "../../../webview/shared/growth";
import { FLAKY, LITTLE, ROUTES } from "./fixtures/growth";
import { VERSIONS } from "./fixtures/skills";

const BOX: Box = { left: 0, right: 100, top: 0, bottom: 50 };
const [a, b, c] = ROUTES.points as [(typeof ROUTES.points)[0], (typeof ROUTES.points)[0], (typeof ROUTES.points)[0]];

test.each([
  [0, 2],
  [1.5, 2],
  [7, 8],
  [10, 10],
  [11, 20],
  [48_000, 50_000],
  [90_001, 100_000],
])("an axis for %d ends at %d", (highest, end) => {
  expect(axisEnd(highest)).toBe(end);
});

test("tasks stand side by side, higher ones above", () => {
  expect(place([a, b, c], "tokens", 50_000, BOX).map(({ x, y }) => [x, y])).toEqual([
    [0, 2],
    [50, 5.8],
    [100, 3.9],
  ]);
});

test("a single task stands in the middle", () => {
  expect(place([a], "steps", 20, BOX).map(({ x, y }) => [x, y])).toEqual([[50, 15]]);
});

test("the line leaves out tasks that failed", () => {
  expect(linePath(place([a, c, b], "tokens", 50_000, BOX))).toBe("M0 2 L100 5.8");
});

test("versions stand between the tasks before and after, and do not cover each other", () => {
  const marks = versionMarks(place(ROUTES.points, "tokens", 50_000, BOX), VERSIONS, BOX);

  expect(marks).toEqual([
    { x: 31.9, label: "v1", row: 0 },
    { x: 59.1, label: "v2", row: 1 },
    { x: 68.2, label: "v3", row: 0 },
  ]);
});

test("versions that came between the same tasks share a mark", () => {
  expect(versionMarks(place([a, ROUTES.points[11] ?? b], "tokens", 50_000, BOX), VERSIONS, BOX)).toEqual([
    { x: 50, label: "v1 v2 v3", row: 0 },
  ]);
});

test("a median is one of the middle, or between two", () => {
  expect([median([3, 1, 2]), median([4, 1]), median([])]).toEqual([2, 2.5, undefined]);
});

test("a bar ends at the end of its scale", () => {
  expect([length(5, 10, 150), length(20, 10, 150), length(-1, 10, 150)]).toEqual([75, 150, 0]);
});

test("a change is said only where its interval does not hold zero", () => {
  expect(certainChange(ROUTES, "steps")).toBeCloseTo(-0.41, 2);
  expect(certainChange(FLAKY, "steps")).toBeUndefined();
  expect(certainChange(LITTLE, "steps")).toBeUndefined();
});
