import { beforeEach, describe, expect, test, vi } from "vitest";
import { Credentials } from "../../../src/editor/credentials";
import { boxes, typed } from "./vscodeParts";

vi.mock("vscode", () => import("./vscodeParts"));

const ENDPOINT = "https://models.example/api/v1";
const TOKEN = {} as never;
const said = { at: (index: number) => boxes.map(({ prompt }) => prompt ?? "").at(index) };
let secrets: Map<string, string>;
let credentials: Credentials;

beforeEach(() => {
  secrets = new Map();
  boxes.length = typed.length = 0;
  const memento = new Map<string, unknown>();
  const context = {
    secrets: {
      get: async (name: string) => secrets.get(name),
      store: async (name: string, key: string) => void secrets.set(name, key),
      delete: async (name: string) => void secrets.delete(name),
    },
    globalState: {
      get: (name: string, otherwise: unknown) => memento.get(name) ?? otherwise,
      update: async (name: string, value: unknown) => void memento.set(name, value),
    },
  };
  credentials = new Credentials(context as never, { state: "stopped" } as never);
});

describe("the key of a service", () => {
  test("is asked for once, hidden, and kept for its origin", async () => {
    typed.push(" sk-1 ");

    const first = await credentials.get(ENDPOINT, TOKEN);
    const second = await credentials.get("https://models.example/other", TOKEN);

    expect([first, second, boxes.length, boxes[0]?.password]).toEqual([{ key: "sk-1" }, { key: "sk-1" }, 1, true]);
    expect([...secrets.keys()]).toEqual(["journeyman.key:https://models.example"]);
  });

  test("is not given to another service", async () => {
    typed.push("sk-1", undefined);

    await credentials.get(ENDPOINT, TOKEN);

    expect(await credentials.get("https://models.example.evil.example", TOKEN)).toEqual({});
  });

  test("is asked for once where several folders need it at the same time", async () => {
    typed.push("sk-1");

    const keys = await Promise.all([credentials.get(ENDPOINT, TOKEN), credentials.get(ENDPOINT, TOKEN)]);

    expect([keys, boxes.length]).toEqual([[{ key: "sk-1" }, { key: "sk-1" }], 1]);
  });

  test("is not asked for again where the user gave none", async () => {
    typed.push(undefined);

    const answers = [await credentials.get(ENDPOINT, TOKEN), await credentials.get(ENDPOINT, TOKEN)];

    expect([answers, boxes.length]).toEqual([[{}, {}], 1]);
  });

  test("is asked for again where it was the server that gave up asking", async () => {
    typed.push(undefined, "sk-1");

    const first = await credentials.get(ENDPOINT, { isCancellationRequested: true } as never);
    const second = await credentials.get(ENDPOINT, TOKEN);

    expect([first, second]).toEqual([{}, { key: "sk-1" }]);
  });

  test.each(["https://models.example@evil.example/v1", "https://evil.example/models.example"])(
    "of a service is not given to %s, which the user sees by its name",
    async (endpoint) => {
      typed.push("sk-1", undefined);
      await credentials.get(ENDPOINT, TOKEN);

      expect(await credentials.get(endpoint, TOKEN)).toEqual({});
      expect(said.at(-1)).toContain("https://evil.example");
      expect(said.at(-1)).not.toContain("models.example");
    },
  );

  test("never goes where others can read it on its way", async () => {
    await expect(credentials.get("http://models.example/v1", TOKEN)).rejects.toThrow("only by https");
    expect(boxes).toEqual([]);
  });

  test("is replaced and forgotten by commands", async () => {
    typed.push(ENDPOINT, "sk-2");
    await credentials.set();
    const kept = [...secrets.values()];

    await credentials.forget();

    expect([kept, secrets.size]).toEqual([["sk-2"], 0]);
  });
});
