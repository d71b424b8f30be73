import { beforeEach, expect, test, vi } from "vitest";
import type { Journeyman } from "../../../src/journeyman";
import { restoreCheckpoint } from "../../../src/review/checkpoints";
import { FakeServer } from "./fakes";
import { window } from "./fakeVscode";

vi.mock("vscode", () => import("./fakeVscode"));

const CHECKPOINTS = ["Fix the log.\nAll of it.", "Add a test."].map((prompt, index) => ({
  checkpointId: String(index + 1),
  turnId: `t${index + 1}`,
  prompt,
  createdAt: "2026-11-23T04:12:26+00:00",
  paths: ["log.py"],
}));
const FILES = [
  { path: "log.py", action: "restore", reason: "" },
  { path: "made.txt", action: "delete", reason: "" },
  { path: "mine.py", action: "conflict", reason: "You edited the same lines." },
];

let server: FakeServer;
let chat: ReturnType<typeof vi.fn>;
const restores = () => server.asked.filter(({ method }) => method.endsWith("restore")).map(({ params }) => params);
const restore = (checkpointId?: string) =>
  restoreCheckpoint({ ...server.journeyman, chat } as unknown as Journeyman, checkpointId);

beforeEach(() => {
  vi.clearAllMocks();
  window.picks = [];
  server = new FakeServer();
  chat = vi.fn();
  server.answers.set("journeyman/checkpoint/list", () => ({ checkpoints: CHECKPOINTS }));
  server.answers.set("journeyman/checkpoint/restore", () => ({ files: FILES, prompt: "Add a test." }));
});

test("going back is tried first, then done, and the prompt comes back as a draft", async () => {
  window.picks = ["Add a test.", "Files and conversation"];
  window.showWarningMessage.mockResolvedValueOnce("Go Back");

  await restore();

  const params = { sessionId: "s1", checkpointId: "2", what: "both" };
  expect(restores()).toEqual([{ ...params, dryRun: true }, params]);
  expect(chat.mock.calls).toEqual([[{ action: "draft", text: "Add a test." }]]);
});

test("before it is done, it is said what happens to which file", async () => {
  window.picks = ["Fix the log.", "Files only"];

  await restore();

  const detail =
    "log.py: gets back what it was\nmade.txt: is deleted\nmine.py: stays as it is. You edited the same lines.";
  expect(window.showWarningMessage.mock.calls).toEqual([
    ["Go back to before “Fix the log.”?", { modal: true, detail }, "Go Back"],
  ]);
  expect(restores()).toHaveLength(1);
});

test("with files only, the prompt is not drafted; conflicts are told", async () => {
  window.picks = ["Files only"];
  window.showWarningMessage.mockResolvedValueOnce("Go Back");

  await restore("1");

  expect(restores()[1]).toEqual({ sessionId: "s1", checkpointId: "1", what: "files" });
  expect(chat).not.toHaveBeenCalled();
  expect(window.showWarningMessage).toHaveBeenLastCalledWith("mine.py: stays as it is. You edited the same lines.");
});

test.each([[[]], [["Add a test."]]])("whoever picks only %o has changed nothing", async (picks) => {
  window.picks = [...picks];

  await restore();

  expect(restores()).toEqual([]);
});

test("without turns there is nothing to go back to", async () => {
  server.answers.set("journeyman/checkpoint/list", () => ({ checkpoints: [] }));

  await expect(restore()).rejects.toThrow("There is nothing to go back to");
});

test("without a session it is said what to do", async () => {
  server.sessionId = undefined;

  await expect(restore()).rejects.toThrow("Start one in the chat");
});
