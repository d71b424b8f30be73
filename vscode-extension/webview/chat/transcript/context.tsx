/** What the parts of a transcript share. */
import { createContext } from "preact";
import { useContext, useState } from "preact/hooks";
import { CallError } from "../../shared/bridge";
import type { TranscriptActions } from "./actions";
import type { ConversationStore } from "./store";

export interface Shared {
  readonly store: ConversationStore;
  readonly actions: TranscriptActions;
  /** What is unfolded and half written. Entries that are far from the screen are not in the page. */
  readonly kept: Map<string, unknown>;
}

export const SharedContext = createContext<Shared | undefined>(undefined);

export function useShared(): Shared {
  const shared = useContext(SharedContext);
  if (!shared) {
    throw new Error("Entries stand in a Transcript.");
  }
  return shared;
}

/** The same as `useState`, for what outlives the element. */
export function useKept<T>(key: string, initial: T): [T, (value: T) => void] {
  const { kept } = useShared();
  const [value, setValue] = useState<T>(() => (kept.has(key) ? (kept.get(key) as T) : initial));
  const set = (next: T) => {
    kept.set(key, next);
    setValue(next);
  };
  return [value, set];
}

/** Does what a button asks for: once at a time, and tells what went wrong. */
export function useCall(): { run: (call: () => Promise<unknown>) => void; busy: boolean; error?: CallError } {
  const [state, setState] = useState<{ busy: boolean; error?: CallError }>({ busy: false });
  const run = (call: () => Promise<unknown>) => {
    if (state.busy) {
      return;
    }
    setState({ busy: true });
    call().then(
      () => setState({ busy: false }),
      (error) =>
        setState({
          busy: false,
          error: error instanceof CallError ? error : new CallError({ message: String(error) }),
        }),
    );
  };
  return { run, ...state };
}

/** Why something failed, with the button that may help. */
export function Failure({ error }: { error: { message: string; hint?: string; command?: string } | undefined }) {
  const { actions } = useShared();
  const { run, error: next } = useCall();
  const { message = "", hint, command } = next ?? error ?? {};
  return message ? (
    <span class="failure" role="alert">
      {message}
      {hint && command && (
        <button type="button" onClick={() => run(() => actions.bridge.call("host/command", { command }))}>
          {hint}
        </button>
      )}
    </span>
  ) : null;
}
