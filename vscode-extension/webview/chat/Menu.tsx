import { useRef } from "preact/hooks";
import { t } from "../shared/l10n";

export interface MenuItem {
  name: string;
  act: () => unknown;
}

/** A button with a menu behind it. Escape and a click beside it close it: the browser does that. */
export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }) {
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    menu.current?.hidePopover();
    button.current?.focus();
  };
  return (
    <>
      <button ref={button} class="quiet" aria-label={label} aria-haspopup="menu" title={label} popoverTarget="menu">
        ⋯
      </button>
      <div
        ref={menu}
        id="menu"
        popover="auto"
        role="menu"
        aria-label={label}
        class="menu"
        onToggle={(event) => event.newState === "open" && stops(menu.current)[0]?.focus()}
        onKeyDown={(event) => pressed(menu.current, event, close)}
      >
        {items.map(({ name, act }) => (
          <button
            key={name}
            role="menuitem"
            tabIndex={-1}
            onClick={() => {
              close();
              act();
            }}
          >
            {name}
          </button>
        ))}
        <p class="dim" role="none">
          {t("Alt+↑ and Alt+↓ go between header, conversation and prompt.")}
        </p>
      </div>
    </>
  );
}

const stops = (menu: HTMLElement | null) => [...(menu?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];

function pressed(menu: HTMLElement | null, event: KeyboardEvent, close: () => void): void {
  const all = stops(menu);
  const here = all.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: here + 1, ArrowUp: here - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    event.stopPropagation();
    all[to % all.length]?.focus();
  } else if (event.key === "Tab") {
    close();
  }
}
