/** Looks for what keeps people from using a view. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Frame } from "playwright-core";

const SCRIPT = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe-core finds wrong in a view of the side bar: rule, reason, and the elements. */
export async function violations(frame: Frame): Promise<string[]> {
  // Evaluated by the browser's own tools, so the page's content security policy stays as it is.
  await frame.evaluate(await readFile(SCRIPT, "utf8"));
  const found = await frame.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<AxeResults> } };
    const { style } = document.documentElement;
    // A webview is transparent: what is behind it is out of axe's sight, and it would take it to be white.
    style.backgroundColor = "var(--vscode-sideBar-background)";
    try {
      return await axe.run();
    } finally {
      style.backgroundColor = "";
    }
  });
  return found.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(" ")}`);
}
