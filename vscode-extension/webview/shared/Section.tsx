import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "./l10n";

/** So many fit into a glance; the others come when asked for. */
const MAX_SHOWN = 50;

export interface SectionProps<T> {
  title: string;
  items: readonly T[];
  folded?: boolean;
  /** Without it the section cannot be folded. */
  onFold?: () => void;
  children: (item: T) => ComponentChildren;
}

/** A list with a heading; nothing at all where it has no items. */
export function Section<T>({ title, items, folded = false, onFold, children }: SectionProps<T>) {
  const [all, setAll] = useState(false);
  if (items.length === 0) {
    return null;
  }
  const shown = all ? items : items.slice(0, MAX_SHOWN);
  return (
    <section aria-label={title}>
      <h2>
        {onFold ? (
          <button type="button" class="fold" aria-expanded={!folded} onClick={onFold}>
            <span class="twistie" aria-hidden="true">
              {folded ? "▸" : "▾"}
            </span>
            {title} <span class="count">{items.length}</span>
          </button>
        ) : (
          title
        )}
      </h2>
      {!folded && <ul class="items">{shown.map(children)}</ul>}
      {!folded && shown.length < items.length && (
        <button type="button" class="link more" onClick={() => setAll(true)}>
          {t("Show all {0}", items.length)}
        </button>
      )}
    </section>
  );
}

export interface ItemProps {
  id: string;
  open: boolean;
  onToggle: () => void;
  /** What is always there; it is the button that unfolds the rest. */
  head: ComponentChildren;
  children: ComponentChildren;
  class?: string;
}

export function Item({ id, open, onToggle, head, children, class: kind = "" }: ItemProps) {
  return (
    <li class={`item ${kind} ${open ? "open" : ""}`} data-item={id}>
      <button type="button" class="head" aria-expanded={open} onClick={onToggle}>
        {head}
      </button>
      {open && <div class="rest">{children}</div>}
    </li>
  );
}

/** The button of an item; undefined if it is not on the screen. */
export function headOf(id: string): HTMLElement | undefined {
  return document.querySelector<HTMLElement>(`[data-item="${CSS.escape(id)}"] > .head`) ?? undefined;
}
