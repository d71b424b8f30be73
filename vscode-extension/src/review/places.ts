/** Where hunks are in a document, which may have been edited since they were made. Lines are counted from 0. */
import type { FileDiff } from "../protocol";
import { LineMap, linesOf } from "./lineMap";

export type Hunk = FileDiff["hunks"][number];

/** What the user can decide about at once. */
export interface HunkRef {
  changeSetId: string;
  path: string;
  hunkId: string;
}

/** Lines of a document; `end` is not among them. Where lines were only removed, `start` and `end` are the same. */
export interface Lines {
  start: number;
  end: number;
}

/** A pending hunk and where it is. */
export interface Place extends HunkRef, Lines {
  oldText: string;
  /** In the text from before, counted from 0. */
  oldStart: number;
  oldLines: number;
  problem: string;
}

/** One change of a document, as VS Code tells it. */
export interface Edit {
  range: { start: Spot; end: Spot };
  text: string;
}

interface Spot {
  line: number;
  character: number;
}

/** A hunk whose lines have all changed is taken for lost in a longer passage that is not the same. */
const MAX_STRANGE_LINES = 20;

/** Finds the pending hunks of a file in its text as it is now; those that somebody has taken back are not in there. */
export function placeHunks(changeSetId: string, file: FileDiff, text: string): Place[] {
  const pending = file.hunks.filter(({ state }) => state === "pending");
  if (pending.length === 0) {
    return [];
  }
  const lines = linesOf(text);
  const map = LineMap.between(linesOf(file.newText ?? ""), lines);
  return pending.flatMap((hunk) => {
    const first = hunk.newStart - 1;
    const { start, end, isGuess } = map.range(first, first + hunk.newLines);
    const oldText = oldTextOf(file, hunk);
    const isTakenBack = hunk.scope === "lines" && isSame(lines.slice(start, end), hunk.oldLines, oldText);
    const { hunkId, oldLines, problem } = hunk;
    const old = { oldText, oldStart: hunk.oldStart - 1, oldLines };
    const place = {
      changeSetId,
      path: file.path,
      hunkId,
      ...old,
      problem,
      start,
      end: hunk.newLines > 0 ? end : start,
    };
    const isLost = isGuess && end - start > hunk.newLines + MAX_STRANGE_LINES;
    return isTakenBack || isLost ? [] : [place];
  });
}

function isSame(lines: readonly string[], count: number, text: string): boolean {
  return lines.length === count && lines.join("\n") === text;
}

export function oldTextOf(file: FileDiff, hunk: Hunk): string {
  return linesOf(file.oldText ?? "")
    .slice(hunk.oldStart - 1, hunk.oldStart - 1 + hunk.oldLines)
    .join("\n");
}

export function newTextOf(file: FileDiff, hunk: Hunk): string {
  return linesOf(file.newText ?? "")
    .slice(hunk.newStart - 1, hunk.newStart - 1 + hunk.newLines)
    .join("\n");
}

/** Moves lines along with edits, all of which are told by the positions from before them. */
export function followEdits<L extends Lines>(places: readonly L[], edits: readonly Edit[]): L[] {
  const lastFirst = [...edits].sort(
    ({ range: one }, { range: other }) =>
      other.start.line - one.start.line || other.start.character - one.start.character,
  );
  return places.map((place) => ({ ...place, ...lastFirst.reduce<Lines>(followEdit, place) }));
}

function followEdit({ start, end }: Lines, { range, text }: Edit): Lines {
  const first = range.start.line;
  const delta = text.split("\n").length - 1 - (range.end.line - first);
  const addsLinesAbove = range.start.character === 0 && range.end.line === first && text.endsWith("\n");
  // An edit that ends where a line begins leaves this line as it is.
  const endsBefore = range.end.character === 0 && (range.end.line > first || addsLinesAbove);
  const last = endsBefore ? range.end.line - 1 : range.end.line;
  const move = (line: number) => (line <= first ? line : line > last ? line + delta : Math.min(line, last + delta + 1));
  const newStart = addsLinesAbove && start === first ? start + delta : move(start);
  return { start: newStart, end: Math.max(newStart, move(end)) };
}

/** The place that a line belongs to; where lines are missing, those on both sides do. */
export function placeAt<L extends Lines>(places: readonly L[], line: number): L | undefined {
  const inside = places.find(({ start, end }) => start <= line && line < end);
  return inside ?? places.find(({ start, end }) => start === end && (line === start || line === start - 1));
}

export interface Stop {
  path: string;
  line: number;
}

/** The stop after or before a spot, through all files and round again. `stops` are in order. */
export function nextStop<S extends Stop>(
  stops: readonly S[],
  here: Stop | undefined,
  direction: "next" | "previous",
): S | undefined {
  if (direction === "next") {
    return stops.find((stop) => here === undefined || inOrder(stop, here) > 0) ?? stops[0];
  }
  return stops.findLast((stop) => here === undefined || inOrder(stop, here) < 0) ?? stops.at(-1);
}

/** The order of a list of files, and of lines in them. */
export function inOrder(one: Stop, other: Stop): number {
  return one.path === other.path ? one.line - other.line : one.path < other.path ? -1 : 1;
}
