import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  currentEnvironment,
  type Installation,
  InstallFailed,
  makeEnvironment,
  markUsed,
  removeUnused,
} from "../../../src/server/environment";
import { ProgramFailed } from "../../../src/server/programs";

const WHEEL = "/extension/server/journeyman-0.1.0-py3-none-any.whl";
let storage: string;
beforeEach(async () => {
  storage = await mkdtemp(join(tmpdir(), "storage-"));
});
afterEach(() => rm(storage, { recursive: true }));

/** A machine on which a program fails with an output, by the first word of its last argument but one. */
function installation(failures: Record<string, string> = {}, more: Partial<Installation> = {}) {
  const ran: string[] = [];
  const wanted: Installation = {
    storage,
    wheel: WHEEL,
    wheels: "",
    pythons: [["python3"]],
    signal: new AbortController().signal,
    log: () => undefined,
    run: async (command, args) => {
      const line = [command, ...args].join(" ").replaceAll(storage, "");
      ran.push(line);
      const failure = Object.entries(failures).find(([part]) => line.includes(part));
      if (failure) throw new ProgramFailed("failed", failure[1]);
      return "";
    },
    ...more,
  };
  return { wanted, ran };
}

const environments = () => readdir(join(storage, "environments"));

describe("the managed environment", () => {
  test("is made by uv where there is one", async () => {
    const { wanted, ran } = installation();

    const folder = await makeEnvironment(wanted);

    expect(await currentEnvironment(storage, WHEEL)).toBe(folder);
    expect(ran[0]).toMatch(/^uv venv /);
    expect(ran[1]).toMatch(new RegExp(`^uv pip install --python .* ${WHEEL}$`));
  });

  test("is made by Python where there is no uv", async () => {
    const { wanted, ran } = installation({ "uv ": "" });

    await makeEnvironment(wanted);

    expect(ran.slice(2)).toEqual([
      expect.stringMatching(/^python3 -P -m venv /),
      expect.stringMatching(/-P -m pip install .* \/extension/),
      expect.stringMatching(/-P -m journeyman --version$/),
    ]);
  });

  test("is made without a network from a folder of wheels", async () => {
    const { wanted, ran } = installation({ "uv ": "" }, { wheels: "/wheels" });

    await makeEnvironment(wanted);

    expect(ran[3]).toContain("--no-index --find-links /wheels");
  });

  test.each([
    ["NewConnectionError: Failed to establish a new connection", "", "offline"],
    ["error: Failed to fetch: dns error", "", "offline"],
    ["ERROR: No matching distribution found for httpx", "/wheels", "missing_wheels"],
    ["ERROR: disk full", "", "failed"],
  ])("says what went wrong: %s", async (output, wheels, kind) => {
    const { wanted } = installation({ "pip install": output }, { wheels });

    await expect(makeEnvironment(wanted)).rejects.toMatchObject({ kind });
    expect(await environments()).toEqual([]);
  });

  test("needs a Python that is new enough", async () => {
    const { wanted } = installation({ "uv ": "", "python3 -c": "Python is older than 3.11" });

    await expect(makeEnvironment(wanted)).rejects.toEqual(
      new InstallFailed("no_python", "There is no Python 3.11 or newer."),
    );
  });

  test("is not left half made when the user cancels", async () => {
    const cancel = new AbortController();
    const { wanted } = installation({}, { signal: cancel.signal });
    const run: Installation["run"] = async (_, args) => {
      if (args.includes("install")) cancel.abort();
      return "";
    };

    await expect(makeEnvironment({ ...wanted, run })).rejects.toMatchObject({ kind: "cancelled" });
    expect([await environments(), await currentEnvironment(storage, WHEEL)]).toEqual([[], undefined]);
  });

  test("is not taken for another version of the extension", async () => {
    await makeEnvironment(installation().wanted);

    expect(await currentEnvironment(storage, WHEEL.replace("0.1.0", "0.1.1"))).toBeUndefined();
  });

  test.each(["{", "[]", '{"folder": "../../evil", "from": "journeyman-0.1.0-py3-none-any.whl"}', "null"])(
    "is made anew where its record is %s",
    async (text) => {
      await writeFile(join(storage, "environment.json"), text);

      expect(await currentEnvironment(storage, WHEEL)).toBeUndefined();
    },
  );
});

test("an environment is removed when no window runs from it", async () => {
  const [current, used, unused] = ["current", "used", "unused"].map((name) => join(storage, "environments", name));
  for (const folder of [current, used, unused] as string[]) await mkdir(folder, { recursive: true });
  await markUsed(used as string);
  await writeFile(join(unused as string, "used-by-999999999"), "");

  await removeUnused(storage, current as string);

  expect([existsSync(current as string), await environments()]).toEqual([true, ["current", "used"]]);
});
