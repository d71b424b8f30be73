/** What is said of a model in lists: its window, what it can do, and how fast it was when it was tested. */
import { windowSize } from "../../webview/shared/numbers";
import type { Model } from "../protocol";

/** The words of this file, translated by who shows them. */
export type Words = (message: string, ...values: (string | number)[]) => string;

/** One line, such as `64K · tools · images · 41 tokens/s`. What the service does not say is left out. */
export function describeModel(model: Model, t: Words): string {
  const parts = [
    model.contextWindow ? t("window {0}", windowSize(model.contextWindow)) : "",
    model.tools === false ? t("no tools of its own") : model.tools ? t("tools") : "",
    model.vision ? t("images") : "",
    model.thinking ? t("thinking") : "",
    model.tokensPerSecond ? t("{0} tokens/s", Math.round(model.tokensPerSecond)) : "",
    model.firstTokenMs ? t("first after {0} s", (model.firstTokenMs / 1000).toFixed(1)) : "",
    model.calledTool === false ? t("failed the tool test") : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
