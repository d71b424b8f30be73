import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../shared/l10n";
import type { Chat } from "../chat";
import type { Offer } from "./completion";

export const suggestionId = (index: number) => `suggestion-${index}`;

/** What can be written at the caret. The keys for it are the box's. */
export function Suggestions({ chat }: { chat: Chat }) {
  const { offers, active } = chat.completion;
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    list.current?.children[active]?.scrollIntoView?.({ block: "nearest" });
  }, [active, offers]);
  return (
    <>
      <div
        ref={list}
        id="suggestions"
        class="suggestions"
        role="listbox"
        aria-label={t("Suggestions")}
        hidden={!offers.length}
      >
        {offers.map((offer, index) => (
          <Suggestion
            key={offer.insertText}
            offer={offer}
            index={index}
            isActive={index === active}
            accept={chat.accept}
          />
        ))}
      </div>
      <span class="aloud" role="status">
        {offers.length > 0 ? t("{0} suggestions", offers.length) : ""}
      </span>
    </>
  );
}

interface SuggestionProps {
  offer: Offer;
  index: number;
  isActive: boolean;
  accept: (offer: Offer) => void;
}

function Suggestion({ offer, index, isActive, accept }: SuggestionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the box takes the keys of the list.
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box, see aria-activedescendant.
    <div
      id={suggestionId(index)}
      role="option"
      aria-selected={isActive}
      class={isActive ? "active" : ""}
      // The box keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => accept(offer)}
    >
      <span class="label">{offer.label}</span>
      <span class="detail">{offer.detail}</span>
      <span class="kind">{kindName(offer.kind)}</span>
    </div>
  );
}

function kindName(kind: string): string {
  const names: Record<string, string> = {
    command: t("command"),
    skill: t("skill"),
    file: t("file"),
    folder: t("folder"),
    memory: t("memory"),
    session: t("session"),
    symbol: t("symbol"),
    diagnostics: t("problems"),
    git: t("git"),
    terminal: t("terminal"),
  };
  return names[kind] ?? kind;
}
