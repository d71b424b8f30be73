/** What steps cost, added up. */
import type { Usage } from "../../../src/updates";

export const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, totalTokens: 0 };

export function sum(one: Usage, other: Usage): Usage {
  const costs = [one.costUsd, other.costUsd].filter((cost) => cost !== undefined);
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    cachedTokens: one.cachedTokens + other.cachedTokens,
    totalTokens: one.totalTokens + other.totalTokens,
    ...(costs.length ? { costUsd: costs.reduce((total, cost) => total + cost) } : {}),
  };
}
