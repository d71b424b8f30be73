/** The browser that shows VS Code. */
import { join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import type { Network } from "./network";

const STEP_MS = 20_000;

export async function openBrowser(executablePath: string, folder: string, network: Network): Promise<BrowserContext> {
  const browser = await chromium.launchPersistentContext(join(folder, "browser"), {
    executablePath,
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    env: { PATH: process.env.PATH ?? "", HOME: join(folder, "home"), TMPDIR: join(folder, "tmp") },
    args: [
      // It is not used for 127.0.0.1.
      `--proxy-server=${network.browserProxy}`,
      "--disable-quic",
      "--no-sandbox",
      "--disable-gpu",
    ],
  });
  network.watch(browser);
  await browser.grantPermissions(["clipboard-read", "clipboard-write"]);
  browser.setDefaultTimeout(STEP_MS);
  return browser;
}
