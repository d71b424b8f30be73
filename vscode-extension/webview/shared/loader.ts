/** What a view shows of the server: asked again after a change, while what was known before stays on the screen. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Events } from "../../src/bridge";
import type { ServerNotifications } from "../../src/protocol";
import { useBridge, useHost } from "./page";

export interface Loaded<T> {
  value?: T | undefined;
  problem?: Error | undefined;
}

/** Asks one at a time; whoever asks meanwhile is answered by one more. */
class Loader<T> {
  private isBusy = false;
  private isStale = false;
  private isStopped = false;

  constructor(
    private readonly load: () => Promise<T>,
    private readonly tell: (loaded: Loaded<T>) => void,
  ) {}

  async reload(): Promise<void> {
    this.isStale = true;
    if (this.isBusy) {
      return;
    }
    this.isBusy = true;
    while (this.isStale && !this.isStopped) {
      this.isStale = false;
      const loaded = await this.load().then(
        (value): Loaded<T> => ({ value }),
        (problem: Error): Loaded<T> => ({ problem }),
      );
      if (!this.isStopped) {
        this.tell(loaded);
      }
    }
    this.isBusy = false;
  }

  stop(): void {
    this.isStopped = true;
  }
}

/** Asks at once, and again when `key` or `version` is another one: with another key what was known is dropped. */
export function useLoaded<T>(load: () => Promise<T>, key = "", version?: unknown): Loaded<T> & { reload: () => void } {
  const [loaded, setLoaded] = useState<Loaded<T>>({});
  const loader = useRef<Loader<T> | undefined>(undefined);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    setLoaded({});
    const one = new Loader(
      () => latest.current(),
      // What was known before is better than nothing, below what went wrong.
      (news) => setLoaded((before) => ({ value: before.value, ...news })),
    );
    loader.current = one;
    return () => one.stop();
  }, [key]);
  useEffect(() => {
    void loader.current?.reload();
  }, [key, version]);
  return { ...loaded, reload: useCallback(() => void loader.current?.reload(), []) };
}

type Changes = { [N in keyof ServerNotifications]: ServerNotifications[N] extends { root: string } ? N : never };

/** Calls `changed` when one of these comes for the folder, and when the server has started again. */
export function useChanges(names: readonly Changes[keyof ServerNotifications][], changed: () => void): void {
  const bridge = useBridge();
  const { root, server } = useHost();
  const wasRunning = useRef(server === "running");
  useEffect(() => {
    const stops = names.map((name) =>
      bridge.on(name, (params: Events[typeof name]) => {
        if ((params as { root: string }).root === root) {
          changed();
        }
      }),
    );
    return () => {
      for (const stop of stops) {
        stop();
      }
    };
  }, [bridge, root, changed]);
  useEffect(() => {
    if (server === "running" && !wasRunning.current) {
      changed();
    }
    wasRunning.current = server === "running";
  }, [server, changed]);
}

/** Something that the user asks for: one at a time, with what went wrong. */
export function useAction(): {
  busy: boolean;
  problem: Error | undefined;
  run: (work: () => Promise<unknown>) => void;
} {
  const [state, setState] = useState<{ busy: boolean; problem?: Error }>({ busy: false });
  const run = (work: () => Promise<unknown>) => {
    // A button that is disabled would lose the focus.
    if (!state.busy) {
      setState({ busy: true });
      work().then(
        () => setState({ busy: false }),
        (problem: Error) => setState({ busy: false, problem }),
      );
    }
  };
  return { busy: state.busy, problem: state.problem, run };
}
