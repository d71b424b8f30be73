/** A transcript in a page, with an extension that answers as it is told. */
import { render } from "preact";
import { act } from "preact/test-utils";
import type { Update } from "../../../src/updates";
import type { UserEntry } from "../../../webview/chat/transcript/entries";
import { ConversationStore } from "../../../webview/chat/transcript/store";
import { Transcript } from "../../../webview/chat/transcript/Transcript";
import type { Bridge } from "../../../webview/shared/bridge";

/** Lets promises that are due tell those who wait for them. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

export type Call = [method: string, params: unknown];

/** What an element without a label is called. */
function spoken(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (const hidden of copy.querySelectorAll("[aria-hidden=true]")) {
    hidden.remove();
  }
  return copy.textContent?.trim() ?? "";
}

export async function showTranscript(answers: Record<string, (params: never) => unknown> = {}) {
  const calls: Call[] = [];
  const edited: UserEntry[] = [];
  const retried: UserEntry[] = [];
  const store = new ConversationStore({ schedule: (callback) => callback() });
  const call = async (method: string, params: unknown) => {
    calls.push([method, params]);
    return answers[method]?.(params as never) ?? {};
  };
  const bridge = { call, on: () => () => undefined, remembered: () => undefined, remember: () => undefined };
  const actions = {
    bridge: bridge as unknown as Bridge,
    root: "file:///r",
    sessionId: "s1",
    edit: (message: UserEntry) => edited.push(message),
    retry: (message: UserEntry) => retried.push(message),
  };
  const page = document.createElement("div");
  document.body.replaceChildren(page);
  await act(() => render(<Transcript store={store} actions={actions} />, page));
  const named = (name: string | RegExp) => {
    const found = [...page.querySelectorAll<HTMLElement>("button, input, a, section, article, figure")].filter(
      (one) => {
        const own = one.getAttribute("aria-label") ?? spoken(one);
        return typeof name === "string" ? own === name : name.test(own);
      },
    );
    if (!found[0]) {
      throw new Error(`Nothing is called ${name} in: ${page.innerHTML}`);
    }
    return found[0];
  };
  return {
    page,
    store,
    calls,
    edited,
    retried,
    named,
    has: (name: string) => [...page.querySelectorAll("button")].some((one) => one.textContent?.trim() === name),
    tell: (...updates: Update[]) =>
      act(async () => {
        for (const update of updates) {
          store.apply(update);
        }
        await settled();
      }),
    tellStored: (...updates: Update[]) => act(() => store.applyStored(updates)),
    click: (name: string | RegExp) =>
      act(async () => {
        named(name).click();
        await settled();
      }),
    write: (name: string, value: string) =>
      act(() => {
        const field = named(name) as HTMLInputElement;
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }),
    submit: (name: string) =>
      act(async () => {
        named(name)
          .closest("form")
          ?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
        await settled();
      }),
    press: (key: string, target: Element = page, more: KeyboardEventInit = { ctrlKey: true }) =>
      act(async () => {
        target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
      }),
  };
}

/** What those hear who listen to the page. */
export const aloud = (page: Element) => page.querySelector(".transcript > [role=status]")?.textContent ?? "";

export const text = (words: string) => ({ type: "text", text: words }) as const;

export const user = (words: string): Update => ({ kind: "user_message_chunk", content: text(words) });
export const answer = (words: string): Update => ({ kind: "agent_message_chunk", content: text(words) });
export const step: Update = {
  kind: "usage_update",
  usage: { inputTokens: 1, outputTokens: 1, cachedTokens: 0, totalTokens: 2 },
};
export const turn = (state: "running" | "idle", more = {}): Update => ({
  kind: "turn_state",
  state,
  sessionId: "s1",
  turnId: "t1",
  ...more,
});
export const permission = (more = {}): Update => ({
  kind: "permission_pending",
  permissionId: "p1",
  toolCallId: "c1",
  title: "Run make test",
  tool: "run_command",
  rawInput: { command: "make test" },
  reason: "No rule allows `make`.",
  options: [
    { optionId: "once", name: "Allow", kind: "allow_once" },
    { optionId: "always", name: "Always allow run_command(make *)", kind: "allow_always" },
    { optionId: "no", name: "Refuse", kind: "reject_once" },
  ],
  rule: "run_command(make *)",
  ...more,
});
