import { useEffect, useState } from "preact/hooks";
import type { MemoryQuestion } from "../../src/bridge";
import { t } from "../shared/l10n";
import { useAction, useLoaded } from "../shared/loader";
import { Problem } from "../shared/Problem";
import { useBridge, useHost } from "../shared/page";
import { toQuestions } from "./memories";

/** A sentence of the user, to be kept. */
export function Add({ onAdded }: { onAdded: (id: string) => void }) {
  const bridge = useBridge();
  const { root } = useHost();
  const { busy, problem, run } = useAction();
  const [text, setText] = useState("");
  const [everywhere, setEverywhere] = useState(false);
  const add = (event: Event) => {
    event.preventDefault();
    run(async () => {
      const { memory } = await bridge.call("journeyman/memory/add", { root, text, everywhere });
      setText("");
      onAdded(memory.id);
    });
  };
  return (
    <form class="add" onSubmit={add} aria-busy={busy}>
      <input
        type="text"
        aria-label={t("Remember a sentence")}
        placeholder={t("Remember: Tests are plain functions…")}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {text.trim() && (
        <>
          <label>
            <input
              type="checkbox"
              checked={everywhere}
              onChange={(event) => setEverywhere(event.currentTarget.checked)}
            />
            {t("in all folders")}
          </label>
          <button type="submit" class="primary">
            {t("Remember")}
          </button>
        </>
      )}
      <Problem error={problem} />
    </form>
  );
}

interface ToolbarProps {
  onQuestions: (questions: MemoryQuestion[]) => Promise<void>;
  onChanged: () => void;
}

/** What is done to the memory as a whole. */
export function Toolbar({ onQuestions, onChanged }: ToolbarProps) {
  const bridge = useBridge();
  const { root } = useHost();
  const { busy, problem, run } = useAction();
  const [done, tell] = useState("");
  const record = useRecord();
  const putInOrder = async () => {
    const { text, questions, proposals } = await bridge.call("journeyman/memory/consolidate", { root });
    await onQuestions(toQuestions(questions, proposals));
    tell(text || t("Everything is in order: nothing has changed."));
    onChanged();
  };
  const command = (id: string) => bridge.call("host/command", { command: id });
  return (
    <>
      <div class="bar" aria-busy={busy}>
        <button
          type="button"
          aria-pressed={record.isOff}
          title={t("Nothing that is said in the current session is remembered while this is on.")}
          onClick={() => run(() => command("journeyman.offTheRecord").then(record.reload))}
        >
          {record.isOff ? t("Off the record: on") : t("Off the record")}
        </button>
        <button
          type="button"
          title={t("Merges what says the same, and lets go of what nothing has supported for long.")}
          onClick={() => run(putInOrder)}
        >
          {t("Put in order")}
        </button>
        <button type="button" onClick={() => run(() => command("journeyman.exportMemory"))}>
          {t("Export…")}
        </button>
      </div>
      <Problem error={problem} />
      <p class="nothing report" role="status">
        {done}
      </p>
    </>
  );
}

/** Whether the current session is off the record, as of when somebody looked at the view last. */
function useRecord(): { isOff: boolean; reload: () => void } {
  const bridge = useBridge();
  const { root, sessionId } = useHost();
  const session = useLoaded(
    // A session that cannot be opened is told by the chat.
    async () =>
      sessionId ? bridge.call("journeyman/session/load", { root, sessionId }).catch(() => undefined) : undefined,
    sessionId ?? "",
  );
  useEffect(() => {
    window.addEventListener("focus", session.reload);
    return () => window.removeEventListener("focus", session.reload);
  }, [session.reload]);
  const option = session.value?.configOptions.find(({ id }) => id === "off_the_record");
  return { isOff: option?.currentValue === "on", reload: session.reload };
}
