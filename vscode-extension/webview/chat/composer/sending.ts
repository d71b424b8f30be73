import type { ContentBlock } from "../../../src/protocol";
import type { Bridge } from "../../shared/bridge";
import type { Draft } from "./drafts";
import { hostMentions } from "./words";

export type Delivery = "send" | "queue" | "steer";

/** A draft as it is sent: the words, what the editor finds behind its mentions now, and the images. */
export async function toBlocks(bridge: Bridge, root: string, { text, images }: Draft): Promise<ContentBlock[]> {
  const found = await Promise.all(
    hostMentions(text).map((mention) => bridge.call("host/resolveMention", { root, mention })),
  );
  const pointedAt = found.map(
    (one): ContentBlock =>
      "text" in one ? { type: "resource", resource: one } : { type: "resource_link", uri: one.uri },
  );
  return [{ type: "text", text }, ...pointedAt, ...images];
}

export interface Target {
  root: string;
  sessionId: string;
  delivery: Delivery;
}

/** Rejects where something named is not found or the server refuses; nothing was sent then. */
export async function send(bridge: Bridge, { root, sessionId, delivery }: Target, draft: Draft): Promise<void> {
  const prompt = await toBlocks(bridge, root, draft);
  await bridge.call("journeyman/session/prompt", { sessionId, prompt, delivery });
}
