import { beforeEach, expect, test, vi } from "vitest";
import type { FileDiff } from "../../../src/protocol";
import { BeforeTexts, openDiff, openDiffs } from "../../../src/review/diffs";
import { FakeServer, fileDiff } from "./fakes";
import { commands, disk, type Uri, window } from "./fakeVscode";

vi.mock("vscode", () => import("./fakeVscode"));

let server: FakeServer;
let files: Record<string, FileDiff[]>;

beforeEach(() => {
  vi.clearAllMocks();
  disk.clear();
  server = new FakeServer();
  Object.assign(server.parts.sessions, { rootOf: () => undefined });
  server.answers.set("journeyman/changes/diff", ({ changeSetId }: { changeSetId: string }) => ({
    files: files[changeSetId],
  }));
});

const shown = () => commands.executeCommand.mock.calls.at(-1) as unknown as [string, ...unknown[]];

/** `disk` for a file itself, else the text that is shown. */
async function textOf(uri: unknown): Promise<string | undefined> {
  const { scheme } = (uri ?? {}) as Uri;
  const texts = new BeforeTexts(server.journeyman);
  return scheme === "file" ? "disk" : uri ? texts.provideTextDocumentContent(uri as never) : undefined;
}

test.each([
  ["a changed file", fileDiff("a.py", "1"), true, ["a\nold\nc\n", "disk"]],
  ["a created file", { ...fileDiff("a.py", "1"), oldText: null }, true, ["", "disk"]],
  ["a deleted file", { ...fileDiff("a.py", "1"), newText: null }, false, ["a\nold\nc\n", ""]],
  ["a file that went later", fileDiff("a.py", "1"), false, ["a\nold\nc\n", "a\nnew\nc\n"]],
])("%s is shown beside what it was", async (_, file, isThere, texts) => {
  files = { 1: [file as FileDiff] };
  if (isThere) disk.add("/home/me/timesheet/a.py");

  await openDiff(server.journeyman, "s1", "1", "a.py");

  const [command, left, right, title] = shown();
  expect([command, title]).toEqual(["vscode.diff", "a.py (before ↔ now)"]);
  expect([await textOf(left), await textOf(right)]).toEqual(texts);
});

test("a binary file is opened, and it is said why nothing is compared", async () => {
  files = { 1: [{ ...fileDiff("a.bin", "1"), oldText: null, newText: null }] };
  disk.add("/home/me/timesheet/a.bin");

  await openDiff(server.journeyman, "s1", "1", "a.bin");

  expect(shown()).toMatchObject(["vscode.open", { path: "/home/me/timesheet/a.bin" }]);
  expect(window.showInformationMessage.mock.calls[0]?.[0]).toContain("cannot be compared");
});

test("several change sets are shown as one, each file beside what it was at first", async () => {
  const later = { ...fileDiff("a.py", "2"), oldText: "later" };
  const binary = { ...fileDiff("a.bin", "3"), oldText: null, newText: null };
  files = { 1: [fileDiff("a.py", "1"), binary], 2: [later, { ...fileDiff("b.py", "4"), oldText: null }] };
  disk.add("/home/me/timesheet/a.py").add("/home/me/timesheet/b.py");

  await openDiffs(server.journeyman, "s1", ["1", "2"]);

  const [command, , resources] = shown() as [string, string, unknown[][]];
  expect(command).toBe("vscode.changes");
  const sides = resources.map(([, left, right]) => Promise.all([textOf(left), textOf(right)]));
  expect(await Promise.all(sides)).toEqual([
    ["a\nold\nc\n", "disk"],
    [undefined, "disk"],
  ]);
});

test("what is not changed any more is not shown", async () => {
  files = { 1: [] };

  await expect(openDiff(server.journeyman, "s1", "1", "a.py")).rejects.toThrow("no changed lines");
});
