import type { BridgeError } from "./bridge";

/** What pages, and the buttons of errors, may run: what each of them does is asked for, shown or taken back by the user. */
const OFFERED = [
  "chooseModel",
  "editSkill",
  "exportMemory",
  "exportSession",
  "newSkill",
  "offTheRecord",
  "openSession",
  "openSettings",
  "openWalkthrough",
  "pullModel",
  "restart",
  "restoreCheckpoint",
  "runSkill",
  "setKey",
  "showLogs",
  "showMemory",
  "showSkills",
  "startOllama",
  "stop",
];

export const isOffered = (command: string): boolean => OFFERED.some((name) => command === `journeyman.${name}`);

/** An error as it is shown, with the button that the server proposes. */
export function bridgeError(error: unknown): BridgeError {
  const { message, data } = (error ?? {}) as { message?: string; data?: Partial<BridgeError> };
  const command = data?.command !== undefined && isOffered(data.command) ? data.command : undefined;
  return { message: message || String(error), kind: data?.kind, hint: data?.hint, command };
}
