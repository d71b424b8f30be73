/** How a turn ended, and what the user can say and do about it. */
import { t } from "../../shared/l10n";
import { compact, dollars, grouped } from "../../shared/numbers";
import { duration } from "../../shared/time";
import { Failure, useCall, useKept, useShared } from "./context";
import type { CompactionEntry, EndEntry, UserEntry } from "./entries";
import { CopyButton, IconButton, Line, Sentence } from "./parts";
import type { ConversationStore } from "./store";

export function Compaction({ entry }: { entry: CompactionEntry }) {
  return (
    <Line
      name={entry.id}
      icon="⇲"
      head={<span class="dim">{t("Older messages were summarized to fit the window")}</span>}
    >
      <p class="dim">
        {t(
          "The model goes on with {0} messages. All of them stay in the session; export it to read them.",
          entry.messages,
        )}
      </p>
    </Line>
  );
}

export function End({ entry }: { entry: EndEntry }) {
  const { store, actions } = useShared();
  const prompt = promptOf(store, entry);
  const isError = entry.stopReason === "error";
  const message = entry.error?.message ?? entry.message;
  return (
    <footer class="end">
      {(isError || message) && (
        <div class={`notice ${isError ? "bad" : ""}`} role={isError ? "alert" : undefined}>
          <span class="icon" aria-hidden="true">
            {isError ? "✗" : entry.stopReason === "cancelled" ? "■" : "!"}
          </span>
          {isError ? (
            <Failure error={entry.error} />
          ) : (
            <span>
              <Sentence text={message} />
            </span>
          )}
        </div>
      )}
      <div class="end-line dim">
        <span>{cost(entry)}</span>
        <span class="end-tools">
          {prompt && (
            <IconButton icon="retry" label={t("Send the prompt again")} onClick={() => actions.retry(prompt)} />
          )}
          {!isError && <CopyButton label={t("Copy answer")} text={() => answerOf(store, entry)} />}
          {entry.turnId && !isError && <Feedback entry={entry} />}
        </span>
      </div>
    </footer>
  );
}

type Given = { value?: "up" | "down"; note: string; isSent?: boolean };

function Feedback({ entry }: { entry: EndEntry }) {
  const { bridge, sessionId } = useShared().actions;
  const { run, error } = useCall();
  const [given, setGiven] = useKept<Given>(`feedback ${entry.id}`, { note: "" });
  const send = (value: "up" | "down", note: string) =>
    run(async () => {
      const words = note.trim() ? { note: note.trim() } : {};
      await bridge.call("journeyman/episode/feedback", { sessionId, turnId: entry.turnId, value, ...words });
      setGiven({ value, note, isSent: Boolean(note.trim()) });
    });
  return (
    <>
      <IconButton icon="up" label={t("It went well")} pressed={given.value === "up"} onClick={() => send("up", "")} />
      <IconButton
        icon="down"
        label={t("It did not go well")}
        pressed={given.value === "down"}
        onClick={() => send("down", "")}
      />
      {given.value && !given.isSent && (
        <form
          class="note"
          onSubmit={(event) => {
            event.preventDefault();
            send(given.value ?? "up", given.note);
          }}
        >
          <input
            value={given.note}
            aria-label={t("Why? It helps to learn")}
            placeholder={t("Why? It helps to learn")}
            onInput={(event) => setGiven({ ...given, note: event.currentTarget.value })}
          />
          <button type="submit">{t("Send")}</button>
        </form>
      )}
      {given.value && (
        <span class="thanks" role="status">
          {given.isSent ? t("Noted, with your words") : t("Noted")}
        </span>
      )}
      <Failure error={error} />
    </>
  );
}

function cost({ usage, seconds, stopReason }: EndEntry): string {
  return [
    stopReason === "end_turn" ? "" : reasonName(stopReason),
    usage?.totalTokens
      ? t("{0} tokens", usage.totalTokens < 10_000 ? grouped(usage.totalTokens) : compact(usage.totalTokens))
      : "",
    usage?.costUsd ? dollars(usage.costUsd) : "",
    seconds === undefined ? "" : duration(seconds),
  ]
    .filter(Boolean)
    .join(" · ");
}

export function reasonName(stopReason: string): string {
  switch (stopReason) {
    case "end_turn":
      return t("Done");
    case "max_tokens":
      return t("Cut off");
    case "max_turn_requests":
      return t("Stopped at a limit");
    case "refusal":
      return t("No answer");
    case "cancelled":
      return t("Cancelled");
    case "error":
      return t("Failed");
    default:
      return stopReason;
  }
}

/** The entries of the turn before its end, back to what the user said first. */
function* before(store: ConversationStore, end: EndEntry) {
  for (let index = store.entries.lastIndexOf(end) - 1; index >= 0; index--) {
    const entry = store.entries[index];
    if (!entry || entry.kind === "end") {
      return;
    }
    yield entry;
  }
}

function promptOf(store: ConversationStore, end: EndEntry): UserEntry | undefined {
  return [...before(store, end)].reverse().find((entry) => entry.kind === "user");
}

function answerOf(store: ConversationStore, end: EndEntry): string {
  const texts = [...before(store, end)].flatMap((entry) => (entry.kind === "answer" ? [entry.text] : []));
  return texts.reverse().join("\n\n");
}
