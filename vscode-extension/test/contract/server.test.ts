import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { call, edit, Model, say } from "../e2e/harness/model";
import { Client } from "./client";

let model: Model;
let client: Client;

beforeEach(async () => {
  model = await Model.start();
  const settings = { provider: "openai", endpoint: model.url, model: "tiny" };
  client = await Client.start(
    settings,
    { "log.py": "def total(start, end):\n    return start - end\n" },
    {
      "journeyman/editor/save": () => ({ saved: true }),
      "journeyman/editor/query": ({ what, uri }) =>
        what === "diagnostics" ? { diagnostics: uri ? [{ uri, diagnostics: [] }] : [] } : { locations: [] },
    },
  );
});

afterEach(async () => {
  await client.stop();
  await model.stop();
  expect(client.misfits).toEqual([]);
});

const open = () => client.request("journeyman/session/new", { root: client.root });

/** Runs a turn to its end; what it asks is allowed. */
async function turn(sessionId: string, text: string): Promise<string> {
  const { turnId } = await client.request("journeyman/session/prompt", { sessionId, prompt: [{ type: "text", text }] });
  await client.update("turn_state", (update) => update.turnId === turnId && update.state === "idle");
  return turnId;
}

/** A turn in which the agent changes log.py, after a yes. */
async function editedTurn(sessionId: string): Promise<string> {
  model.will([say("I edit."), edit("log.py", { old: "start - end", new: "end - start" })], [say("Done.")]);
  const ended = turn(sessionId, "Mend the sum.");
  const { permissionId, options } = await client.update("permission_pending");
  const optionId = options.find(({ kind }) => kind === "allow_once")?.optionId ?? "";
  await client.request("journeyman/permission/resolve", { sessionId, permissionId, optionId });
  return ended;
}

describe("src/protocol.ts fits what the server says", () => {
  test("of itself, its models and what it grew to", async () => {
    const status = await client.until("journeyman/status", ({ model: name }) => name !== "");
    const { models } = await client.request("journeyman/model/list", { root: client.root });
    await client.request("journeyman/growth/summary", { root: client.root });

    expect([status.model, status.health, models.map(({ id }) => id)]).toEqual(["tiny", "ok", ["tiny"]]);
  });

  test("of sessions", async () => {
    const { root } = client;
    const { sessionId, configOptions } = await open();
    model.will([say("Because of the order.")]);
    await turn(sessionId, "Why is the sum negative?");

    await client.request("journeyman/session/setConfig", { sessionId, configId: "mode", value: "plan" });
    const renamed = await client.request("journeyman/session/rename", { root, sessionId, title: "Sums" });
    const { updates } = await client.request("journeyman/session/state", { sessionId, sinceSeq: 0 });
    await client.request("journeyman/session/load", { root, sessionId });
    await client.request("journeyman/session/new", { root, from: { sessionId } });
    const { sessions } = await client.request("journeyman/session/list", { root });
    const { text } = await client.request("journeyman/session/export", { root, sessionId });
    await client.request("journeyman/session/delete", { root, sessionId });

    expect(configOptions.map(({ id }) => id)).toContain("model");
    expect([renamed.title, sessions.length, text.includes("negative")]).toEqual(["Sums", 2, true]);
    expect(updates.some(({ kind }) => kind === "agent_message_chunk")).toBe(true);
  });

  test("of the context of a prompt", async () => {
    const { sessionId } = await open();
    const position = { line: 0, character: 4 };

    const { items } = await client.request("journeyman/context/complete", { sessionId, text: "@log", position });
    const { parts } = await client.request("journeyman/context/preview", { sessionId });

    expect([
      items
        .map(({ insertText }) => insertText)
        .join()
        .includes("log.py"),
      parts.length > 0,
    ]).toEqual([true, true]);
  });

  test("of a change, its review and its checkpoint", async () => {
    const { sessionId } = await open();
    const turnId = await editedTurn(sessionId);

    const { changeSets } = await client.request("journeyman/changes/list", { sessionId });
    const changeSetId = changeSets[0]?.changeSetId ?? "";
    const { files } = await client.request("journeyman/changes/diff", { sessionId, changeSetId });
    const { checkpoints } = await client.request("journeyman/checkpoint/list", { sessionId });
    const checkpointId = checkpoints[0]?.checkpointId ?? "";
    await client.request("journeyman/checkpoint/restore", { sessionId, checkpointId, what: "files", dryRun: true });
    const rejected = await client.request("journeyman/changes/resolve", { sessionId, changeSetId, action: "reject" });
    await client.request("journeyman/episode/feedback", { sessionId, turnId, value: "down", note: "No." });

    expect([files[0]?.path, files[0]?.hunks.length, rejected.resolved.length]).toEqual(["log.py", 1, 1]);
  });

  test("of a question of the agent", async () => {
    const { sessionId } = await open();
    model.will([call("ask_user", { question: "Up or down?", choices: ["up", "down"] })], [say("Up it is.")]);
    const ended = turn(sessionId, "Round the hours.");

    const { questionId } = await client.update("question_pending");
    await client.request("journeyman/question/resolve", { sessionId, questionId, answer: "up" });
    await ended;

    expect((await client.update("question_resolved")).answer).toBe("up");
  });

  test("of skills", async () => {
    const skill = { root: client.root, name: "add-a-route" };
    const text =
      "---\nname: add-a-route\ndescription: Adds a route. Use it for new endpoints.\n---\n\n1. Write the test first.\n";

    await client.request("journeyman/skill/save", { ...skill, text });
    await client.request("journeyman/skill/save", { ...skill, text: `${text}2. Run it.\n` });
    await client.request("journeyman/skill/approve", skill);
    await client.request("journeyman/skill/teach", { ...skill, prompt: "expose the invoices", fits: true });
    const { skills } = await client.request("journeyman/skill/list", { root: client.root });
    await client.request("journeyman/skill/get", skill);
    await client.request("journeyman/skill/search", { root: client.root, query: "new endpoint" });
    const { versions } = await client.request("journeyman/skill/history", skill);
    await client.request("journeyman/skill/rollback", skill);
    const pinned = await client.request("journeyman/skill/setState", { ...skill, pinned: true });
    await client.request("journeyman/skill/share", { ...skill, scope: "repository" });
    await client.request("journeyman/skill/delete", skill);
    await client.until("journeyman/skill/didChange");

    expect([skills.map(({ name }) => name), versions.length, pinned.skill.pinned]).toEqual([["add-a-route"], 2, true]);
  });

  test("of the memory", async () => {
    const { root } = client;
    const { memory } = await client.request("journeyman/memory/add", { root, text: "I prefer four spaces." });
    const { id } = memory;

    const { memories } = await client.request("journeyman/memory/list", { root });
    await client.request("journeyman/memory/search", { root, query: "indentation spaces" });
    await client.request("journeyman/memory/why", { root, id });
    await client.request("journeyman/memory/profile", { root });
    const corrected = await client.request("journeyman/memory/update", { root, id, pinned: true });
    await client.request("journeyman/memory/writeRule", { root, id });
    await client.request("journeyman/memory/consolidate", { root });
    await client.request("journeyman/memory/forget", { root, id });
    await client.until("journeyman/memory/didChange");

    expect([memories.some((one) => one.id === id), corrected.memory.pinned]).toEqual([true, true]);
  });

  test("of a commit", async () => {
    const git = (...args: string[]) => execFileSync("git", args, { cwd: client.folder });
    git("init", "-q");
    git("add", "log.py");
    model.will([say("Add the sum of a log")]);

    const { text } = await client.request("journeyman/git/commitMessage", { root: client.root });

    expect(text).toBe("Add the sum of a log");
  });

  test("when it asks the editor", async () => {
    const { sessionId } = await open();
    model.will([call("definition", { path: "log.py", line: 1, name: "total" })], [say("There.")]);

    await turn(sessionId, "Where is total?");

    expect(client.asked).toContain("journeyman/editor/query");
  });

  test("when it refuses", async () => {
    const params = { sessionId: "none", prompt: [{ type: "text", text: "?" }] };

    await expect(client.request("journeyman/session/prompt", params)).rejects.toMatchObject({
      code: -32051,
      data: { kind: "usage" },
    });
  });
});
