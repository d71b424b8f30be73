import { type Bridge, CallError } from "../../shared/bridge";
import { t } from "../../shared/l10n";

/** A message of the user that is written anew. */
export interface Edited {
  text: string;
  /** Empty where it is not known any more. */
  turnId: string;
}

/**
 * Takes the conversation back to before a message, after the user has agreed; files stay as they are.
 *
 * Returns false if the user has not. Rejects where there is no way back to this message.
 */
export async function goBackTo(bridge: Bridge, sessionId: string, message: Edited): Promise<boolean> {
  const { checkpoints } = await bridge.call("journeyman/checkpoint/list", { sessionId });
  const checkpoint = checkpoints.findLast(({ turnId, prompt }) =>
    message.turnId ? turnId === message.turnId : prompt === message.text,
  );
  if (!checkpoint) {
    throw new CallError({
      message: t("There is no way back to this message. Cancel the edit, and send it as a new one."),
    });
  }
  const { confirmed } = await bridge.call("host/confirm", {
    message: t("Send this message anew?"),
    detail: t("What was said after it is forgotten. Files stay as they are."),
    action: t("Send anew"),
  });
  if (confirmed) {
    const { checkpointId } = checkpoint;
    await bridge.call("journeyman/checkpoint/restore", { sessionId, checkpointId, what: "task" });
  }
  return confirmed;
}
