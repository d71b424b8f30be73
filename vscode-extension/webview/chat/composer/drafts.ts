import type { Image } from "../../../src/updates";
import type { Bridge } from "../../shared/bridge";
import { Changes } from "../changes";

export interface Draft {
  text: string;
  images: Image[];
}

const MAX_DRAFTS = 20;
/** Characters of images that are kept when the view goes: it writes all of them with each key. */
const MAX_KEPT_IMAGES = 2_000_000;
const EMPTY: Draft = { text: "", images: [] };

/** What is written and not sent yet, session by session. Kept by the view while it is hidden. */
export class Drafts extends Changes {
  private readonly drafts: Map<string, Draft>;

  constructor(private readonly bridge: Bridge) {
    super();
    const { drafts } = remembered(bridge);
    this.drafts = new Map(
      Object.entries(record(drafts)).filter((entry): entry is [string, Draft] => isDraft(entry[1])),
    );
  }

  get(sessionId: string): Draft {
    return this.drafts.get(sessionId) ?? EMPTY;
  }

  set(sessionId: string, change: Partial<Draft>): void {
    const draft = { ...this.get(sessionId), ...change };
    this.drafts.delete(sessionId);
    if (draft.text || draft.images.length > 0) {
      this.drafts.set(sessionId, draft);
    }
    const kept = [...this.drafts].slice(-MAX_DRAFTS).map(([id, one]) => [id, keepable(one)] as const);
    this.bridge.remember({ ...remembered(this.bridge), drafts: Object.fromEntries(kept) });
    this.tell();
  }

  clear(sessionId: string): void {
    this.set(sessionId, EMPTY);
  }

  /** Puts text behind what is written already. */
  add(sessionId: string, text: string): void {
    const before = this.get(sessionId).text;
    this.set(sessionId, { text: before && !/\s$/.test(before) ? `${before} ${text}` : before + text });
  }
}

/** What the view has kept; it shares that with others of the page. */
export const remembered = (bridge: Bridge): Record<string, unknown> => record(bridge.remembered());

function keepable(draft: Draft): Draft {
  const size = draft.images.reduce((sum, { data }) => sum + data.length, 0);
  return size > MAX_KEPT_IMAGES ? { ...draft, images: [] } : draft;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function isDraft(value: unknown): value is Draft {
  const { text, images } = record(value);
  return typeof text === "string" && Array.isArray(images);
}
