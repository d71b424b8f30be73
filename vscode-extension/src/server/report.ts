/** What a user sends along when something does not work: enough to find the cause, and nothing that is secret. */

import type { Step } from "./ladder";
import { redacted, redactedSettings } from "./redaction";

export interface Findings {
  versions: Record<string, string>;
  state: string;
  problem: string;
  steps: readonly Step[];
  settings: Record<string, unknown>;
  log: string;
  homeFolder: string;
}

const LOG_LINES = 50;

export function report({ versions, state, problem, steps, settings, log, homeFolder }: Findings): string {
  const text = [
    "# Journeyman diagnostics",
    ...Object.entries(versions).map(([name, version]) => `- ${name}: ${version || "unknown"}`),
    `- Server is: ${state}${problem && `: ${problem}`}`,
    "\n## How the server was found",
    ...steps.map(({ name, taken, reason }) => `- ${taken ? "taken" : "not taken"}: ${name}: ${reason}`),
    "\n## Settings\n```json",
    redactedSettings(settings),
    "```\n## Log\n```text",
    ...log.trimEnd().split("\n").slice(-LOG_LINES),
    "```\n",
  ];
  return redacted(text.join("\n"), homeFolder);
}
