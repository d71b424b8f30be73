import { expect, test } from "vitest";
import { describeModel } from "../../src/commands/modelItems";
import type { Model } from "../../src/protocol";
import { windowSize } from "../../webview/shared/numbers";

const unknown: Model = {
  id: "m",
  contextWindow: null,
  maxContextWindow: null,
  tools: null,
  vision: null,
  thinking: null,
  inputUsdPerMillion: null,
  outputUsdPerMillion: null,
  firstTokenMs: null,
  tokensPerSecond: null,
  calledTool: null,
  toolCalls: null,
  parts: [],
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

test("what the live test has shown is said, short", () => {
  const tried: Model = {
    ...unknown,
    contextWindow: 8192,
    maxContextWindow: 262144,
    calledTool: false,
    toolCalls: "constrained",
    parts: [
      { name: "two_tool_calls", outcome: "wrong", message: "It called no tool." },
      { name: "long_input", outcome: "cut_off", message: "The service read 2,048 of about 6,000 tokens." },
    ],
  };

  expect(describeModel(tried, t)).toBe("window 8K of 256K · tool calls as JSON · long inputs are cut off");
});

test("what is good is said, and the price", () => {
  const tried: Model = {
    ...unknown,
    calledTool: true,
    toolCalls: "native",
    parts: [
      { name: "two_tool_calls", outcome: "right", message: "" },
      { name: "long_input", outcome: "right", message: "" },
    ],
    inputUsdPerMillion: 0.2,
    outputUsdPerMillion: 0,
  };

  expect(describeModel(tried, t)).toBe("several calls at a time · USD 0.2 and 0 a million tokens");
});

test.each([
  [512, "512"],
  [32768, "32K"],
  [6700, "6.7K"],
  [200_000, "200K"],
])("%i tokens are %s", (tokens, said) => {
  expect(windowSize(tokens)).toBe(said);
});
