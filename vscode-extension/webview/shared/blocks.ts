/** Where the blocks of a Markdown text begin, found fast and such that a text which grows keeps all but its last. */

/** Code that begins in the first column. */
export const FENCE = /^(?:`{3,}|~{3,})/;
const ANY_FENCE = /^[ \t]*(`{3,}|~{3,})(.*)/;
const HEADING = /^#{1,6}(?:\s|$)/;
const ITEM = /^(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;

/** Returns offsets, the first of them 0; empty for an empty text. */
export function blockStarts(text: string): number[] {
  const starts = text ? [0] : [];
  let state: State = { fence: "", afterBlank: false, inList: false, ended: false };
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    if (start > 0 && begins(line, state)) {
      starts.push(start);
      state = { ...state, inList: false };
    }
    state = after(line, state);
    start = end + 1;
  }
  return starts;
}

interface State {
  /** What opened the code that the line is in; empty outside of code. */
  fence: string;
  afterBlank: boolean;
  inList: boolean;
  /** Whether the block ended with the line before, as headings and code in the first column do. */
  ended: boolean;
}

function begins(line: string, { fence, afterBlank, inList, ended }: State): boolean {
  if (fence || !line.trim()) {
    return false;
  }
  const isItem = ITEM.test(line);
  return ended || FENCE.test(line) || HEADING.test(line) || (afterBlank && /^\S/.test(line) && !(isItem && inList));
}

function after(line: string, state: State): State {
  const [, fence = "", info = ""] = ANY_FENCE.exec(line) ?? [];
  if (state.fence) {
    const closes = fence.startsWith(state.fence.trim()) && !info.trim();
    return closes ? { ...state, fence: "", ended: FENCE.test(state.fence) } : state;
  }
  if (!line.trim()) {
    return { ...state, afterBlank: true };
  }
  const inList = state.inList || ITEM.test(line);
  const opens = fence && !(fence.startsWith("`") && info.includes("`"));
  return {
    // Code in a list is told by the space in front.
    fence: opens ? (FENCE.test(line) ? fence : ` ${fence}`) : "",
    afterBlank: false,
    inList,
    ended: HEADING.test(line),
  };
}
