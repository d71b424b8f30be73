/** What a person needs to see why a test failed. */
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { logOf } from "./code-server";
import { EVIDENCE } from "./installation";
import type { Playground } from "./playground";

export class Evidence {
  private readonly console: string[] = [];

  constructor(
    private readonly page: Page,
    private readonly playground: Playground,
  ) {
    page.on("console", (message) => this.console.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => this.console.push(`uncaught: ${error.stack}`));
  }

  /** Keeps a picture, the page's console and all logs, and returns where. */
  async keep(name: string): Promise<string> {
    const folder = join(EVIDENCE, name.replaceAll(/[^\w]+/g, "-").toLowerCase());
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "console.txt"), this.console.join("\n"));
    const { folder: root, logs } = this.playground;
    for (const [from, to] of [
      [logOf(root), "code-server.log"],
      [join(root, "network.jsonl"), "network.jsonl"],
      [logs, "vscode"],
    ] as const) {
      if (existsSync(from)) cpSync(from, join(folder, to), { recursive: true });
    }
    await this.page.screenshot({ path: join(folder, "screen.png") });
    return folder;
  }
}
