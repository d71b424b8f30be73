/** What the user should know of the model service. Its words are those of a service that nobody vouches for. */
import { t } from "../../shared/l10n";
import { undisguised } from "../../shared/undisguised";
import type { NoticeEntry } from "./entries";
import { Line } from "./parts";

export function Notice({ entry }: { entry: NoticeEntry }) {
  const isWarning = entry.noticeKind === "truncated";
  return (
    <Line
      name={entry.id}
      icon={isWarning ? "!" : "↷"}
      tone={isWarning ? "warn" : ""}
      state={isWarning ? t("Warning:") : t("Note:")}
      head={undisguised(entry.text)}
    />
  );
}

/** Stands where the answer is expected, until it comes. */
export function Waiting({ text }: { text: string }) {
  return <Line name="waiting" icon="◷" state={t("Waiting:")} head={undisguised(text)} />;
}
