import { describe, expect, test } from "vitest";
import {
  type Candidate,
  findServer,
  inPython,
  isCompatible,
  type Rungs,
  WrongCommand,
} from "../../../src/server/ladder";
import { ProgramFailed } from "../../../src/server/programs";

const onPath: Candidate = { name: "path", command: "journeyman", args: [] };
const python = inPython("python", "/usr/bin/python3");
const managed = inPython("managed", "/storage/bin/python");

/** A machine where the named commands answer as given. */
function machine(answers: Record<string, string | Error>, more: Partial<Rungs> = {}) {
  const log: string[] = [];
  const rungs: Rungs = {
    version: "0.1.0",
    ownCommand: [],
    lateCommand: async () => [],
    candidates: async () => [onPath, python],
    managed: async () => undefined,
    askVersion: async ({ command }) => {
      const answer = answers[command] ?? new ProgramFailed("No module named journeyman", "");
      if (answer instanceof Error) throw answer;
      return answer;
    },
    install: async () => managed,
    log: ({ name, taken, reason }) => log.push(`${taken ? "+" : "-"} ${name}: ${reason}`),
    ...more,
  };
  return { rungs, log };
}

describe("the ladder", () => {
  test("takes the command of the setting before all others", async () => {
    const { rungs } = machine({ journeyman: "journeyman 0.1.0" }, { ownCommand: ["uvx", "journeyman", "serve"] });

    expect(await findServer(rungs)).toEqual(["uvx", "journeyman", "serve"]);
  });

  test("takes a setting that comes late, and asks for no installation then", async () => {
    const { rungs } = machine({}, { lateCommand: async () => ["uvx", "journeyman", "serve"] });

    expect(await findServer(rungs)).toEqual(["uvx", "journeyman", "serve"]);
  });

  test.each([[["journeyman", 1]], ["journeyman serve"], [[""]], [{}]])("refuses the setting %j", async (ownCommand) => {
    const { rungs, log } = machine({}, { ownCommand });

    await expect(findServer(rungs)).rejects.toBeInstanceOf(WrongCommand);
    expect(log).toEqual(["- setting journeyman.server.command: is not a list of strings"]);
  });

  test("says why each step was passed over", async () => {
    const { rungs, log } = machine({ journeyman: "journeyman 0.2.0\n", "/usr/bin/python3": "journeyman 0.1.7" });

    expect(await findServer(rungs)).toEqual(["/usr/bin/python3", "-P", "-m", "journeyman", "serve"]);
    expect(log).toEqual([
      "- setting journeyman.server.command: is empty",
      "- path: journeyman 0.2.0 does not fit version 0.1.0",
      "+ python: fits version 0.1.0",
    ]);
  });

  test("does not take another program of the same name", async () => {
    const { rungs, log } = machine({ journeyman: "Journeyman's toolbox 0.1.0" });

    await findServer(rungs);

    expect(log[1]).toBe("- path: is something else of the same name");
  });

  test("installs only if nothing fits", async () => {
    const { rungs, log } = machine({});

    expect(await findServer(rungs)).toEqual(["/storage/bin/python", "-P", "-m", "journeyman", "serve"]);
    expect(log.slice(1)).toEqual([
      "- path: No module named journeyman",
      "- python: No module named journeyman",
      "- setting journeyman.server.command: is empty",
      "+ managed: installed now",
    ]);
  });

  test("takes the environment that was made before", async () => {
    const answers = { "/storage/bin/python": "journeyman 0.1.0" };
    const { rungs } = machine(answers, {
      managed: async () => managed,
      install: () => Promise.reject(new Error("not again")),
    });

    expect((await findServer(rungs))[0]).toBe("/storage/bin/python");
  });
});

test.each([
  ["journeyman 0.1.0", true],
  ["journeyman 0.1.9rc1", true],
  ["journeyman 0.10.0", false],
  ["journeyman 1.1.0", false],
  ["", false],
])("version %j is compatible with 0.1.3: %s", (version, compatible) => {
  expect(isCompatible(version, "0.1.3")).toBe(compatible);
});
