/** A page whose extension answers from a script, and writes down what it was asked. */
import { type ComponentChildren, render } from "preact";
import { act } from "preact/test-utils";
import type { AllRequests, Events, HostState, Method } from "../../../src/bridge";
import type { Bridge } from "../../../webview/shared/bridge";
import { Page } from "../../../webview/shared/page";
import { ROOT } from "./fixtures/skills";

type Answer = (params: never) => unknown;
export type Answers = { [M in Method]?: (params: AllRequests[M]["params"]) => unknown };

export const HOST: HostState = {
  roots: [{ uri: ROOT, name: "timesheet" }],
  root: ROOT,
  trusted: true,
  server: "running",
  problem: "",
  model: "qwen3.6:27b",
  contextWindow: 65_536,
  language: "en",
};

export class ScriptedBridge implements Bridge {
  readonly calls: { method: Method; params: unknown }[] = [];
  private readonly listeners = new Map<string, Set<(data: never) => void>>();
  private state: unknown;

  constructor(
    public answers: Answers,
    public host: HostState = HOST,
  ) {}

  async call<M extends Method>(method: M, params: AllRequests[M]["params"]): Promise<AllRequests[M]["result"]> {
    this.calls.push({ method, params });
    const answer = this.answers[method] as Answer | undefined;
    if (method === "host/state") {
      return this.host as never;
    }
    if (!answer) {
      throw new Error(`The script has no answer to ${method}.`);
    }
    return answer(params as never) as never;
  }

  on<N extends keyof Events>(name: N, listener: (data: Events[N]) => void): () => void {
    const of = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, of.add(listener as (data: never) => void));
    return () => of.delete(listener as (data: never) => void);
  }

  /** Tells the page something, and waits until it has drawn what follows. */
  async tell<N extends keyof Events>(name: N, data: Events[N]): Promise<void> {
    await settle(() => {
      for (const listener of this.listeners.get(name) ?? []) {
        listener(data as never);
      }
    });
  }

  remembered(): unknown {
    return this.state;
  }

  remember(state: unknown): void {
    this.state = state;
  }

  asked(method: Method): unknown[] {
    return this.calls.filter((call) => call.method === method).map(({ params }) => params);
  }
}

/** Draws a view as a fresh page does. */
export async function open(view: ComponentChildren, bridge: ScriptedBridge): Promise<void> {
  render(null, document.body);
  document.body.replaceChildren();
  document.documentElement.lang = "en";
  await settle(() => render(<Page bridge={bridge}>{view}</Page>, document.body));
}

/** Does something, and waits until all that was asked because of it is answered and drawn. */
export async function settle(work: () => void): Promise<void> {
  await act(async () => work());
  // An answer may make the page ask again.
  for (let round = 0; round < 8; round++) {
    await act(async () => undefined);
  }
}

/** The one element of a role with this name, as it is read aloud. */
export function named(selector: string, name: string): HTMLElement {
  const found = [...document.querySelectorAll<HTMLElement>(selector)].filter((one) => nameOf(one) === name);
  if (found.length !== 1) {
    const names = [...document.querySelectorAll<HTMLElement>(selector)].map(nameOf);
    throw new Error(`${found.length} × ${selector} called “${name}”. There are: ${names.join(" | ")}`);
  }
  return found[0] as HTMLElement;
}

export const press = (name: string): Promise<void> => settle(() => named("button", name).click());

export async function type(selector: string, text: string): Promise<void> {
  const field = document.querySelector<HTMLInputElement>(selector) as HTMLInputElement;
  await settle(() => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

export const texts = (selector: string): string[] =>
  [...document.querySelectorAll(selector)].map((one) => (one.textContent ?? "").replace(/\s+/g, " ").trim());

const nameOf = (element: Element): string =>
  (element.getAttribute("aria-label") ?? element.textContent ?? "").replace(/\s+/g, " ").trim();
