/** What is said of a model in lists: its window, what it can do, and how fast it was when it was tested. */
import { windowSize } from "../../webview/shared/numbers";
import type { Model, ProbePart } from "../protocol";

/** The words of this file, translated by who shows them. */
export type Words = (message: string, ...values: (string | number)[]) => string;

/** One line, such as `64K · tools · images · 41 tokens/s`. What the service does not say is left out. */
export function describeModel(model: Model, t: Words): string {
  const outcome = (name: ProbePart["name"]) => model.parts.find((part) => part.name === name)?.outcome;
  const parts = [
    model.contextWindow ? describeWindow(model.contextWindow, model.maxContextWindow, t) : "",
    model.tools === false ? t("no tools of its own") : model.tools ? t("tools") : "",
    model.vision ? t("images") : "",
    model.thinking ? t("thinking") : "",
    model.tokensPerSecond ? t("{0} tokens/s", Math.round(model.tokensPerSecond)) : "",
    model.firstTokenMs ? t("first after {0} s", (model.firstTokenMs / 1000).toFixed(1)) : "",
    model.toolCalls === "constrained" ? t("tool calls as JSON") : "",
    model.toolCalls !== "constrained" && model.calledTool === false ? t("failed the tool test") : "",
    outcome("two_tool_calls") === "right" ? t("several calls at a time") : "",
    outcome("long_input") === "cut_off" ? t("long inputs are cut off") : "",
    outcome("long_input") === "wrong" ? t("failed the test with a long input") : "",
    model.inputUsdPerMillion !== null && model.outputUsdPerMillion !== null
      ? t("USD {0} and {1} a million tokens", model.inputUsdPerMillion, model.outputUsdPerMillion)
      : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

function describeWindow(tokens: number, possible: number | null, t: Words): string {
  return possible !== null && possible > tokens
    ? t("window {0} of {1}", windowSize(tokens), windowSize(possible))
    : t("window {0}", windowSize(tokens));
}

export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
