import { expect, test } from "vitest";
import { describeModel } from "../../src/commands/modelItems";
import type { Model } from "../../src/protocol";
import { windowSize } from "../../webview/shared/numbers";

const unknown: Model = {
  id: "m",
  contextWindow: null,
  tools: null,
  vision: null,
  thinking: null,
  firstTokenMs: null,
  tokensPerSecond: null,
  calledTool: null,
  checkedAt: null,
};
const t = (message: string, ...values: (string | number)[]) =>
  message.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)]));

test("what the service does not say is left out", () => {
  expect(describeModel(unknown, t)).toBe("");
});

test("window, abilities and measured speed are one line", () => {
  const model = {
    ...unknown,
    contextWindow: 65536,
    tools: true,
    vision: true,
    tokensPerSecond: 41.4,
    firstTokenMs: 310,
  };

  expect(describeModel(model, t)).toBe("window 64K · tools · images · 41 tokens/s · first after 0.3 s");
});

test("what a model cannot do is said", () => {
  expect(describeModel({ ...unknown, tools: false, calledTool: false }, t)).toBe(
    "no tools of its own · failed the tool test",
  );
});

test.each([
  [512, "512"],
  [32768, "32K"],
  [6700, "6.7K"],
  [200_000, "200K"],
])("%i tokens are %s", (tokens, said) => {
  expect(windowSize(tokens)).toBe(said);
});
