import type { Mention } from "../../../src/bridge";
import type { Suggestion } from "../../../src/protocol";
import type { Bridge } from "../../shared/bridge";
import { Changes } from "../changes";
import { type Word, wordAt } from "./words";

export interface Offer {
  label: string;
  insertText: string;
  /** `file`, `skill`, `symbol` and so on. */
  kind: string;
  detail?: string;
}

interface Place {
  root: string;
  sessionId: string;
}

const MAX_OFFERS = 60;

/** What can be written at the caret, while it is being written. */
export class Completion extends Changes {
  offers: Offer[] = [];
  active = 0;
  private word: Word | undefined;
  private asking = new AbortController();

  constructor(private readonly bridge: Bridge) {
    super();
  }

  get isOpen(): boolean {
    return this.offers.length > 0;
  }

  /** Asks what fits. The caret is counted in UTF-16 code units. */
  async look(place: Place, text: string, caret: number): Promise<void> {
    this.asking.abort();
    this.active = 0;
    const word = wordAt(text, caret);
    if (!word) {
      this.close();
      return;
    }
    this.asking = new AbortController();
    const { signal } = this.asking;
    let server: Suggestion[] = [];
    let host: Mention[] = [];
    const show = () => {
      if (!signal.aborted) {
        this.show(word, merged(word, server, host));
      }
    };
    // Language servers may take their time to find symbols; files need not wait for them.
    await Promise.all([
      this.fromServer(place, text, caret, signal).then((items) => {
        server = items;
        show();
      }),
      this.fromHost(place, word, signal).then((items) => {
        host = items;
        show();
      }),
    ]);
  }

  move(by: number): void {
    this.active = (this.active + by + this.offers.length) % this.offers.length;
    this.tell();
  }

  /** Takes an offer; returns the text with it and where the caret is then. */
  take(text: string, offer = this.offers[this.active]): { text: string; caret: number } {
    const { start, end } = this.word ?? { start: text.length, end: text.length };
    const inserted = offer?.insertText ?? "";
    this.close();
    return { text: text.slice(0, start) + inserted + text.slice(end), caret: start + inserted.length };
  }

  close(): void {
    this.asking.abort();
    if (this.isOpen) {
      this.offers = [];
      this.tell();
    }
  }

  /** What the user has moved to stays chosen when more arrives. */
  private show(word: Word, offers: Offer[]): void {
    const chosen = this.active > 0 ? this.offers[this.active]?.insertText : undefined;
    this.word = word;
    this.offers = offers.slice(0, MAX_OFFERS);
    this.active = Math.max(
      0,
      this.offers.findIndex(({ insertText }) => insertText === chosen),
    );
    this.tell();
  }

  // What cannot be looked up is not offered: the user writes on, and learns of a real problem when the prompt is sent.
  private async fromServer({ sessionId }: Place, text: string, caret: number, signal: AbortSignal) {
    const lines = text.slice(0, caret).split("\n");
    const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    const answer = this.bridge.call("journeyman/context/complete", { sessionId, text, position }, signal);
    return answer.then(({ items }) => items).catch((): Suggestion[] => []);
  }

  private async fromHost({ root }: Place, word: Word, signal: AbortSignal) {
    if (word.text.startsWith("/")) {
      return [];
    }
    const answer = this.bridge.call("host/mentions", { root, query: word.text.slice(1) }, signal);
    return answer.then(({ items }) => items).catch((): Mention[] => []);
  }
}

/** What is the same for all projects first, symbols last: there are many of them. */
function merged(word: Word, server: Suggestion[], host: Mention[]): Offer[] {
  const offers = host.map((mention) => ({ ...mention, insertText: `@${mention.insertText} ` }));
  const symbols = offers.filter(({ kind }) => kind === "symbol");
  const fixed = offers.filter(({ kind }) => kind !== "symbol");
  const known = [...fixed, ...server, ...symbols];
  // Nothing is left to be completed.
  return known.length === 1 && known[0]?.insertText.trim() === word.text ? [] : known;
}
