/** The words of a prompt that name something: `@log.py`, `/test`. */
import { parseMention } from "../../../src/chat/mentionNames";

export interface Word {
  start: number;
  end: number;
  /** With the `@` or `/` that it begins with. */
  text: string;
}

/** The word that is being written at the caret, where something can be offered for it. */
export function wordAt(text: string, caret: number): Word | undefined {
  const before = text.slice(0, caret);
  const start = Math.max(before.lastIndexOf(" "), before.lastIndexOf("\n"), before.lastIndexOf("\t")) + 1;
  const word = before.slice(start);
  const named = word.startsWith("@") || (word.startsWith("/") && start === 0);
  return named ? { start, end: caret, text: word } : undefined;
}

/** What the prompt points at, each once. */
export function mentions(text: string): Word[] {
  const found = new Map<string, Word>();
  for (const match of text.matchAll(/(?<=^|\s)@[^\s@]+/g)) {
    const word = match[0].replace(/[.,;:!?)]+$/, "");
    if (isMention(word.slice(1)) && !found.has(word)) {
      found.set(word, { start: match.index, end: match.index + word.length, text: word });
    }
  }
  return [...found.values()];
}

/** Those of them whose text the editor has to find. */
export function hostMentions(text: string): string[] {
  return mentions(text)
    .map((word) => word.text.slice(1))
    .filter((name) => parseMention(name) !== undefined);
}

/** The text without the word, and without the space that it leaves behind. */
export function without(text: string, word: Word): string {
  return text.slice(0, word.start) + text.slice(word.end).replace(/^ /, "");
}

/** `@someone` is said to people; a file has a dot or a slash somewhere. */
function isMention(name: string): boolean {
  return /[./]/.test(name) || /^(memory|session|skill):./.test(name) || parseMention(name) !== undefined;
}
