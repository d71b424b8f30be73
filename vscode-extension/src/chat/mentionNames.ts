/** How prompts name what only the editor knows: `@problems`, `@symbol:parse`, `@lines:log.py:3-9`. */

export type MentionName =
  | { kind: "problems" | "git-diff" | "terminal" }
  | { kind: "symbol"; name: string; path?: string }
  /** Counted from 1, both included. */
  | { kind: "lines"; path: string; first: number; last: number }
  | { kind: "file"; path: string };

/** What a name is, without the `@`; undefined where it is not ours, such as a path. */
export function parseMention(name: string): MentionName | undefined {
  if (name === "problems" || name === "git-diff" || name === "terminal") {
    return { kind: name };
  }
  try {
    const [kind, ...rest] = name.split(":");
    const [first = "", second, third] = rest.map(decodeURIComponent);
    if (!first || third !== undefined) {
      return undefined;
    }
    return named(kind, first, second);
  } catch {
    // A broken escape: nothing of ours.
    return undefined;
  }
}

function named(kind: string | undefined, first: string, second: string | undefined): MentionName | undefined {
  if (kind === "symbol") {
    return { kind, name: first, path: second };
  }
  if (kind === "file" && second === undefined) {
    return { kind, path: first };
  }
  const lines = kind === "lines" ? /^(\d{1,9})-(\d{1,9})$/.exec(second ?? "") : null;
  return lines ? { kind: "lines", path: first, first: Number(lines[1]), last: Number(lines[2]) } : undefined;
}

export function symbolMention(name: string, path?: string): string {
  return `symbol:${escaped(name)}${path === undefined ? "" : `:${escaped(path)}`}`;
}

export function linesMention(path: string, first: number, last: number): string {
  return `lines:${escaped(path)}:${first}-${last}`;
}

/** A path as it is where the server can read it in a prompt. */
export function fileMention(path: string): string {
  return escaped(path) === path ? path : `file:${escaped(path)}`;
}

/** Without what ends a mention, or parts of one. */
function escaped(text: string): string {
  return text.replace(/[\s@%:(),;!?]/g, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x80 ? `%${code.toString(16).padStart(2, "0")}` : encodeURIComponent(character);
  });
}
