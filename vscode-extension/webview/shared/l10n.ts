/** Texts in the user's language. The English text is the key, as with `vscode.l10n.t`. */
let bundle: Record<string, string> = {};

/** Reads the texts that the extension has put into the page. */
export function loadTexts(page: Document): void {
  const text = page.getElementById("texts")?.textContent;
  bundle = text ? JSON.parse(text) : {};
}

/** `{0}` and its like are replaced by what follows the message. */
export function t(message: string, ...values: (string | number)[]): string {
  return (bundle[message] ?? message).replace(/\{(\d+)\}/g, (whole, index) => String(values[Number(index)] ?? whole));
}
