import { beforeEach, expect, test, vi } from "vitest";
import { Decisions, type Target } from "../../../src/review/decisions";
import type { PlacedHunks } from "../../../src/review/placedHunks";
import { SessionChanges } from "../../../src/review/sessionChanges";
import { changeSet, FakeServer, fileDiff, ROOT } from "./fakes";
import { Uri, window } from "./fakeVscode";

vi.mock("vscode", () => import("./fakeVscode"));

let server: FakeServer;
let decisions: Decisions;
const decided = () => server.asked.filter(({ method }) => method.endsWith("resolve")).map(({ params }) => params);
const uri = (path: string) => Uri.joinPath(Uri.parse(ROOT), path);

beforeEach(async () => {
  vi.clearAllMocks();
  server = new FakeServer();
  const sets = [changeSet("1", { "a.py": 1, "b.py": 1 }), changeSet("2", { "a.py": 1 }), changeSet("3", { "a.py": 0 })];
  server.answers.set("journeyman/changes/list", () => ({ changeSets: sets }));
  server.answers.set("journeyman/changes/diff", ({ changeSetId }: { changeSetId: string }) => ({
    files: [fileDiff("a.py", `${changeSetId}.a`), fileDiff("b.py", `${changeSetId}.b`, "accepted")],
  }));
  server.answers.set("journeyman/changes/resolve", () => ({ resolved: [], failed: [] }));
  const changes = new SessionChanges(server.journeyman);
  await changes.reload();
  const place = { changeSetId: "2", path: "a.py", hunkId: "2.a", start: 3, end: 5 };
  const placed = { in: () => [place] } as unknown as PlacedHunks;
  decisions = new Decisions(changes, placed);
});

function editorAt(path: string, line: number) {
  window.activeTextEditor = { document: { uri: uri(path) }, selection: { active: { line } } };
}

const resolve = (changeSetId: string, action: string, hunkIds?: string[]) => ({
  sessionId: "s1",
  changeSetId,
  action,
  hunkIds,
});

test("a hunk is named by its node, or by the caret", async () => {
  editorAt("a.py", 4);

  await decisions.hunk("accept", { changeSetId: "1", path: "a.py", hunkId: "1.a" });
  await decisions.hunk("reject", undefined);

  expect(decided()).toEqual([resolve("1", "accept", ["1.a"]), resolve("2", "reject", ["2.a"])]);
});

test("all of one session does not become all of another that is shown while the user is asked", async () => {
  window.showWarningMessage.mockImplementationOnce(async () => {
    server.switchTo("s2");
    return "Reject All";
  });

  await expect(decisions.all("reject", undefined)).rejects.toThrow("Another session is shown now.");

  expect(decided()).toEqual([]);
});

test("where no hunk is, it is said", async () => {
  editorAt("a.py", 9);

  await expect(decisions.hunk("accept", undefined)).rejects.toThrow("at the cursor");
});

test("what another extension passes is not trusted", async () => {
  window.activeTextEditor = undefined;

  await expect(decisions.hunk("accept", { changeSetId: 1, hunkId: {} } as unknown as Target)).rejects.toThrow("cursor");
  await expect(decisions.file("accept", null as unknown as Target)).rejects.toThrow("Open a file");
});

test("a file of the editor is decided in all change sets, the newest first", async () => {
  editorAt("a.py", 0);

  await decisions.file("reject", undefined);

  expect(decided()).toEqual([resolve("2", "reject", ["2.a"]), resolve("1", "reject", ["1.a"])]);
});

test("a file of the tree is decided in its change set, and one by its address in all", async () => {
  await decisions.file("accept", { changeSetId: "1", path: "a.py" });
  await decisions.file("accept", uri("a.py") as unknown as Target);

  expect(decided()).toEqual([1, 2, 1].map((id) => resolve(String(id), "accept", [`${id}.a`])));
});

test.each([["b.py"], ["../elsewhere.py"]])("a file without pending hunks is refused: %s", async (path) => {
  await expect(decisions.file("accept", { path })).rejects.toThrow("no pending changes");
});

test("all is decided at once; rejecting is asked about", async () => {
  window.showWarningMessage.mockResolvedValueOnce(undefined).mockResolvedValueOnce("Reject All");

  await decisions.all("reject", undefined);
  expect(decided()).toEqual([]);
  await decisions.all("reject", { changeSetId: "1" });
  await decisions.all("accept", undefined);

  expect(window.showWarningMessage.mock.calls[0]?.[0]).toBe("Reject all pending changes? Hunks: 3, files: 2.");
  expect(decided()).toEqual([resolve("1", "reject"), resolve("2", "accept"), resolve("1", "accept")]);
});

test("what could not be decided is told with its file and reason", async () => {
  const failed = [{ hunkId: "1.a", reason: "These lines have changed since." }];
  server.answers.set("journeyman/changes/resolve", () => ({ resolved: [], failed }));

  await decisions.file("reject", { changeSetId: "1", path: "a.py" });

  expect(window.showWarningMessage.mock.calls).toEqual([["a.py: These lines have changed since."]]);
});
