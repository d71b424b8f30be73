import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { redacted } from "../../../src/server/redaction";
import { report } from "../../../src/server/report";
import { optionsAmong, serverSettings } from "../../../src/server/settings";
import { condition, OpenQuestions, type Situation } from "../../../src/server/statusText";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

describe("the settings for the server", () => {
  const configuration = (values: Record<string, unknown>) => ({
    get: (name: string) => values[name] ?? "default",
    inspect: (name: string) => ({ defaultValue: "default", globalValue: values[name] }),
  });

  test("are those that the user has set", () => {
    const declared = ["journeyman.model", "journeyman.mode", "journeyman.maxSteps", "journeyman.endpoint"];

    expect(serverSettings(declared, configuration({ model: "tiny", maxSteps: 5, endpoint: "" }))).toEqual({
      model: "tiny",
      maxSteps: 5,
    });
  });

  test("hold what the user forbids also where a folder forbids something else, or nothing", () => {
    const values: Record<string, unknown[][]> = {
      deny: [["run rm *"], []],
      ask: [["run git *"], ["run git *", "run npm *"]],
    };
    const folder = {
      get: (name: string) => values[name]?.[1],
      inspect: (name: string) => ({ globalValue: values[name]?.[0], workspaceValue: values[name]?.[1] }),
    };

    expect(serverSettings(["journeyman.deny", "journeyman.ask", "journeyman.model"], folder)).toEqual({
      deny: ["run rm *"],
      ask: ["run git *", "run npm *"],
    });
  });

  test("are options that the server has", () => {
    const { properties } = JSON.parse(read("package.json")).contributes.configuration;
    const known = [...read("../docs/settings.md").matchAll(/^### `(\w+)`/gm)].map(([, name]) => name);

    const unknown = optionsAmong(Object.keys(properties)).filter(
      (name) => !known.includes(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
    );

    expect(unknown).toEqual([]);
  });
});

describe("what is sent to others", () => {
  test.each([
    ["api_key=abc12345", "api_key=(redacted)"],
    ['{"honchoKey": "hch-v1-abcdefgh"}', '{"honchoKey": "(redacted)"}'],
    ["Authorization: Bearer abcdefghij", "Authorization: (redacted) (redacted)"],
    ["used sk-or-v1-0123456789abcdef here", "used (redacted) here"],
    ["https://me:hunter2@host/v1", "https://(redacted)@host/v1"],
    ["https://me:p@ss@host/v1", "https://(redacted)@host/v1"],
    ["sent eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln here", "sent (redacted) here"],
    ["AKIAIOSFODNN7EXAMPLE", "(redacted)"],
    ['"skillSuggestions": false, packages-and-more', '"skillSuggestions": false, packages-and-more'],
    ["/home/me/project/a.py", "~/project/a.py"],
    ["max_turn_tokens is 1000000", "max_turn_tokens is 1000000"],
  ])("%s is %s", (text, shown) => {
    expect(redacted(text, "/home/me")).toBe(shown);
  });

  test("holds how the server was found, the settings without keys, and the end of the log", () => {
    const text = report({
      versions: { Extension: "0.1.0", Server: "" },
      state: "failed",
      problem: "No Python.",
      steps: [{ name: "path", taken: false, reason: "spawn journeyman ENOENT" }],
      settings: { model: "tiny", apiKey: "hunter2", maxTurnTokens: 1000 },
      log: Array.from({ length: 60 }, (_, line) => `line ${line}.`).join("\n"),
      homeFolder: "/home/me",
    });

    expect(text).toContain("- Server: unknown\n- Server is: failed: No Python.\n");
    expect(text).toContain("- not taken: path: spawn journeyman ENOENT\n");
    expect(text).toContain('"maxTurnTokens": 1000');
    expect(text).not.toContain("hunter2");
    expect([text.includes("line 9."), text.includes("line 10."), text.includes("line 59.")]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe("the status bar", () => {
  const status = { health: "ok" as const, busy: false, message: "", model: "tiny", contextWindow: 1 };
  const running: Situation = { server: "running", problem: "", status, waiting: false };

  test.each<[string, Situation]>([
    ["stopped", { ...running, server: "stopped" }],
    ["starting", { ...running, server: "starting" }],
    ["ready", running],
    ["working", { ...running, status: { ...status, busy: true } }],
    ["waiting", { ...running, waiting: true, status: { ...status, busy: true } }],
    ["problem", { ...running, status: { ...status, health: "warning", message: "No model." } }],
    ["problem", { ...running, server: "failed" }],
    ["problem", { ...running, server: "starting", problem: "It starts again in 2 s." }],
  ])("says %s", (expected, situation) => {
    expect(condition(situation)).toBe(expected);
  });

  test("waits until the last question is answered, or its turn is over", () => {
    const questions = new OpenQuestions();
    const permission = { title: "", tool: "", rawInput: {}, reason: "", options: [], toolCallId: "c" };
    questions.follow("one", { kind: "permission_pending", permissionId: "p", ...permission });
    questions.follow("two", { kind: "question_pending", questionId: "q", question: "", choices: [] });
    const seen = [questions.any];

    questions.follow("one", { kind: "permission_resolved", permissionId: "p", optionId: "allow_once" });
    seen.push(questions.any);
    questions.follow("two", { kind: "turn_state", state: "idle", sessionId: "two", turnId: "t" });
    seen.push(questions.any);

    expect(seen).toEqual([true, true, false]);
  });
});
