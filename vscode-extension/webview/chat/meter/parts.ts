import type { Learning, Part } from "../../../src/protocol";
import { t } from "../../shared/l10n";

/** What is in the model's window, in tokens. */
export interface Filling {
  parts: Part[];
  total: number;
  contextWindow: number;
  learning: Learning;
}

export const worthShowing = (parts: readonly Part[]): Part[] => parts.filter(({ tokens }) => tokens > 0);

/** Of the window, in per cent. */
export function share(tokens: number, { contextWindow, total }: Pick<Filling, "contextWindow" | "total">): number {
  return (100 * tokens) / Math.max(contextWindow, total, 1);
}

/** What a part is called; those that are not known keep their names. */
export function partName(name: string): string {
  const names: Record<string, string> = {
    system: t("system"),
    tools: t("tools"),
    instructions: t("instructions"),
    memory: t("memory"),
    retrieved: t("retrieved"),
    history: t("history"),
  };
  return names[name] ?? name;
}
