/** The webview's side of the bridge, see src/bridge.ts. */
import type { AllRequests, BridgeError, Events, Method, ToHost, ToWebview } from "../../src/bridge";

interface VsCodeApi {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** Why a call failed, with the button that may help. */
export class CallError extends Error {
  readonly kind: string | undefined;
  readonly hint: string | undefined;
  readonly command: string | undefined;

  constructor(error: BridgeError) {
    super(error.message);
    this.kind = error.kind;
    this.hint = error.hint;
    this.command = error.command;
  }
}

export interface Bridge {
  call<M extends Method>(
    method: M,
    params: AllRequests[M]["params"],
    signal?: AbortSignal,
  ): Promise<AllRequests[M]["result"]>;
  /** Returns a function that ends it. */
  on<N extends keyof Events>(name: N, listener: (data: Events[N]) => void): () => void;
  /** What the view keeps while it is hidden, such as a draft. */
  remembered(): unknown;
  remember(state: unknown): void;
}

export function connect(api: VsCodeApi, page: Window): Bridge {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  const listeners = new Map<string, Set<(data: never) => void>>();
  let lastId = 0;

  page.addEventListener("message", ({ data }: MessageEvent<ToWebview>) => {
    if (data.type === "event") {
      for (const listener of listeners.get(data.name) ?? []) {
        listener(data.data as never);
      }
      return;
    }
    const call = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.type === "result") {
      call?.resolve(data.result as never);
    } else {
      call?.reject(new CallError(data.error));
    }
  });
  api.postMessage({ type: "ready" });

  return {
    call: (method, params, signal) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        signal?.addEventListener("abort", () => {
          if (waiting.delete(id)) {
            api.postMessage({ type: "cancel", id });
            reject(new CallError({ message: "", kind: "cancelled" }));
          }
        });
        api.postMessage({ type: "call", id, method, params });
      }),
    on: (name, listener) => {
      const of = listeners.get(name) ?? new Set();
      listeners.set(name, of.add(listener as (data: never) => void));
      return () => of.delete(listener as (data: never) => void);
    },
    remembered: () => api.getState(),
    remember: (state) => api.setState(state),
  };
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The bridge of this page; once a page. */
export const connectToVsCode = (): Bridge => connect(acquireVsCodeApi(), window);
