import type { CallError } from "./bridge";
import { t } from "./l10n";
import { useBridge } from "./page";

/** What went wrong, in place, with the button that may help. */
export function Problem({ error, retry }: { error: Error | undefined; retry?: () => void }) {
  const bridge = useBridge();
  const { hint, command } = (error ?? {}) as Partial<CallError>;
  return error && error.message !== "" ? (
    <p class="problem" role="alert">
      <span class="codicon" aria-hidden="true">
        ⚠
      </span>
      <span>{error.message}</span>
      {hint && command && (
        <button type="button" onClick={() => bridge.call("host/command", { command })}>
          {hint}
        </button>
      )}
      {retry && (
        <button type="button" onClick={retry}>
          {t("Try again")}
        </button>
      )}
    </p>
  ) : null;
}
