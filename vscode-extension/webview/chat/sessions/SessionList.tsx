import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../../shared/l10n";
import { useChanges } from "../changes";
import type { Chat } from "../chat";
import { byDay } from "./pages";
import { SessionRow } from "./SessionRow";
import { SessionBook } from "./sessionBook";

/** All sessions of the folder, over the transcript. */
export function SessionList({ chat }: { chat: Chat }) {
  const book = useMemo(() => new SessionBook(chat), [chat, chat.root]);
  const [renaming, rename] = useState("");
  const panel = useRef<HTMLElement>(null);
  const search = useRef<HTMLInputElement>(null);
  useChanges(book);
  useEffect(() => {
    search.current?.focus();
    void book.search("");
    return () => book.stop();
  }, [book]);
  const days = byDay(book.sessions, new Date(), chat.host?.language ?? "en");
  return (
    <section
      ref={panel}
      class="sessions"
      aria-label={t("Sessions")}
      onKeyDown={(event) => pressed(chat, panel.current, event)}
    >
      <header>
        <input
          ref={search}
          type="search"
          aria-label={t("Search titles and what was said")}
          placeholder={t("Search")}
          onInput={({ currentTarget }) => book.search(currentTarget.value)}
        />
        <button onClick={() => chat.open({ fresh: true })}>{t("New")}</button>
        <button class="quiet" aria-label={t("Close")} onClick={() => chat.show("none")}>
          ×
        </button>
      </header>
      <div class="days">
        {days.map(({ name, sessions }) => (
          <section key={`${name} ${sessions[0]?.sessionId}`} aria-label={name}>
            <h2>{name}</h2>
            <ul>
              {sessions.map((session) => (
                <SessionRow
                  key={session.sessionId}
                  chat={chat}
                  book={book}
                  session={session}
                  isRenaming={renaming === session.sessionId}
                  rename={rename}
                />
              ))}
            </ul>
          </section>
        ))}
        {book.nextCursor && !book.isLoading && (
          <button class="link" onClick={() => book.more()}>
            {t("Show more")}
          </button>
        )}
        <p class="dim" role="status">
          {book.isLoading ? t("Looking…") : book.sessions.length === 0 ? t("There is no such session.") : ""}
        </p>
      </div>
      <footer class="dim">{t("Enter opens, F2 renames, Delete deletes.")}</footer>
    </section>
  );
}

/** Arrows go from the search box through the sessions, and Escape back to the conversation. */
function pressed(chat: Chat, panel: HTMLElement | null, event: KeyboardEvent): void {
  if (event.key === "Escape") {
    event.preventDefault();
    chat.show("none");
    chat.focus();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && panel) {
    const stops = [...panel.querySelectorAll<HTMLElement>("input[type=search], .session > .resume")];
    const here = stops.indexOf(document.activeElement as HTMLElement);
    const row = document.activeElement?.closest(".session")?.querySelector<HTMLElement>(".resume");
    const from = here >= 0 || !row ? here : stops.indexOf(row);
    event.preventDefault();
    stops[Math.max(0, Math.min(stops.length - 1, from + (event.key === "ArrowDown" ? 1 : -1)))]?.focus();
  }
}
