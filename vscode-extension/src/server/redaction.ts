/** Takes out of a text what others must not see, before the user sends it to somebody. */
const REDACTED = "(redacted)";
const SECRET_NAME = /key|token|secret|passw|credential|authorization/i;
const HIDDEN: readonly [RegExp, string][] = [
  [/\/\/[^/\s"']+@/g, `//${REDACTED}@`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${REDACTED}`],
  [
    /((?:key|token|secret|password|passwd|credential|authorization)["']?\s*[:=]\s*["']?)(?!\()[^\s"',;&]{4,}/gi,
    `$1${REDACTED}`,
  ],
  // Keys of well-known services, by what they begin with.
  [/\b(?:(?:sk|pk|rk|hf|nvapi|gsk|xai|gh[pousr]|github_pat|glpat|xox[abprs]|hch)[-_]|AKIA|AIza)[\w-]{12,}/g, REDACTED],
  [/\beyJ[\w-]{10,}\.[\w.-]+/g, REDACTED],
];

export function redacted(text: string, homeFolder: string): string {
  const open = HIDDEN.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
  return homeFolder ? open.replaceAll(homeFolder, "~") : open;
}

/** The settings as JSON. Numbers are no secrets: `maxTurnTokens` stays. */
export function redactedSettings(settings: Record<string, unknown>): string {
  const shown = (name: string, value: unknown) =>
    SECRET_NAME.test(name) && typeof value === "string" ? REDACTED : value;
  return JSON.stringify(settings, shown, 2);
}
