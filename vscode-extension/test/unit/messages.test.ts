import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bridgeError } from "../../src/bridgeError";
import { plain } from "../../src/plain";

const sources = new URL("../../src/", import.meta.url);

test.each([
  ["Run [this](command:workbench.action.quit)", "Run [this] (command:workbench.action.quit)"],
  ["[a](https://evil.example) [b](file:///etc/passwd)", "[a] (https://evil.example) [b] (file:///etc/passwd)"],
  ["$(check) trusted", "$ (check) trusted"],
  ["a[0] and f(x)", "a[0] and f(x)"],
])("%s holds no link and no icon of others", (text, shown) => {
  expect(plain(text)).toBe(shown);
});

test("no notification is shown but by messages.ts, which makes its text plain", () => {
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const direct = files.flatMap((file) => {
    const text = readFileSync(new URL(file.replaceAll("\\", "/"), sources), "utf8");
    const shown = text.match(/show(?:Information|Warning|Error)Message\b(?!\([^;]{0,60}modal: true)/g) ?? [];
    return shown.map(() => file);
  });

  expect(new Set(direct)).toEqual(new Set(["messages.ts"]));
});

test("an error keeps the button that the server proposes only where it runs something harmless", () => {
  const error = (command: string) =>
    Object.assign(new Error("No model."), { data: { kind: "no_model", hint: "Mend it", command } });

  expect(bridgeError(error("journeyman.chooseModel"))).toEqual({
    message: "No model.",
    kind: "no_model",
    hint: "Mend it",
    command: "journeyman.chooseModel",
  });
  for (const command of ["workbench.action.terminal.sendSequence", "journeyman.acceptAll", "journeyman.prompt"]) {
    expect(bridgeError(error(command)).command).toBeUndefined();
  }
});

test("whatever is thrown is told", () => {
  expect([bridgeError(undefined).message, bridgeError("gone").message]).toEqual(["undefined", "gone"]);
});
