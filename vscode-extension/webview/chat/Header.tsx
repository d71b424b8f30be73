import { t } from "../shared/l10n";
import { windowSize } from "../shared/numbers";
import { useChanges } from "./changes";
import type { Chat } from "./chat";
import { Menu } from "./Menu";

/** Which session of which folder this is, and the way to others. */
export function Header({ chat }: { chat: Chat }) {
  useChanges(chat.store);
  const { host, store, sessionId } = chat;
  const window = store.context?.contextWindow || (chat.model === host?.model ? host.contextWindow : 0);
  const model = [chat.model, window ? windowSize(window) : ""].filter(Boolean).join(" · ");
  return (
    <header class="chat-header" data-region>
      <h1 title={store.title}>{store.title || t("New session")}</h1>
      <span class="model" title={model}>
        {model}
      </span>
      <Menu
        label={t("More")}
        items={[
          { name: t("New session"), act: () => chat.open({ fresh: true }) },
          { name: t("Sessions…"), act: () => chat.show("sessions") },
          { name: t("Fork this session"), act: () => chat.open({ from: { sessionId } }) },
          { name: t("Export this session…"), act: () => chat.command("journeyman.exportSession") },
          { name: t("Go back to a checkpoint…"), act: () => chat.command("journeyman.restoreCheckpoint") },
          { name: t("Choose a model…"), act: () => chat.command("journeyman.chooseModel") },
          { name: t("Show the log"), act: () => chat.command("journeyman.showLogs") },
        ]}
      />
      {host && host.roots.length > 1 && (
        <select
          class="root"
          aria-label={t("Folder")}
          value={host.root}
          onChange={({ currentTarget }) => chat.setRoot(currentTarget.value)}
        >
          {host.roots.map(({ uri, name }) => (
            <option key={uri} value={uri}>
              {name}
            </option>
          ))}
        </select>
      )}
    </header>
  );
}
