/** What differs between two texts, line by line. */

export interface DiffLine {
  /** `…` stands for lines that are left out. */
  sign: "+" | "-" | " " | "…";
  text: string;
}

/** A place where the texts differ, in lines counted from 1. */
export interface Hunk {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
}

const CONTEXT_LINES = 2;
/** Pairs of lines that are compared; texts that differ more are shown as one removed and one added. */
const MAX_COMPARED = 1_000_000;

export function lineDiff(oldText: string, newText: string): DiffLine[] {
  const [before, after] = [toLines(oldText), toLines(newText)];
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) {
    start++;
  }
  let [oldEnd, newEnd] = [before.length, after.length];
  while (oldEnd > start && newEnd > start && before[oldEnd - 1] === after[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  return shortened([
    ...before.slice(0, start).map(same),
    ...changed(before.slice(start, oldEnd), after.slice(start, newEnd)),
    ...before.slice(oldEnd).map(same),
  ]);
}

/** The lines of one hunk with those around it. */
export function hunkLines(oldText: string, newText: string, hunk: Hunk): DiffLine[] {
  const [before, after] = [toLines(oldText), toLines(newText)];
  const [from, to] = [hunk.oldStart - 1, hunk.oldStart - 1 + hunk.oldLines];
  return [
    ...before.slice(Math.max(0, from - CONTEXT_LINES), from).map(same),
    ...before.slice(from, to).map(removed),
    ...after.slice(hunk.newStart - 1, hunk.newStart - 1 + hunk.newLines).map(added),
    ...before.slice(to, to + CONTEXT_LINES).map(same),
  ];
}

/** A diff in unified format, without its heads. */
export function unifiedLines(diff: string): DiffLine[] {
  const lines = toLines(diff);
  const first = lines.findIndex((line) => line.startsWith("@@"));
  return lines.slice(first + 1).map((line): DiffLine => {
    const sign = line[0];
    if (sign === "@") {
      return { sign: "…", text: "" };
    }
    return { sign: sign === "+" || sign === "-" ? sign : " ", text: line.slice(1) };
  });
}

export function counts(lines: readonly DiffLine[]): { added: number; removed: number } {
  const of = (sign: string) => lines.filter((line) => line.sign === sign).length;
  return { added: of("+"), removed: of("-") };
}

const same = (text: string): DiffLine => ({ sign: " ", text });
const removed = (text: string): DiffLine => ({ sign: "-", text });
const added = (text: string): DiffLine => ({ sign: "+", text });

function toLines(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") {
    lines.pop();
  }
  return lines;
}

function changed(before: string[], after: string[]): DiffLine[] {
  if (before.length * after.length > MAX_COMPARED) {
    return [...before.map(removed), ...after.map(added)];
  }
  const common = commonLengths(before, after);
  const width = after.length + 1;
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [gone, come] = [before[i], after[j]];
    if (gone !== undefined && gone === come) {
      lines.push(same(gone));
      i++;
      j++;
    } else if (
      gone !== undefined &&
      (come === undefined || at(common, (i + 1) * width + j) >= at(common, i * width + j + 1))
    ) {
      lines.push(removed(gone));
      i++;
    } else if (come !== undefined) {
      lines.push(added(come));
      j++;
    }
  }
  return lines;
}

/** For each pair of places, how many lines the rests have in common. */
function commonLengths(before: string[], after: string[]): Uint32Array {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        before[i] === after[j]
          ? at(lengths, (i + 1) * width + j + 1) + 1
          : Math.max(at(lengths, (i + 1) * width + j), at(lengths, i * width + j + 1));
    }
  }
  return lengths;
}

const at = (lengths: Uint32Array, index: number) => lengths[index] ?? 0;

/** Leaves out what is far from any change. */
function shortened(lines: DiffLine[]): DiffLine[] {
  const near = new Set<number>();
  lines.forEach(({ sign }, index) => {
    for (let offset = -CONTEXT_LINES; sign !== " " && offset <= CONTEXT_LINES; offset++) {
      near.add(index + offset);
    }
  });
  const kept: DiffLine[] = [];
  lines.forEach((line, index) => {
    if (near.has(index)) {
      if (kept.length && !near.has(index - 1)) {
        kept.push({ sign: "…", text: "" });
      }
      kept.push(line);
    }
  });
  return kept;
}
