// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { ToHost, ToWebview } from "../../src/bridge";
import { type CallError, connect } from "../../webview/shared/bridge";

function openBridge() {
  const sent: ToHost[] = [];
  let state: unknown;
  const bridge = connect(
    {
      postMessage: (message) => void sent.push(message),
      getState: () => state,
      setState: (value) => {
        state = value;
      },
    },
    window,
  );
  const receive = (data: ToWebview) => window.dispatchEvent(new MessageEvent("message", { data }));
  return { bridge, sent, receive };
}

test("a call is answered by the result with its number", async () => {
  const { bridge, sent, receive } = openBridge();

  const first = bridge.call("host/copy", { text: "a" });
  const second = bridge.call("host/copy", { text: "b" });
  receive({ type: "result", id: 2, result: { second: true } });
  receive({ type: "result", id: 1, result: { first: true } });

  expect([await first, await second]).toEqual([{ first: true }, { second: true }]);
  expect(sent).toEqual([
    { type: "ready" },
    { type: "call", id: 1, method: "host/copy", params: { text: "a" } },
    { type: "call", id: 2, method: "host/copy", params: { text: "b" } },
  ]);
});

test("an error keeps its kind and the button that may help", async () => {
  const { bridge, receive } = openBridge();

  const call = bridge.call("host/copy", { text: "a" });
  const error = { message: "Ollama is away.", kind: "provider_unreachable", hint: "Start Ollama", command: "x" };
  receive({ type: "error", id: 1, error });

  const raised: CallError = await call.then(
    () => expect.unreachable(),
    (error) => error,
  );
  expect({ ...raised, message: raised.message }).toEqual(error);
});

test("a call that is given up is cancelled, and its late answer dropped", async () => {
  const { bridge, sent, receive } = openBridge();
  const abort = new AbortController();

  const call = bridge.call("host/copy", { text: "a" }, abort.signal);
  abort.abort();
  receive({ type: "result", id: 1, result: {} });

  await expect(call).rejects.toMatchObject({ kind: "cancelled" });
  expect(sent.at(-1)).toEqual({ type: "cancel", id: 1 });
});

test("events reach who listens, until they stop", () => {
  const { bridge, receive } = openBridge();
  const heard: unknown[] = [];

  const stop = bridge.on("journeyman/skill/didChange", ({ root }) => heard.push(root));
  receive({ type: "event", name: "journeyman/skill/didChange", data: { root: "a" } });
  stop();
  receive({ type: "event", name: "journeyman/skill/didChange", data: { root: "b" } });

  expect(heard).toEqual(["a"]);
});
