/** What every page about a folder has: its bridge, the state of the extension, and a choice where several are open. */
import { type ComponentChildren, createContext, render } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { HostState } from "../../src/bridge";
import { type Bridge, connectToVsCode } from "./bridge";
import { loadTexts, t } from "./l10n";

const BridgeContext = createContext<Bridge | undefined>(undefined);
const HostContext = createContext<HostState | undefined>(undefined);

/** Shows a view in the page that it is loaded in. */
export function showPage(view: ComponentChildren): void {
  loadTexts(document);
  render(<Page bridge={connectToVsCode()}>{view}</Page>, document.body);
}

/** A view with what it needs around it; nothing of it is shown until the extension has said how it is. */
export function Page({ bridge, children }: { bridge: Bridge; children: ComponentChildren }) {
  const [state, setState] = useState<HostState>();
  useEffect(() => {
    const stop = bridge.on("host/state", setState);
    bridge.call("host/state", {}).then(setState, () => undefined);
    return stop;
  }, [bridge]);
  return (
    <BridgeContext.Provider value={bridge}>
      <HostContext.Provider value={state}>
        <main>
          <h1 class="aloud">{document.title}</h1>
          {state && <Folder state={state}>{children}</Folder>}
        </main>
      </HostContext.Provider>
    </BridgeContext.Provider>
  );
}

function Folder({ state, children }: { state: HostState; children: ComponentChildren }) {
  const bridge = useBridge();
  if (!state.root) {
    return <p class="nothing">{t("Open a folder: what is learned belongs to one.")}</p>;
  }
  return (
    <>
      {state.roots.length > 1 && (
        <label class="folder">
          <span>{t("Folder")}</span>
          <select
            value={state.root}
            onChange={(event) => bridge.call("host/setRoot", { root: event.currentTarget.value })}
          >
            {state.roots.map(({ uri, name }) => (
              <option key={uri} value={uri}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {/* Another folder is another view: nothing of the one before may stay. */}
      <div key={state.root}>{children}</div>
    </>
  );
}

export function useBridge(): Bridge {
  const bridge = useContext(BridgeContext);
  if (!bridge) {
    throw new Error("A view stands in a Page.");
  }
  return bridge;
}

export function useHost(): HostState {
  const state = useContext(HostContext);
  if (!state) {
    throw new Error("A view stands in a Page.");
  }
  return state;
}
