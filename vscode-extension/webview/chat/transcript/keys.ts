/** Keys that answer the permission that waits first. */

const isMac = () => navigator.platform.startsWith("Mac");

export function keyName(answer: "allow" | "deny"): string {
  if (isMac()) {
    return answer === "allow" ? "⌘⏎" : "⌘⌫";
  }
  return answer === "allow" ? "Ctrl+Enter" : "Ctrl+Backspace";
}

/** Presses a button of the card, so that only what is in the page is allowed. What is being written is no answer. */
export function answerByKey(event: KeyboardEvent, page: ParentNode | null): void {
  const kind = event.key === "Enter" ? "allow_once" : event.key === "Backspace" ? "reject_once" : undefined;
  const isHeld = isMac() ? event.metaKey : event.ctrlKey;
  const field = event.target instanceof Element ? event.target.closest("input, textarea") : null;
  const isWriting = field !== null && (field as HTMLInputElement | HTMLTextAreaElement).value !== "";
  if (!kind || !isHeld || event.shiftKey || event.altKey || event.repeat || isWriting) {
    return;
  }
  const button = page?.querySelector<HTMLElement>(`[data-answer=${kind}]`);
  if (button) {
    event.preventDefault();
    button.click();
  }
}
