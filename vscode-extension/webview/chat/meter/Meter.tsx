import { useEffect, useState } from "preact/hooks";
import { t } from "../../shared/l10n";
import { compact, dollars, windowSize } from "../../shared/numbers";
import type { Chat } from "../chat";
import { Preview } from "./Preview";
import { type Filling, partName, share, worthShowing } from "./parts";

/** How full the model's window is, and with what. A click says what the draft would add. */
export function Meter({ chat }: { chat: Chat }) {
  const [isOpen, setOpen] = useState(false);
  const filling = useFilling(chat);
  if (!filling) {
    return null;
  }
  const parts = worthShowing(filling.parts);
  const { costUsd } = chat.store.usage;
  const sum = t("{0} of {1}", compact(filling.total), windowSize(filling.contextWindow));
  return (
    <div class="meter">
      {isOpen && <Preview chat={chat} close={() => setOpen(false)} />}
      <button class="bar-button" aria-expanded={isOpen} title={t("Show what is sent")} onClick={() => setOpen(!isOpen)}>
        <span class="bar">
          {parts.map(({ name, tokens }) => (
            <span key={name} class={`part ${name}`} style={{ width: `${share(tokens, filling)}%` }} />
          ))}
        </span>
        <span class="sum">
          <span class="aloud">{t("Tokens:")} </span>
          {sum}
          {costUsd !== undefined && ` · ${dollars(costUsd)}`}
        </span>
      </button>
      <div class="legend">
        {parts.map(({ name, tokens }) => (
          <span key={name}>
            <span class={`part ${name}`} aria-hidden="true" />
            {partName(name)} {compact(tokens)}
          </span>
        ))}
      </div>
    </div>
  );
}

/** What the session has told last, or before its first step what it would begin with. */
function useFilling(chat: Chat): Filling | undefined {
  const { sessionId } = chat;
  const isOpen = chat.conversation.phase === "open";
  const told = chat.store.context;
  const [first, setFirst] = useState<Filling & { sessionId: string }>();
  useEffect(() => {
    if (!isOpen || told) {
      return;
    }
    const asking = new AbortController();
    chat.bridge.call("journeyman/context/preview", { sessionId }, asking.signal).then(
      (preview) => setFirst({ ...preview, sessionId }),
      // A meter that cannot be read is not shown; the prompt itself will say what is wrong.
      () => undefined,
    );
    return () => asking.abort();
  }, [chat, sessionId, isOpen, told === undefined]);
  return told ?? (first?.sessionId === sessionId ? first : undefined);
}
