/** What happens when something in the HTML of `markdown.ts` is clicked. */
import type { Bridge } from "./bridge";
import { t } from "./l10n";

/** Returns what opens the link or copies the code that was clicked; undefined if it was neither. */
export function followed(event: Event, bridge: Bridge, root: string): (() => Promise<unknown>) | undefined {
  const target = event.target instanceof Element ? event.target.closest("a, button[data-copy]") : null;
  if (target instanceof HTMLAnchorElement) {
    event.preventDefault();
    // VS Code would open it once more.
    event.stopPropagation();
    const { path, line } = target.dataset;
    const url = target.getAttribute("href") ?? "";
    return path
      ? () => bridge.call("host/openFile", { root, path, ...(line ? { line: Number(line) } : {}) })
      : () => bridge.call("host/openLink", { url });
  }
  return target ? () => copy(target, bridge) : undefined;
}

async function copy(button: Element, bridge: Bridge): Promise<void> {
  await bridge.call("host/copy", { text: button.closest(".code")?.querySelector("pre")?.textContent ?? "" });
  button.textContent = t("Copied");
  button.removeAttribute("aria-label");
}
