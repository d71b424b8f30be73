import { expect, test, vi } from "vitest";
import { SessionChanges } from "../../../src/review/sessionChanges";
import { changeSet, FakeServer, fileDiff, ROOT } from "./fakes";

const ids = ({ sets }: SessionChanges) => sets.map(({ changeSetId }) => changeSetId);

async function started(server: FakeServer): Promise<SessionChanges> {
  const changes = new SessionChanges(server.journeyman);
  await changes.reload();
  return changes;
}

function usage(): never {
  throw Object.assign(new Error("Session 's1' is not open."), { data: { kind: "usage" } });
}

test("a session's changes are listed with what the user said", async () => {
  const server = new FakeServer();
  server.answers.set("journeyman/changes/list", () => ({ changeSets: [changeSet("1", { "a.py": 2, "b.py": 1 })] }));
  const checkpoint = { checkpointId: "1", turnId: "t1", prompt: "Fix it.", createdAt: "", paths: [] };
  server.answers.set("journeyman/checkpoint/list", () => ({ checkpoints: [checkpoint] }));

  const changes = await started(server);

  expect([ids(changes), changes.root, changes.pendingCount, changes.promptOf("t1")]).toEqual([
    ["1"],
    ROOT,
    3,
    "Fix it.",
  ]);
});

test("a server that does not run is not started to list changes", async () => {
  const server = new FakeServer();
  server.state = "stopped";

  await started(server);

  expect(server.asked).toEqual([]);
});

test("changes are listed again when the server has come back", async () => {
  const server = new FakeServer();
  const changes = await started(server);
  server.become("starting");
  server.answers.set("journeyman/changes/list", () => ({ changeSets: [changeSet("4", { "a.py": 1 })] }));

  server.become("running");

  await vi.waitFor(() => expect(ids(changes)).toEqual(["4"]));
});

test("a session that the server has not opened yet is loaded first", async () => {
  const server = new FakeServer();
  server.answers.set("journeyman/changes/list", usage);
  server.answers.set("journeyman/session/load", () => {
    server.answers.set("journeyman/changes/list", () => ({ changeSets: [changeSet("1", { "a.py": 1 })] }));
  });

  const changes = await started(server);

  expect(ids(changes)).toEqual(["1"]);
  expect(server.asked[1]).toEqual({ method: "journeyman/session/load", params: { root: ROOT, sessionId: "s1" } });
});

test("what cannot be listed is logged, and what was on show stays", async () => {
  const server = new FakeServer();
  server.answers.set("journeyman/changes/list", () => ({ changeSets: [changeSet("1", { "a.py": 1 })] }));
  const changes = await started(server);
  server.answers.set("journeyman/changes/list", () => {
    throw new Error("The disk is gone.");
  });

  await changes.reload();

  expect(ids(changes)).toEqual(["1"]);
  expect(server.log.warnings).toEqual(["The changes of session s1 could not be listed: The disk is gone."]);
});

test("another session has changes of its own", async () => {
  const server = new FakeServer();
  server.answers.set("journeyman/changes/list", ({ sessionId }: { sessionId: string }) => ({
    changeSets: [changeSet(sessionId === "s1" ? "1" : "2", { "a.py": 1 })],
  }));
  const changes = await started(server);

  server.switchTo("s2");

  expect(ids(changes)).toEqual([]);
  await vi.waitFor(() => expect(ids(changes)).toEqual(["2"]));
});

test("an answer that comes when another session is on show is dropped", async () => {
  const server = new FakeServer();
  let answer: (value: unknown) => void = () => undefined;
  server.answers.set("journeyman/changes/list", () => new Promise((resolve) => (answer = resolve)));
  const changes = new SessionChanges(server.journeyman);
  const first = changes.reload();
  server.switchTo(undefined);

  answer({ changeSets: [changeSet("1", { "a.py": 1 })] });
  await first;

  expect(ids(changes)).toEqual([]);
});

test("updates replace a change set, add one in order, and take one away", async () => {
  const server = new FakeServer();
  server.answers.set("journeyman/changes/list", () => ({ changeSets: [changeSet("9", { "a.py": 1 })] }));
  const changes = await started(server);

  server.update({ kind: "change_set", ...changeSet("10", { "b.py": 2 }) });
  server.update({ kind: "change_set", ...changeSet("9", { "a.py": 3 }) });
  expect([ids(changes), changes.pendingCount]).toEqual([["9", "10"], 5]);

  server.update({ kind: "change_set", ...changeSet("9", {}) });
  server.update({ kind: "change_set", ...changeSet("11", { "c.py": 1 }) }, "another session");
  expect(ids(changes)).toEqual(["10"]);
});

test("files outside of the folder are left out", async () => {
  const server = new FakeServer();
  const changes = await started(server);
  server.answers.set("journeyman/changes/diff", () => ({ files: [fileDiff("../b.py", "1"), fileDiff("a.py", "2")] }));

  server.update({ kind: "change_set", ...changeSet("1", { "../b.py": 1, "/etc/passwd": 1, "a.py": 1 }) });

  expect(changes.set("1")?.files.map(({ path }) => path)).toEqual(["a.py"]);
  expect((await changes.diff("1")).map(({ path }) => path)).toEqual(["a.py"]);
});

test("hunks are asked for once, until a change set with the same file is another one", async () => {
  const server = new FakeServer();
  server.answers.set("journeyman/changes/list", () => ({
    changeSets: [changeSet("1", { "a.py": 1 }), changeSet("2", { "b.py": 1 })],
  }));
  server.answers.set("journeyman/changes/diff", () => ({ files: [fileDiff("a.py", "1.1.0")] }));
  const changes = await started(server);
  await Promise.all([changes.diff("1"), changes.diff("1"), changes.diff("2")]);
  server.asked.length = 0;

  server.update({ kind: "change_set", ...changeSet("3", { "a.py": 1 }) });
  await Promise.all([changes.diff("1"), changes.diff("2")]);

  const asked = server.asked.filter(({ method }) => method === "journeyman/changes/diff");
  expect(asked.map(({ params }) => params)).toEqual([{ sessionId: "s1", changeSetId: "1" }]);
});

test("hunks that could not be had are asked for again", async () => {
  const server = new FakeServer();
  const changes = await started(server);
  server.answers.set("journeyman/changes/diff", usage);
  await expect(changes.diff("1")).rejects.toThrow("is not open");
  server.answers.set("journeyman/changes/diff", () => ({ files: [fileDiff("a.py", "1.1.0")] }));

  expect(await changes.diff("1")).toHaveLength(1);
});

test("what could not be decided is told, and its hunks are asked for anew", async () => {
  const server = new FakeServer();
  const changes = await started(server);
  const failed = [{ hunkId: "1.1.0", reason: "The file is gone." }];
  server.answers.set("journeyman/changes/resolve", () => ({ resolved: [], failed }));
  const told = vi.fn();
  changes.onDidChange(told);

  expect(await changes.resolve("1", "reject", ["1.1.0"])).toEqual(failed);

  const params = { sessionId: "s1", changeSetId: "1", action: "reject", hunkIds: ["1.1.0"] };
  expect(server.asked.at(-1)).toEqual({ method: "journeyman/changes/resolve", params });
  expect(told).toHaveBeenCalledOnce();
});

test("nobody is told anything after the end", async () => {
  const server = new FakeServer();
  const changes = await started(server);
  const told = vi.fn();
  changes.onDidChange(told);

  changes.dispose();
  server.update({ kind: "change_set", ...changeSet("1", { "a.py": 1 }) });

  expect(told).not.toHaveBeenCalled();
});
