import type { CallError } from "../shared/bridge";
import { t } from "../shared/l10n";
import type { Chat } from "./chat";

interface TroubleProps {
  chat: Chat;
  problem: Pick<CallError, "message" | "hint" | "command">;
  retry?: () => void;
  dismiss?: () => void;
}

/** What went wrong, in place, with the buttons that may help. */
export function Trouble({ chat, problem: { message, hint, command }, retry, dismiss }: TroubleProps) {
  return (
    <div class="trouble" role="alert">
      <span aria-hidden="true">⚠</span>
      <p>{message}</p>
      <div class="buttons">
        {command && <button onClick={() => chat.command(command)}>{hint ?? t("Help")}</button>}
        {retry && <button onClick={retry}>{t("Try again")}</button>}
        {dismiss && (
          <button class="quiet" aria-label={t("Dismiss")} onClick={dismiss}>
            ×
          </button>
        )}
      </div>
    </div>
  );
}
