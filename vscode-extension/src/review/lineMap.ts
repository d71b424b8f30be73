/** Finds the lines of one text in another, so that what is said about the first can be shown in the second. */

/** Lines from `from` to before `fromEnd` of one text, and the same of the other. */
interface Passage {
  from: number;
  fromEnd: number;
  to: number;
  toEnd: number;
}

export class LineMap {
  private constructor(
    private readonly matches: Int32Array,
    private readonly targetLines: number,
  ) {}

  /**
   * Equal lines at both ends of a passage are the same; of what is left, those that occur once on each side ("patience
   * diff"), and so on in between. That is quick for every input; passages of nothing but repeated lines stay unknown.
   */
  static between(from: readonly string[], to: readonly string[]): LineMap {
    const matches = new Int32Array(from.length).fill(-1);
    const todo: Passage[] = [{ from: 0, fromEnd: from.length, to: 0, toEnd: to.length }];
    for (let passage = todo.pop(); passage; passage = todo.pop()) {
      const left = matchEnds(from, to, passage, matches);
      const anchors = longestInOrder(uniqueLines(from, to, left));
      let { from: start, to: toStart } = left;
      for (const [line, toLine] of anchors) {
        matches[line] = toLine;
        todo.push({ from: start, fromEnd: line, to: toStart, toEnd: toLine });
        [start, toStart] = [line + 1, toLine + 1];
      }
      if (anchors.length > 0) {
        todo.push({ ...left, from: start, to: toStart });
      }
    }
    return new LineMap(matches, to.length);
  }

  /**
   * Where the lines from `start` to before `end` are now, with what came between them; they may have become none.
   * Of no lines at all it is what came into this place. Counted from 0. It is a guess if nothing at its ends is the
   * same.
   */
  range(start: number, end: number): { start: number; end: number; isGuess: boolean } {
    const [first = -1, last = -1] = start < end ? [this.matches[start], this.matches[end - 1]] : [];
    const from = first >= 0 ? first : this.after(start);
    const to = last >= 0 ? last + 1 : this.before(end);
    const beside = start < end ? [first, last] : [this.matches[start - 1] ?? -1, this.matches[start] ?? -1];
    return { start: from, end: Math.max(from, to), isGuess: beside.every((match) => match < 0) };
  }

  private after(line: number): number {
    return (this.matches.subarray(0, line).findLast((match) => match >= 0) ?? -1) + 1;
  }

  private before(line: number): number {
    return this.matches.subarray(line).find((match) => match >= 0) ?? this.targetLines;
  }
}

export function linesOf(text: string): string[] {
  return text.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
}

/** Notes the equal lines at both ends, and returns what is left in between. */
function matchEnds(from: readonly string[], to: readonly string[], passage: Passage, matches: Int32Array): Passage {
  const left = { ...passage };
  while (left.from < left.fromEnd && left.to < left.toEnd && from[left.from] === to[left.to]) {
    matches[left.from++] = left.to++;
  }
  while (left.from < left.fromEnd && left.to < left.toEnd && from[left.fromEnd - 1] === to[left.toEnd - 1]) {
    matches[--left.fromEnd] = --left.toEnd;
  }
  return left;
}

/** The pairs of equal lines that occur once on both sides, in the order of the first. */
function uniqueLines(from: readonly string[], to: readonly string[], passage: Passage): [number, number][] {
  const once = places(from, passage.from, passage.fromEnd);
  const toOnce = places(to, passage.to, passage.toEnd);
  return [...once].flatMap(([text, line]): [number, number][] => {
    const toLine = toOnce.get(text) ?? -1;
    return line >= 0 && toLine >= 0 ? [[line, toLine]] : [];
  });
}

/** Where each text is; -1 if it is in several places. */
function places(lines: readonly string[], start: number, end: number): Map<string, number> {
  const found = new Map<string, number>();
  for (let line = start; line < end; line++) {
    const text = lines[line] ?? "";
    found.set(text, found.has(text) ? -1 : line);
  }
  return found;
}

/** The most pairs that are in order on both sides: the longest increasing subsequence, by patience sorting. */
function longestInOrder(pairs: readonly [number, number][]): [number, number][] {
  type Card = { pair: [number, number]; before?: Card };
  const tops: Card[] = [];
  for (const pair of pairs) {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tops[middle]?.pair[1] ?? 0) < pair[1]) low = middle + 1;
      else high = middle;
    }
    tops[low] = { pair, before: tops[low - 1] };
  }
  const found: [number, number][] = [];
  for (let card = tops.at(-1); card; card = card.before) {
    found.push(card.pair);
  }
  return found.reverse();
}
