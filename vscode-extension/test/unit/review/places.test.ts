import { expect, test } from "vitest";
import type { FileDiff } from "../../../src/protocol";
import { type Edit, followEdits, nextStop, placeAt, placeHunks } from "../../../src/review/places";
import { random } from "./random";

const FILE: FileDiff = {
  path: "log.py",
  oldText: "start = 1\nend = 2\nsame\ngone\n",
  newText: "start = 1\nend = 3\nsame\n",
  hunks: [
    hunk({ hunkId: "1", oldStart: 2, oldLines: 1, newStart: 2, newLines: 1 }),
    hunk({ hunkId: "2", oldStart: 4, oldLines: 1, newStart: 4, newLines: 0, problem: "Somebody was faster." }),
    hunk({ hunkId: "3", oldStart: 1, oldLines: 1, newStart: 1, newLines: 1, state: "accepted" }),
  ],
};

function hunk(fields: Partial<FileDiff["hunks"][number]>): FileDiff["hunks"][number] {
  const lines = { oldStart: 1, oldLines: 1, newStart: 1, newLines: 1 };
  return { hunkId: "", state: "pending", scope: "lines", problem: "", ...lines, ...fields };
}

test("pending hunks are found in what the file is now", () => {
  const places = placeHunks("7", FILE, "# mine\nstart = 1\nend = 3\nsame\n");

  const file = { changeSetId: "7", path: "log.py" };
  expect(places).toEqual([
    { ...file, hunkId: "1", oldText: "end = 2", oldStart: 1, oldLines: 1, problem: "", start: 2, end: 3 },
    {
      ...file,
      hunkId: "2",
      oldText: "gone",
      oldStart: 3,
      oldLines: 1,
      problem: "Somebody was faster.",
      start: 4,
      end: 4,
    },
  ]);
});

test.each([
  ["a changed line", "start = 1\nend = 2\nsame\n", ["2"]],
  ["removed lines", "start = 1\nend = 3\nsame\ngone\n", ["1"]],
  ["both", "start = 1\nend = 2\nsame\ngone\n", []],
  ["neither, but something else came there", "start = 1\nend = 4\nsame\nelse\n", ["1", "2"]],
])("hunks that somebody has taken back are not in the file: %s", (_, text, left) => {
  expect(placeHunks("7", FILE, text).map(({ hunkId }) => hunkId)).toEqual(left);
});

test("an added line that somebody has removed again is not in the file", () => {
  const added = hunk({ hunkId: "1", oldStart: 2, oldLines: 0, newStart: 2, newLines: 1 });
  const file = { path: "a.py", oldText: "a\nb\n", newText: "a\nnew\nb\n", hunks: [added] };

  expect([placeHunks("7", file, "a\nb\n"), placeHunks("7", file, "a\nnewer\nb\n")]).toMatchObject([
    [],
    [{ start: 1, end: 2 }],
  ]);
});

test("a hunk in a file that was written anew is lost, and not all of the file", () => {
  const lines = Array.from({ length: 30 }, (_, index) => `other ${index}`).join("\n");

  expect(placeHunks("7", FILE, lines)).toEqual([]);
});

test("a hunk without lines has a place", () => {
  const binary = { ...FILE, oldText: null, newText: null, hunks: [hunk({ scope: "whole", oldLines: 0, newLines: 0 })] };

  expect(placeHunks("7", binary, "anything")).toMatchObject([{ start: 0, end: 0, oldText: "" }]);
});

const insert = (line: number, character: number, text: string) => replace(line, character, line, character, text);
function replace(line: number, character: number, endLine: number, endCharacter: number, text: string): Edit {
  return { range: { start: { line, character }, end: { line: endLine, character: endCharacter } }, text };
}

test.each([
  ["a letter in it", insert(4, 2, "x"), [3, 6]],
  ["a line in it", insert(4, 2, "x\ny"), [3, 7]],
  ["a line above, typed at the end of the one before", insert(2, 5, "\nx"), [4, 7]],
  ["a line above, pasted at its start", insert(3, 0, "x\n"), [4, 7]],
  ["a line below, pasted at the start of the next", insert(6, 0, "x\n"), [3, 6]],
  ["something far below", insert(9, 0, "x\ny\n"), [3, 6]],
  ["the line above removed", replace(2, 0, 3, 0, ""), [2, 5]],
  ["its first line removed", replace(3, 0, 4, 0, ""), [3, 5]],
  ["all of it removed", replace(3, 0, 6, 0, ""), [3, 3]],
  ["more than it removed", replace(2, 0, 7, 0, ""), [2, 2]],
  ["its end and more replaced by a word", replace(5, 1, 7, 1, "x"), [3, 6]],
  ["two lines of it joined", replace(3, 4, 4, 0, " "), [3, 5]],
])("lines follow an edit: %s", (_, edit, [start, end]) => {
  expect(followEdits([{ start: 3, end: 6 }], [edit])).toEqual([{ start, end }]);
});

test("edits of one moment are told by the positions from before", () => {
  const edits = [insert(0, 0, "x\n"), insert(2, 0, "y\nz\n")];

  expect(followEdits([{ start: 3, end: 6 }], edits)).toEqual([{ start: 6, end: 9 }]);
});

test("where lines are missing moves with the lines around it", () => {
  expect(followEdits([{ start: 3, end: 3 }], [insert(1, 0, "x\n")])).toEqual([{ start: 4, end: 4 }]);
  expect(followEdits([{ start: 3, end: 3 }], [insert(3, 0, "x\n")])).toEqual([{ start: 4, end: 4 }]);
});

test("lines that an edit does not touch stay in or out, wherever it is", () => {
  const next = random(3);
  for (let round = 0; round < 2000; round++) {
    const lines = [..."abcdefghijkl"].map((letter) => `${letter}-${letter}`);
    const start = next(12);
    const end = start + 1 + next(12 - start);
    const line = next(12);
    const endLine = line + next(Math.min(3, 12 - line));
    const edit = replace(line, next(2), endLine, endLine > line ? next(2) : 1, ["", "x", "x\n", "x\ny"][next(4)] ?? "");

    const after = applied(lines, edit);
    const [place] = followEdits([{ start, end }], [edit]);

    const inside = after.slice(place?.start, place?.end).filter((text) => lines.includes(text));
    const expected = lines.slice(start, end).filter((text) => after.includes(text));
    expect(inside, JSON.stringify({ start, end, edit })).toEqual(expected);
  }
});

function applied(lines: string[], { range: { start, end }, text }: Edit): string[] {
  const before = [...lines.slice(0, start.line), lines[start.line]?.slice(0, start.character)].join("\n");
  const behind = [lines[end.line]?.slice(end.character), ...lines.slice(end.line + 1)].join("\n");
  return (before + text + behind).split("\n");
}

test.each([
  [2, undefined],
  [3, "lines"],
  [5, "lines"],
  [6, undefined],
  [7, "gap"],
  [8, "gap"],
  [9, undefined],
])("line %d belongs to %s", (line, name) => {
  const places = [
    { name: "lines", start: 3, end: 6 },
    { name: "gap", start: 8, end: 8 },
  ];

  expect(placeAt(places, line)?.name).toBe(name);
});

const STOPS = [
  { path: "a.py", line: 3 },
  { path: "a.py", line: 9 },
  { path: "c.py", line: 0 },
];

test.each([
  [{ path: "a.py", line: 3 }, "next", 1],
  [{ path: "a.py", line: 5 }, "previous", 0],
  [{ path: "a.py", line: 9 }, "next", 2],
  [{ path: "b.py", line: 7 }, "next", 2],
  [{ path: "b.py", line: 7 }, "previous", 1],
  [{ path: "c.py", line: 0 }, "next", 0],
  [{ path: "a.py", line: 3 }, "previous", 2],
  [undefined, "next", 0],
  [undefined, "previous", 2],
] as const)("from %o, %s is stop %d", (here, direction, index) => {
  expect(nextStop(STOPS, here, direction)).toBe(STOPS[index]);
});

test("without stops there is nowhere to go", () => {
  expect(nextStop([], { path: "a.py", line: 0 }, "next")).toBeUndefined();
});
