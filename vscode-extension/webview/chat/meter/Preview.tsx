import { useEffect, useRef, useState } from "preact/hooks";
import type { CallError } from "../../shared/bridge";
import { t } from "../../shared/l10n";
import { grouped } from "../../shared/numbers";
import { undisguised } from "../../shared/undisguised";
import type { Chat } from "../chat";
import { toBlocks } from "../composer/sending";
import { Trouble } from "../Trouble";
import { type Filling, partName, share } from "./parts";

/** What the next request would hold, with what is written now. */
export function Preview({ chat, close }: { chat: Chat; close: () => void }) {
  const [filling, setFilling] = useState<Filling>();
  const [problem, setProblem] = useState<CallError>();
  const panel = useRef<HTMLElement>(null);
  const { root, sessionId, draft } = chat;
  useEffect(() => panel.current?.focus(), []);
  useEffect(() => {
    const asking = new AbortController();
    const ask = async () => {
      const prompt = draft.text.trim() ? await toBlocks(chat.bridge, root, draft) : undefined;
      return chat.bridge.call("journeyman/context/preview", { sessionId, prompt, texts: true }, asking.signal);
    };
    const show = (found: Filling | undefined, wrong: CallError | undefined) => {
      if (!asking.signal.aborted) {
        setFilling(found);
        setProblem(wrong);
      }
    };
    ask().then(
      (found) => show(found, undefined),
      (error) => show(undefined, error),
    );
    return () => asking.abort();
  }, [chat, root, sessionId, draft]);
  return (
    <section
      ref={panel}
      class="preview"
      tabIndex={-1}
      aria-label={t("What is sent")}
      onKeyDown={({ key }) => key === "Escape" && close()}
    >
      <header>
        <h2>{t("What is sent with the next prompt")}</h2>
        <button class="quiet" aria-label={t("Close")} onClick={close}>
          ×
        </button>
      </header>
      {problem && <Trouble chat={chat} problem={problem} />}
      {filling && <Table filling={filling} />}
      {filling?.parts.map(({ name, text }) => text && <Text key={name} name={partName(name)} text={text} />)}
    </section>
  );
}

/** What the model reads in a part. */
function Text({ name, text }: { name: string; text: string }) {
  return (
    <details>
      <summary>{t("Text of “{0}”", name)}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard. */}
      <pre tabIndex={0}>{undisguised(text)}</pre>
    </details>
  );
}

function Table({ filling }: { filling: Filling }) {
  const { parts, total, contextWindow, learning } = filling;
  const learned = learning.inputTokens + learning.outputTokens;
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("Part")}</th>
            <th scope="col">{t("Tokens")}</th>
            <th scope="col">{t("Of the window")}</th>
          </tr>
        </thead>
        <tbody>
          {parts.map(({ name, tokens }) => (
            <tr key={name}>
              <th scope="row">
                <span class={`part ${name}`} aria-hidden="true" /> {partName(name)}
              </th>
              <td>{grouped(tokens)}</td>
              <td>{t("{0} %", share(tokens, filling).toFixed(1))}</td>
            </tr>
          ))}
          <tr class="total">
            <th scope="row">{t("All of it")}</th>
            <td>{grouped(total)}</td>
            <td>{contextWindow > 0 ? t("{0} %", share(total, filling).toFixed(1)) : "–"}</td>
          </tr>
        </tbody>
      </table>
      <p class="dim">
        {t("The window holds {0} tokens. Sizes are estimates.", grouped(contextWindow))}{" "}
        {learned > 0
          ? t("Learning from this session has cost {0} tokens so far, beside the window.", grouped(learned))
          : t("Learning from this session has cost nothing so far.")}
      </p>
    </>
  );
}
