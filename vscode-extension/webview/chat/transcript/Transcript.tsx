/** A conversation, of which only what is near the screen is in the page. */
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import { t } from "../../shared/l10n";
import "./transcript.css";
import "./cards.css";
import type { TranscriptActions } from "./actions";
import { Announcer } from "./announce";
import { type Shared, SharedContext } from "./context";
import { answerByKey } from "./keys";
import { Waiting } from "./Notice";
import { Row } from "./Row";
import type { ConversationStore } from "./store";
import { useFocusKept } from "./useFocusKept";
import { useWindow } from "./useWindow";

export function Transcript({ store, actions }: { store: ConversationStore; actions: TranscriptActions }) {
  const shared = useSharedValue(store, actions);
  const draw = useStore(store);
  const { scroller, measure, view, isFollowing, toEnd } = useWindow(store, draw);
  useFocusKept(scroller);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => answerByKey(event, scroller.current);
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [scroller]);
  return (
    <SharedContext.Provider value={shared}>
      <div class="transcript">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
        <div class="log" role="log" aria-live="off" aria-label={t("Conversation")} tabIndex={0} ref={scroller}>
          <div style={{ height: `${view.above}px` }} />
          {store.entries.slice(view.from, view.to).map((entry) => (
            <Row key={entry.id} entry={entry} version={entry.version} measure={measure} />
          ))}
          <div style={{ height: `${view.below}px` }} />
          <Tail store={store} />
        </div>
        {!isFollowing && (
          <button type="button" class="to-end" onClick={toEnd}>
            <span aria-hidden="true">↓</span> {t("Jump to latest")}
          </button>
        )}
        <Aloud store={store} />
      </div>
    </SharedContext.Provider>
  );
}

/** The same object as long as it is about the same session: whoever reads it is drawn again when it changes. */
function useSharedValue(store: ConversationStore, actions: TranscriptActions): Shared {
  const latest = useRef(actions);
  latest.current = actions;
  const { bridge, root, sessionId } = actions;
  const kept = useRef(new Map<string, unknown>()).current;
  return useMemo(
    () => ({
      store,
      kept,
      actions: {
        bridge,
        root,
        sessionId,
        edit: (message) => latest.current.edit(message),
        retry: (message) => latest.current.retry(message),
      },
    }),
    [store, bridge, root, sessionId, kept],
  );
}

function useStore(store: ConversationStore): () => void {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => store.subscribe(() => draw(undefined)), [store]);
  return () => draw(undefined);
}

/** What is not said yet: that the agent works, or waits for the model, and the prompts that wait for it. */
function Tail({ store }: { store: ConversationStore }) {
  const last = store.entries.at(-1);
  const isRunning = store.turn.state === "running";
  const isQuiet = !last || (last.kind === "tool" ? last.status !== "in_progress" : !("done" in last) || last.done);
  return (
    <div class="tail">
      {isRunning && store.waiting && <Waiting text={store.waiting} />}
      {isRunning && !store.waiting && isQuiet && <p class="working dim">{t("Working…")}</p>}
      {store.queued.map(({ turnId, text }) => (
        <article key={turnId} class="user queued" aria-label={t("Waits for its turn")}>
          <div class="dim">◷ {t("Waits for its turn")}</div>
          <div class="words">{text}</div>
        </article>
      ))}
    </div>
  );
}

function Aloud({ store }: { store: ConversationStore }) {
  const [words, setWords] = useState("");
  useEffect(() => {
    const announcer = new Announcer();
    // What was there before is not news.
    announcer.news(store);
    return store.subscribe(() => {
      const news = announcer.news(store);
      if (news.length) {
        setWords(news.join("\n"));
      }
    });
  }, [store]);
  return (
    <div class="aloud" role="status">
      {words}
    </div>
  );
}
