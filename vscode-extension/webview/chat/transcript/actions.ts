import type { Bridge } from "../../shared/bridge";
import type { UserEntry } from "./entries";

/** What a transcript cannot do by itself. */
export interface TranscriptActions {
  readonly bridge: Bridge;
  /** The folder and the session that is shown. */
  readonly root: string;
  readonly sessionId: string;
  /** Puts a message back into the box, to be changed and sent in its place. */
  edit(message: UserEntry): void;
  /** Sends a message once more. */
  retry(message: UserEntry): void;
}
