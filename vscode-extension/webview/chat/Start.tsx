import { t } from "../shared/l10n";
import { windowSize } from "../shared/numbers";
import type { Chat } from "./chat";

/** Where nothing has been said yet: what could be, and what is known. */
export function Start({ chat }: { chat: Chat }) {
  const starts = [
    { name: t("Explain this project"), text: t("What is this project for, and how is it built and tested?") },
    { name: t("Run the tests, and fix what fails"), text: "/test " },
    { name: t("Review what is not committed yet"), text: "/review " },
  ];
  return (
    <div class="start">
      <p>{t("Say what should be done, or begin with one of these:")}</p>
      <ul>
        {starts.map(({ name, text }) => (
          <li key={name}>
            <button
              onClick={() => {
                chat.write({ text });
                chat.focus(text.length);
              }}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
      <Known chat={chat} />
    </div>
  );
}

function Known({ chat: { host, model, root } }: { chat: Chat }) {
  const folder = host?.roots.find(({ uri }) => uri === root)?.name ?? "";
  const window = host?.contextWindow && host.model === model ? windowSize(host.contextWindow) : "";
  return (
    <p class="dim">
      {model && window && t("{0} answers, with a window of {1} tokens.", model, window)}
      {model && !window && t("{0} answers.", model)}{" "}
      {host?.trusted === false
        ? t("You do not trust {0} yet, so nothing is written or run there.", folder)
        : t("You are asked before anything is written or run in {0}, unless the mode or a rule allows it.", folder)}
    </p>
  );
}
