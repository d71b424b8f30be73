import { t } from "../shared/l10n";
import { useChanges } from "./changes";
import type { Chat } from "./chat";
import { Composer } from "./composer/Composer";
import { Header } from "./Header";
import { Start } from "./Start";
import { SessionList } from "./sessions/SessionList";
import { Trouble } from "./Trouble";
import { Transcript } from "./transcript/Transcript";

export function App({ chat }: { chat: Chat }) {
  useChanges(chat, chat.conversation);
  if (chat.host && !chat.host.root) {
    return <main class="chat nothing">{t("Open a folder to begin: Journeyman works in one.")}</main>;
  }
  return (
    <main class="chat" onKeyDown={goBetweenRegions}>
      <Header chat={chat} />
      <div class="middle" data-region>
        <div class="talk" inert={chat.panel === "sessions"}>
          <Talk chat={chat} />
        </div>
        {chat.panel === "sessions" && <SessionList chat={chat} />}
      </div>
      {chat.problem?.message && <Trouble chat={chat} problem={chat.problem} dismiss={() => chat.complain(undefined)} />}
      <Composer chat={chat} />
    </main>
  );
}

/** The conversation, or why there is none. */
function Talk({ chat }: { chat: Chat }) {
  const { conversation, store, host, bridge, root, sessionId } = chat;
  useChanges(store);
  const problem = conversation.error;
  // A server that does not run has its own button.
  const canRetry = host?.server !== "failed" && host?.server !== "stopped";
  const actions = {
    bridge,
    root,
    sessionId,
    edit: (message: Parameters<Chat["edit"]>[0]) => chat.edit(message),
    retry: (message: Parameters<Chat["repeat"]>[0]) => void chat.repeat(message),
  };
  return (
    <>
      {problem && <Trouble chat={chat} problem={problem} retry={canRetry ? () => chat.open() : undefined} />}
      {store.entries.length > 0 ? (
        <Transcript key={sessionId} store={store} actions={actions} />
      ) : conversation.phase === "opening" ? (
        <p class="opening dim" role="status">
          {host?.server === "running" ? t("Opening the session…") : t("Starting…")}
        </p>
      ) : (
        conversation.phase === "open" && <Start chat={chat} />
      )}
    </>
  );
}

/** Alt with an arrow goes from the header to the conversation and the prompt, and back. */
function goBetweenRegions(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  if (!event.altKey || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) {
    return;
  }
  const regions = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-region]")];
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[here + (event.key === "ArrowDown" ? 1 : -1)];
  const stop = next?.querySelector<HTMLElement>("textarea, [tabindex='0'], input, button:not([disabled])");
  if (stop) {
    event.preventDefault();
    stop.focus();
  }
}
