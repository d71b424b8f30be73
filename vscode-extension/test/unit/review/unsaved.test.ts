import { beforeEach, expect, test, vi } from "vitest";
import type { SessionChanges } from "../../../src/review/sessionChanges";
import { UnsavedEdits } from "../../../src/review/unsaved";
import type { ToolCallUpdate } from "../../../src/updates";
import { FakeServer, ROOT } from "./fakes";
import { window, workspace } from "./fakeVscode";

vi.mock("vscode", () => import("./fakeVscode"));

const uri = { toString: () => `${ROOT}/a.py` };
let server: FakeServer;
let unsaved: UnsavedEdits;
let document: { uri: typeof uri; isDirty: boolean; save: ReturnType<typeof vi.fn> };

function edited(path: string): ToolCallUpdate {
  const content = [{ type: "diff" as const, path, oldText: "", newText: "x" }];
  return { kind: "tool_call_update", toolCallId: "1", status: "completed", content };
}

beforeEach(() => {
  vi.clearAllMocks();
  server = new FakeServer();
  document = { uri, isDirty: true, save: vi.fn() };
  workspace.textDocuments = [document];
  unsaved = new UnsavedEdits(server.journeyman, { root: ROOT, sessionId: "s1" } as unknown as SessionChanges);
});

test("an edit of a document with unsaved edits is told once, and shown until it is saved", () => {
  server.update(edited("a.py"));
  server.update(edited("a.py"));
  const before = unsaved.isIn("a.py");
  workspace.saved(document);

  expect([before, unsaved.isIn("a.py")]).toEqual([true, false]);
  expect(window.showInformationMessage).toHaveBeenCalledOnce();
});

test("it can be saved from there", async () => {
  window.showInformationMessage.mockResolvedValueOnce("Save");

  server.update(edited("a.py"));

  await vi.waitFor(() => expect(document.save).toHaveBeenCalledOnce());
});

test.each([
  ["a document that was saved after the edit", { isDirty: false }, "a.py", "s1"],
  ["another file", {}, "b.py", "s1"],
  ["another session", {}, "a.py", "s2"],
  ["a file outside of the folder", {}, "../timesheet/a.py", "s1"],
])("%s is nothing to tell", (_, fields, path, sessionId) => {
  Object.assign(document, fields);

  server.update(edited(path), sessionId);

  expect(window.showInformationMessage).not.toHaveBeenCalled();
});
