import { beforeEach, expect, test, vi } from "vitest";
import type { ToHost, ToWebview } from "../../../src/bridge";
import type { Journeyman } from "../../../src/journeyman";
import { WebviewHost } from "../../../src/views/webviewHost";
import { deferred } from "../chat/fakeBridge";

const { executeCommand } = vi.hoisted(() => ({ executeCommand: vi.fn(async () => undefined) }));

vi.mock("vscode", async () => {
  const { vscode } = await import("../chat/fakeVscode");
  const { Disposable, l10n, workspace, Uri } = vscode;
  const CancellationTokenSource = class {
    token = {};
    cancel() {}
    dispose() {}
  };
  return {
    Disposable,
    Uri,
    workspace,
    l10n,
    env: { language: "en" },
    commands: { executeCommand },
    CancellationTokenSource,
  };
});

const ROOT = "file:///work";
const nothing = () => ({ dispose: () => undefined });
let answer: (method: string) => Promise<unknown>;
const opened: unknown[] = [];

function makeHost() {
  const journeyman = {
    context: { extensionUri: { path: "/extension" } },
    connection: { request: (method: string) => answer(method), onNotification: nothing },
    sessions: { open: async (...args: unknown[]) => opened.push(args), setRoot: (root: string) => opened.push(root) },
    onDidChangeHostState: nothing,
  } as unknown as Journeyman;
  return new WebviewHost(journeyman, {
    name: "chat",
    title: "Chat",
    methods: ["journeyman/skill/list"],
    host: ["host/command", "host/openSession", "host/setRoot"],
    notifications: [],
  });
}

function show(host: WebviewHost) {
  const posted: ToWebview[] = [];
  let receive: (message: ToHost) => void = () => undefined;
  let dispose: () => void = () => undefined;
  host.resolveWebviewView({
    visible: true,
    webview: {
      cspSource: "https://cdn.test",
      asWebviewUri: (uri: unknown) => uri,
      onDidReceiveMessage: (listener: typeof receive) => {
        receive = listener;
        return nothing();
      },
      postMessage: async (message: ToWebview) => posted.push(message),
    },
    onDidDispose: (listener: () => void) => {
      dispose = listener;
    },
  } as never);
  receive({ type: "ready" });
  const call = (id: number, method: string, params: unknown = {}) => receive({ type: "call", id, method, params });
  return { posted, call, load: () => receive({ type: "ready" }), dispose: () => dispose() };
}

beforeEach(() => {
  executeCommand.mockClear();
  opened.length = 0;
});

test("an answer for the page before is not taken for one of the page that was loaded since", async () => {
  const answers = [deferred<unknown>(), deferred<unknown>()];
  const waiting = [...answers];
  answer = () => waiting.shift()?.promise as Promise<unknown>;
  const { posted, call, load } = show(makeHost());

  call(1, "journeyman/skill/list");
  load();
  call(1, "journeyman/skill/list");
  answers[0]?.resolve("old");
  answers[1]?.resolve("new");

  await vi.waitFor(() => expect(posted).toEqual([{ type: "result", id: 1, result: "new" }]));
});

test("a view that was moved is served in its new place, even if the old one goes later", async () => {
  answer = async () => "found";
  const host = makeHost();
  const before = show(host);
  const after = show(host);

  before.dispose();
  after.call(1, "journeyman/skill/list");

  await vi.waitFor(() => expect(after.posted).toEqual([{ type: "result", id: 1, result: "found" }]));
});

test.each([
  ["host/command", { command: "journeyman.acceptAll" }, "Views may not run journeyman.acceptAll."],
  ["host/command", { command: "workbench.action.quit" }, "Views may not run workbench.action.quit."],
  ["host/openSession", { root: "file:///etc" }, "This folder is not open in the window."],
  ["host/setRoot", { root: "file:///etc" }, "This folder is not open in the window."],
  ["host/copy", { text: "x" }, "This view may not ask for host/copy."],
  ["journeyman/skill/delete", {}, "This view may not ask for journeyman/skill/delete."],
])("a page that calls %s with %j is refused", async (method, params, message) => {
  const { posted, call } = show(makeHost());

  call(1, method, params);

  await vi.waitFor(() => expect(posted).toMatchObject([{ type: "error", id: 1, error: { message } }]));
  expect([executeCommand.mock.calls, opened]).toEqual([[], []]);
});

test("a command gets a word of the page, and nothing else", async () => {
  const { posted, call } = show(makeHost());

  call(1, "host/command", { command: "journeyman.runSkill", argument: "test" });
  call(2, "host/command", { command: "journeyman.runSkill", argument: { command: "x" } });

  await vi.waitFor(() => expect(posted).toHaveLength(2));
  expect(executeCommand.mock.calls).toEqual([
    ["journeyman.runSkill", "test"],
    ["journeyman.runSkill", undefined],
  ]);
});

test("a folder that is open can be shown", async () => {
  const { posted, call } = show(makeHost());

  call(1, "host/openSession", { root: ROOT, fresh: true });

  await vi.waitFor(() => expect(posted).toMatchObject([{ type: "result", id: 1 }]));
  expect(opened).toEqual([[ROOT, { fresh: true }]]);
});
