import { beforeEach, expect, test, vi } from "vitest";
import type { ChatAction } from "../../../src/bridge";
import { Notices } from "../../../src/chat/notices";
import type { Journeyman } from "../../../src/journeyman";
import type { Update } from "../../../src/updates";
import { settled } from "./fakeBridge";
import { vscode, world } from "./fakeVscode";

vi.mock("vscode", async () => (await import("./fakeVscode")).vscode);

const running: Update = { kind: "turn_state", state: "running", sessionId: "s1", turnId: "t1" };
const ended: Update = { ...running, state: "idle", stopReason: "end_turn" };
const asks: Update = { kind: "question_pending", questionId: "q1", question: "Up or down?", choices: [] };

function watch() {
  let hear: (params: { sessionId: string; update: Update }) => void = () => undefined;
  let serverIs: (state: string) => void = () => undefined;
  const done: ChatAction[] = [];
  const nothing = { dispose: () => undefined };
  const journeyman = {
    connection: {
      onNotification: (_: string, listener: typeof hear) => {
        hear = listener;
        return nothing;
      },
      onDidChangeState: (listener: typeof serverIs) => {
        serverIs = listener;
        return nothing;
      },
    },
    sessions: { current: () => "s1", rootOf: () => "file:///work", onDidChange: () => nothing },
    chat: async (action: ChatAction) => void done.push(action),
  } as unknown as Journeyman;
  const view = { badge: undefined as { value: number } | undefined, onDidDispose: () => nothing };
  const notices = new Notices(journeyman);
  notices.watch(view as never);
  const tell = async (update: Update, sessionId = "s1") => {
    hear({ sessionId, update });
    await settled();
  };
  return { tell, stopServer: () => serverIs("failed"), view, done };
}

const contexts = () =>
  Object.fromEntries(
    vscode.commands.executeCommand.mock.calls.filter(([name]) => name === "setContext").map(([, ...pair]) => pair),
  );

beforeEach(() => {
  Object.assign(world, { focused: true, settings: {}, choice: undefined, shown: [] });
  vscode.commands.executeCommand.mockClear();
});

test("what waits is on the badge and in the contexts until it is answered", async () => {
  const { tell, view } = watch();
  await tell(running);
  await tell(asks);
  const during = [view.badge?.value, contexts()];

  await tell({ kind: "question_resolved", questionId: "q1", answer: "up" });

  expect(during).toEqual([1, { "journeyman.running": true, "journeyman.waiting": true }]);
  expect([view.badge, contexts()]).toEqual([undefined, { "journeyman.running": true, "journeyman.waiting": false }]);
});

test("VS Code is told a context only when it is another one", async () => {
  const { tell } = watch();
  await tell(running);
  const before = vscode.commands.executeCommand.mock.calls.length;
  await tell({ kind: "agent_message_chunk", content: { type: "text", text: "a" } });
  expect(vscode.commands.executeCommand.mock.calls.length).toBe(before);
});

test("who looks at the window gets no message", async () => {
  const { tell } = watch();
  await tell(running);
  await tell(asks);
  await tell(ended);
  expect(world.shown).toEqual([]);
});

test("who looks elsewhere is told, and led to the session by the button", async () => {
  const { tell, done } = watch();
  Object.assign(world, { focused: false, choice: "Show" });

  await tell(running, "s2");
  await tell(asks, "s2");
  await tell({ ...ended, stopReason: "error", error: { kind: "provider", message: "The model is away." } }, "s2");
  await tell(running);
  await tell(ended);

  expect(world.shown).toEqual([
    "Journeyman waits for you: Up or down?",
    "Journeyman stopped: The model is away.",
    "Journeyman is done.",
  ]);
  const there = { action: "openSession", root: "file:///work", sessionId: "s2" };
  expect(done).toEqual([there, there, { action: "focus" }]);
});

test("a message that is closed leads nowhere", async () => {
  const { tell, done } = watch();
  world.focused = false;
  await tell(asks);
  expect([world.shown.length, done]).toEqual([1, []]);
});

test("when the server stops nothing waits any more", async () => {
  const { tell, stopServer, view } = watch();
  await tell(running);
  await tell(asks);
  stopServer();
  expect([view.badge, contexts()]).toEqual([undefined, { "journeyman.running": false, "journeyman.waiting": false }]);
});

test("who does not want to be told is not, and what a model asks is no link", async () => {
  const { tell } = watch();
  world.focused = false;
  await tell({ ...asks, question: "[Yes](command:workbench.action.quit)" } as Update);
  const told = [...world.shown];

  world.settings = { notifications: false };
  await tell(running, "s2");
  await tell({ ...asks, questionId: "q2" } as Update, "s2");

  expect([told, world.shown]).toEqual([["Journeyman waits for you: [Yes] (command:workbench.action.quit)"], told]);
});
