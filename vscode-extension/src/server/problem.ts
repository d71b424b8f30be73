/** Something that keeps the server from running, and what the user can do about it. */
export interface Remedy {
  title: string;
  command: string;
  arguments?: readonly unknown[];
}

/** Views show the first remedy as a button, see `BridgeError`. */
export class Problem extends Error {
  readonly data: { kind: string; hint?: string; command?: string };

  constructor(
    readonly kind: "stopped" | "crashed" | "declined" | "unavailable",
    message: string,
    readonly remedies: readonly Remedy[] = [],
  ) {
    super(message);
    this.data = { kind, hint: remedies[0]?.title, command: remedies[0]?.command };
  }
}
