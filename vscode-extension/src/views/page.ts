/** The HTML of a webview: an empty body, one script, one style sheet, and a policy that allows nothing else. */

export interface Page {
  title: string;
  language: string;
  cspSource: string;
  nonce: string;
  script: string;
  style: string;
  /** Translations, see webview/shared/l10n.ts. */
  texts: Record<string, unknown>;
}

export function pageHtml(page: Page): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${page.nonce}'`,
    // Plots and meters set lengths on elements, which counts as inline style.
    `style-src ${page.cspSource} 'unsafe-inline'`,
    // Only what was pasted into a prompt.
    "img-src data:",
    `font-src ${page.cspSource}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="${escapeHtml(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escapeHtml(page.style)}">
<title>${escapeHtml(page.title)}</title>
</head>
<body>
<script type="application/json" id="texts" nonce="${page.nonce}">${scriptJson(page.texts)}</script>
<script nonce="${page.nonce}" src="${escapeHtml(page.script)}"></script>
</body>
</html>`;
}

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** JSON that cannot end the script element that it stands in. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, "\\u003c");
}
