import { expect, test, vi } from "vitest";
import type { ChangeSet, FileDiff } from "../../../src/protocol";
import { SessionChanges } from "../../../src/review/sessionChanges";
import { ChangesTree, type Node } from "../../../src/review/tree";
import { changeSet, FakeServer, fileDiff } from "./fakes";

vi.mock("vscode", () => import("./fakeVscode"));

const CHECKPOINT = { checkpointId: "1", turnId: "t1", prompt: "Fix it.\nNow.", createdAt: "", paths: [] };

async function tree(sets: ChangeSet[], files: FileDiff[], unsaved: string[] = []): Promise<ChangesTree> {
  const server = new FakeServer();
  server.answers.set("journeyman/changes/list", () => ({ changeSets: sets }));
  server.answers.set("journeyman/changes/diff", () => ({ files }));
  server.answers.set("journeyman/checkpoint/list", () => ({ checkpoints: [CHECKPOINT] }));
  const changes = new SessionChanges(server.journeyman);
  await changes.reload();
  return new ChangesTree(changes, (path) => unsaved.includes(path));
}

/** Each item in its depth, as it is read. */
async function read(of: ChangesTree, node?: Node, depth = 0): Promise<string[]> {
  const item = node && (await of.getTreeItem(node));
  const line = item ? [`${"  ".repeat(depth - 1)}${item.label} | ${item.description} | ${item.contextValue}`] : [];
  const children = await Promise.all((await of.getChildren(node)).map((child) => read(of, child, depth + 1)));
  return [...line, ...children.flat()];
}

test("turns, files and hunks are a tree, the newest first", async () => {
  const [file] = changeSet("2", { "src/a.py": 1 }).files;
  const decided = {
    ...changeSet("2", {}),
    files: [{ ...file, path: "src/a.py", status: "created", restorable: true, pending: 0, accepted: 1, rejected: 1 }],
  };
  const of = await tree([changeSet("1", { "src/a.py": 1 }), decided], [fileDiff("src/a.py", "1.1.0")], ["src/a.py"]);

  expect((await read(of)).slice(-3)).toEqual([
    "Fix it. | 0 of 1 decided | set",
    "  a.py | +1 −1 · has your unsaved edits · 0 of 1 decided · src | file",
    "    Line 2 | +1 −1  new | hunk",
  ]);
  expect((await read(of))[1]).toBe(
    "  a.py | +1 −1 · has your unsaved edits · created · 2 of 2 decided · src | decidedFile",
  );
});

test("a hunk is told in words, with why it cannot be rejected", async () => {
  const file = fileDiff("a.py", "1.1.0");
  const [hunk] = file.hunks;
  if (hunk) hunk.problem = "The file is gone.";
  const of = await tree([changeSet("1", { "a.py": 1 })], [file]);

  const item = await of.getTreeItem({ kind: "hunk", changeSetId: "1", path: "a.py", hunkId: "1.1.0" });

  expect(item.accessibilityInformation?.label).toBe(
    "Line 2, 1 line added, 1 line removed, pending, The file is gone., new",
  );
  expect(item.iconPath).toEqual({ id: "warning" });
});

test("a node of what is gone by now is empty, and no error", async () => {
  const of = await tree([], []);

  expect((await of.getTreeItem({ kind: "set", changeSetId: "9" })).label).toBe("");
  expect(await of.getChildren({ kind: "set", changeSetId: "9" })).toEqual([]);
});
