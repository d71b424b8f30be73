import { beforeEach, expect, test, vi } from "vitest";
import type * as vscode from "vscode";
import type { Connection } from "../../../src/journeyman";
import { FolderSessions } from "../../../src/sessions/folderSessions";
import { deferred } from "./fakeBridge";

const { window } = vi.hoisted(() => ({
  window: { folders: [] as string[], changed: (() => undefined) as () => void },
}));

vi.mock("vscode", () => ({
  EventEmitter: class {
    private readonly listeners = new Set<() => void>();
    event = (listener: () => void) => this.listeners.add(listener);
    fire = () => {
      for (const listener of this.listeners) {
        listener();
      }
    };
    dispose = () => this.listeners.clear();
  },
  workspace: {
    onDidChangeWorkspaceFolders: (listener: () => void) => {
      window.changed = listener;
      return { dispose: () => undefined };
    },
    get workspaceFolders() {
      return window.folders.map((uri) => ({ uri }));
    },
  },
  l10n: { t: (text: string) => text },
}));

function open(answer: (method: string, params: { sessionId?: string }) => unknown = () => ({})) {
  const stored = new Map<string, unknown>();
  const calls: [string, unknown][] = [];
  const context = {
    workspaceState: {
      get: (key: string) => stored.get(key),
      update: async (key: string, value: unknown) => stored.set(key, value),
    },
  } as unknown as vscode.ExtensionContext;
  let made = 0;
  const connection = {
    request: async (method: string, params: { sessionId?: string }) => {
      calls.push([method, params]);
      const given = (await answer(method, params)) as object;
      return { sessionId: params.sessionId ?? `new${++made}`, seq: 0, configOptions: [], commands: [], ...given };
    },
  } as unknown as Connection;
  return {
    sessions: new FolderSessions(context, connection),
    calls,
    again: () => new FolderSessions(context, connection),
  };
}

const refused = (kind: string) => Object.assign(new Error(kind), { data: { kind } });

beforeEach(() => {
  window.folders = ["file:///a", "file:///b"];
});

test("the session that was used last is opened, also after a reload", async () => {
  const { sessions, calls, again } = open();
  await sessions.open("file:///b");

  const later = again();
  const opened = await later.open(later.root);

  expect(opened.sessionId).toBe("new1");
  expect(calls).toEqual([
    ["journeyman/session/new", { root: "file:///b" }],
    ["journeyman/session/load", { root: "file:///b", sessionId: "new1" }],
  ]);
});

test("one that was deleted elsewhere is replaced by a new one", async () => {
  const { sessions } = open((method) => {
    if (method === "journeyman/session/load") {
      throw refused("storage");
    }
    return {};
  });
  await sessions.open("file:///a");
  expect((await sessions.open("file:///a")).sessionId).toBe("new2");
});

test("a session is not given up because the server is away", async () => {
  let isAway = false;
  const { sessions } = open(() => {
    if (isAway) {
      throw refused("no_answer");
    }
    return {};
  });
  await sessions.open("file:///a");

  isAway = true;
  await expect(sessions.open("file:///a")).rejects.toThrow("no_answer");

  expect(sessions.current("file:///a")).toBe("new1");
});

test("one that is named and not there is told", async () => {
  const { sessions } = open(() => {
    throw refused("storage");
  });
  await expect(sessions.open("file:///a", { sessionId: "gone" })).rejects.toThrow("storage");
});

test("views that ask at the same time get the same session", async () => {
  const answer = deferred<object>();
  const { sessions, calls } = open(() => answer.promise);

  const both = Promise.all([sessions.open("file:///a"), sessions.open("file:///a")]);
  answer.resolve({});

  expect((await both).map(({ sessionId }) => sessionId)).toEqual(["new1", "new1"]);
  expect(calls).toHaveLength(1);
});

test("a fork and a fresh session become the current one of their folder, and the folder is shown", async () => {
  const { sessions } = open();
  const listener = vi.fn();
  sessions.onDidChange(listener);

  await sessions.open("file:///b", { from: { sessionId: "new0", checkpointId: "2" } });

  expect([sessions.root, sessions.current(), sessions.rootOf("new1"), listener.mock.calls.length]).toEqual([
    "file:///b",
    "new1",
    "file:///b",
    1,
  ]);
});

test("of sessions that are opened one after the other, the last is shown, however late the first comes", async () => {
  const slow = deferred<object>();
  const { sessions } = open((_, { sessionId }) => (sessionId === "slow" ? slow.promise : {}));

  const first = sessions.open("file:///a", { sessionId: "slow" });
  await sessions.open("file:///a", { sessionId: "fast" });
  slow.resolve({});

  expect([(await first).sessionId, sessions.current(), sessions.rootOf("slow")]).toEqual(["slow", "fast", "file:///a"]);
});

test("a view that asks for the current session gets the one that is being opened", async () => {
  const { sessions, calls } = open();
  await sessions.open("file:///a", { sessionId: "before" });

  const both = await Promise.all([sessions.open("file:///a", { sessionId: "wanted" }), sessions.open("file:///a")]);

  expect(both.map(({ sessionId }) => sessionId)).toEqual(["wanted", "wanted"]);
  expect(calls.map(([, params]) => (params as { sessionId: string }).sessionId)).toEqual([
    "before",
    "wanted",
    "wanted",
  ]);
});

test("without a folder it is said what to do", async () => {
  window.folders = [];
  const { sessions, calls } = open();

  await expect(sessions.open(sessions.root)).rejects.toThrow("Open a folder first");
  expect(calls).toEqual([]);
});

test("that a folder was opened or closed is told", () => {
  const { sessions } = open();
  const listener = vi.fn();
  sessions.onDidChange(listener);

  window.changed();

  expect(listener).toHaveBeenCalledOnce();
});

test("a folder that is closed is not shown any more", async () => {
  const { sessions } = open();
  sessions.setRoot("file:///b");
  const before = sessions.root;
  window.folders = ["file:///a"];
  const after = sessions.root;
  window.folders = [];
  expect([before, after, sessions.root]).toEqual(["file:///b", "file:///a", ""]);
});
