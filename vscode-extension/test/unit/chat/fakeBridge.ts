import type { AllRequests, Events, HostState, Method } from "../../../src/bridge";
import { type Bridge, CallError } from "../../../webview/shared/bridge";

type Answers = {
  [M in Method]?: (params: AllRequests[M]["params"]) => AllRequests[M]["result"] | Promise<AllRequests[M]["result"]>;
};

/** A bridge whose other end is in the test: it answers calls, notes them, and tells events. */
export function fakeBridge(given: Answers) {
  const answers = { ...given };
  const calls: [Method, unknown][] = [];
  const listeners = new Map<string, Set<(data: never) => void>>();
  let state: unknown;
  const bridge: Bridge = {
    call: async (method, params, signal) => {
      calls.push([method, params]);
      const answer = answers[method];
      if (!answer) {
        throw new CallError({ message: `Nobody answers ${method}.` });
      }
      const result = await answer(params as never);
      if (signal?.aborted) {
        throw new CallError({ message: "", kind: "cancelled" });
      }
      return result as never;
    },
    on: (name, listener) => {
      const of = listeners.get(name) ?? new Set();
      listeners.set(name, of.add(listener as (data: never) => void));
      return () => of.delete(listener as (data: never) => void);
    },
    remembered: () => structuredClone(state),
    remember: (value) => {
      state = structuredClone(value);
    },
  };
  const emit = <N extends keyof Events>(name: N, data: Events[N]) => {
    for (const listener of listeners.get(name) ?? []) {
      listener(data as never);
    }
  };
  return { bridge, calls, emit, answers, asked: (method: Method) => calls.filter(([one]) => one === method) };
}

/** A promise that the test settles. */
export function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Lets what is answered already be worked off. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) {
    await Promise.resolve();
  }
}

export const hostState = (change: Partial<HostState> = {}): HostState => ({
  roots: [{ uri: "file:///work", name: "work" }],
  root: "file:///work",
  trusted: true,
  server: "running",
  problem: "",
  model: "qwen3:8b",
  contextWindow: 65536,
  sessionId: "s1",
  language: "en",
  ...change,
});
