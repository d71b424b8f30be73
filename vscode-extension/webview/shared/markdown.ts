/** Markdown of models as HTML. It is untrusted: no HTML of its own, no images, and links only as data for `links.ts`. */
import MarkdownIt from "markdown-it";
import { blockStarts, FENCE } from "./blocks";
import { highlight } from "./highlight";
import { t } from "./l10n";

/** Characters of one text that are read as Markdown; the rest is shown as it is. */
export const MAX_MARKDOWN = 60_000;
/** Characters of one list or table; longer ones are shown as they are. */
const MAX_BLOCK = 16_000;
/** What comes after so many of them is shown as it is. */
const MAX_BLOCKS = 1_000;
/** Characters that may mean something, in a block and in a text: what the parser needs time for. */
const MAX_MARKS_OF_BLOCK = 1_000;
const MAX_MARKS = 4_000;
const MARK = /[[\]*_`!<~|&:]|\/\//g;
/** Quotes and lists inside of each other; deeper ones are shown as they are. */
const TOO_DEEP = /^(?:[ \t]*(?:>|[-*+][ \t]|\d+[.)][ \t])){12}|^[ \t]{48}[-*+>\d]/m;
const MAX_LINK = 2_000;

/** A file, with a line where one is named: `app/routes.py:12`, `app/routes.py#L12`. */
const FILE =
  /^(?:\.\/)?((?:[\w@.+-]+\/)*[\w@+-][\w@.+-]*\.[A-Za-z]\w{0,9})(?::(\d{1,7})(?::\d+)?|#L(\d{1,7})(?:-L?\d+)?)?$/;
const FILE_WITH_LINE = /(?<![\w/.:@-])(?:[\w@.+-]{1,80}\/){0,20}[\w@.+-]{1,80}\.[A-Za-z]\w{0,9}:\d{1,7}(?![\w.])/g;

export interface FilePlace {
  path: string;
  line?: number;
}

/** The file that a text names, if it looks like one. */
export function filePlace(text: string): FilePlace | undefined {
  const [, path, colon, hash] = (text.length <= 500 && FILE.exec(text)) || [];
  const line = colon ?? hash;
  return path === undefined || path.split("/").includes("..")
    ? undefined
    : { path, ...(line ? { line: Number(line) } : {}) };
}

const md = new MarkdownIt({ html: false, linkify: true, breaks: false, maxNesting: 100 });
const { escapeHtml } = md.utils;
// "app.py" and "README.md" are files, not the addresses of servers in Paraguay and Moldova.
md.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
md.validateLink = (url) =>
  url.length <= MAX_LINK && (/^https?:\/\//i.test(url) || filePlace(decoded(url)) !== undefined);

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

function anchor(url: string): string {
  const file = /^https?:/i.test(url) ? undefined : filePlace(decoded(url));
  return file ? fileAnchor(file) : `<a href="${escapeHtml(url)}" title="${escapeHtml(url)}">`;
}

function fileAnchor({ path, line }: FilePlace): string {
  const place = line === undefined ? "" : ` data-line="${line}"`;
  return `<a href="#" data-path="${escapeHtml(path)}"${place} title="${escapeHtml(t("Open {0}", path))}">`;
}

const rules = md.renderer.rules;
rules.link_open = (tokens, index) => anchor(String(tokens[index]?.attrGet("href") ?? ""));
rules.image = (tokens, index) => {
  const token = tokens[index];
  const url = String(token?.attrGet("src") ?? "");
  return `${anchor(url)}${escapeHtml(token?.content || url)}</a>`;
};
rules.code_inline = (tokens, index) => {
  const text = tokens[index]?.content ?? "";
  const file = isInLink(tokens, index) || !/[/:]/.test(text) ? undefined : filePlace(text);
  const code = `<code>${escapeHtml(text)}</code>`;
  return file ? `${fileAnchor(file)}${code}</a>` : code;
};
rules.text = (tokens, index) => {
  const text = tokens[index]?.content ?? "";
  return isInLink(tokens, index) ? escapeHtml(text) : withFiles(text);
};
rules.fence = (tokens, index) => code(tokens[index]?.content ?? "", tokens[index]?.info.trim().split(/\s/)[0] ?? "");
rules.code_block = (tokens, index) => code(tokens[index]?.content ?? "", "");
rules.table_open = () => `<div class="table" role="region" tabindex="0" aria-label="${escapeHtml(t("Table"))}"><table>`;
rules.table_close = () => "</table></div>";

type Tokens = ReturnType<typeof md.parse>;

function isInLink(tokens: Tokens, index: number): boolean {
  for (let before = index - 1; before >= 0; before--) {
    const type = tokens[before]?.type;
    if (type === "link_open" || type === "link_close") {
      return type === "link_open";
    }
  }
  return false;
}

function withFiles(text: string): string {
  let html = "";
  let end = 0;
  for (const match of text.matchAll(FILE_WITH_LINE)) {
    const file = filePlace(match[0]);
    if (file) {
      html += `${escapeHtml(text.slice(end, match.index))}${fileAnchor(file)}${escapeHtml(match[0])}</a>`;
      end = match.index + match[0].length;
    }
  }
  return html + escapeHtml(text.slice(end));
}

function code(text: string, language: string): string {
  const copy = escapeHtml(t("Copy code"));
  const button = `<button type="button" class="link" data-copy aria-label="${copy}">${escapeHtml(t("Copy"))}</button>`;
  const head = `<div class="code-head"><span>${escapeHtml(language.slice(0, 30))}</span>${button}</div>`;
  const html = highlight(text, language.toLowerCase()) ?? escapeHtml(text);
  return `<div class="code">${head}<pre tabindex="0"><code>${html}</code></pre></div>`;
}

/** A block of a text, which does not change any more once another one follows: HTML, or a text as it is. */
export type Block = { readonly html: string } | { readonly text: string };

/** A text that grows. What was read of it is not read again, but for its last block. */
export class GrowingMarkdown {
  private text = "";
  private blocks: Block[] = [];
  /** Where the last block begins, and the marks of those before it. */
  private last = { start: 0, marks: 0 };

  /** Returns the blocks of `text`; those that are as before are the same objects. */
  read(text: string): readonly Block[] {
    if (text === this.text) {
      return this.blocks;
    }
    const grows = this.text.length > 0 && this.text.length <= MAX_MARKDOWN && text.startsWith(this.text);
    this.last = grows ? this.last : { start: 0, marks: 0 };
    this.blocks = grows ? this.blocks.slice(0, -1) : [];
    this.text = text;
    const from = this.last.start;
    const tail = text.slice(from, MAX_MARKDOWN);
    const starts = blockStarts(tail).slice(0, MAX_BLOCKS - this.blocks.length);
    let marks = this.last.marks;
    starts.forEach((start, index) => {
      this.last = { start: from + start, marks };
      marks += this.add(tail.slice(start, starts[index + 1]), marks);
    });
    if (text.length > MAX_MARKDOWN) {
      this.blocks.push({ text: text.slice(MAX_MARKDOWN) });
    }
    return this.blocks;
  }

  private add(text: string, marksBefore: number): number {
    const isCode = FENCE.test(text);
    const marks = isCode ? 0 : (text.match(MARK)?.length ?? 0);
    const isTooMuch = marks > MAX_MARKS_OF_BLOCK || marks + marksBefore > MAX_MARKS || text.length > MAX_BLOCK;
    const isAsItIs = this.blocks.length === MAX_BLOCKS - 1 || (!isCode && (isTooMuch || TOO_DEEP.test(text)));
    this.blocks.push(isAsItIs ? { text } : { html: md.render(text) });
    return marks;
  }
}
