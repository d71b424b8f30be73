/** A VS Code with Journeyman in it, the real server, and a model that says what the test wrote. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { openBrowser } from "./browser";
import { CodeServer } from "./code-server";
import { Evidence } from "./evidence";
import { findInstallation, PICTURES } from "./installation";
import { Model } from "./model";
import { Network } from "./network";
import { type Files, Playground } from "./playground";
import { memoryOf, type Process, processesBelow } from "./processes";
import { type Theme, Workbench } from "./workbench";

export interface EditorOptions {
  /** The workspace folders by name; more than one make a multi-root workspace. */
  folders?: Record<string, Files>;
  settings?: Record<string, unknown>;
  /** `off`: VS Code does not know of trust. `untrusted`: nobody has trusted the workspace, and nobody is asked to. */
  trust?: "off" | "untrusted";
}

interface Parts {
  playground: Playground;
  model: Model;
  network: Network;
  server: CodeServer;
  browser: BrowserContext;
  page: Page;
}

export class Editor extends Workbench {
  /** How long parts of the start took, in milliseconds. */
  readonly took: Record<string, number> = {};
  readonly files: Playground;
  readonly model: Model;
  readonly network: Network;
  private readonly evidence: Evidence;

  private constructor(private readonly parts: Parts) {
    super(parts.page);
    this.files = parts.playground;
    this.model = parts.model;
    this.network = parts.network;
    this.evidence = new Evidence(parts.page, parts.playground);
  }

  static async start(options: EditorOptions = {}): Promise<Editor> {
    const begun = performance.now();
    const editor = new Editor(await startParts(options));
    editor.took["code-server and browser"] = Math.round(performance.now() - begun);
    try {
      await editor.page.goto(`${editor.parts.server.url}/?${editor.files.query}`, { waitUntil: "domcontentloaded" });
      await editor.ready();
    } catch (error) {
      await editor.keepEvidence("start");
      await editor.stop();
      throw error;
    }
    editor.took["workbench ready"] = Math.round(performance.now() - begun);
    return editor;
  }

  /** Our server's processes; none before it is needed. */
  get serverProcesses(): Process[] {
    return this.processes("-m journeyman serve");
  }

  /** The processes below code-server with `part` in their command line. */
  processes(part: string): Process[] {
    return processesBelow(this.parts.server.pid).filter(({ command }) => command.includes(part));
  }

  /** In MiB: VS Code's processes with ours among them, ours alone, and the browser's. */
  get memory(): { codeServer: number; ours: number; browser: number } {
    const below = processesBelow(process.pid);
    const codeServer = processesBelow(this.parts.server.pid);
    const browser = below.filter(({ command }) => command.includes(join(this.files.folder, "browser")));
    return { codeServer: memoryOf(codeServer), ours: memoryOf(this.serverProcesses), browser: memoryOf(browser) };
  }

  /** Takes a picture of the window, or of a part of it, in a theme, and leaves that theme on. */
  async screenshot(name: string, theme: Theme, part?: Locator): Promise<string> {
    await this.setTheme(theme);
    // Else there are hints in the picture of what the mouse is over.
    const { width = 0, height = 0 } = this.page.viewportSize() ?? {};
    await this.page.mouse.move(width / 2, height - 4);
    mkdirSync(PICTURES, { recursive: true });
    const path = join(PICTURES, `${name}-${theme}.png`);
    await (part ?? this.page).screenshot({ path, animations: "disabled", caret: "hide" });
    return path;
  }

  async keepEvidence(name: string): Promise<string> {
    return this.evidence.keep(name);
  }

  async stop(): Promise<void> {
    await stopParts(this.parts);
  }
}

async function startParts(options: EditorOptions): Promise<Parts> {
  const installation = findInstallation();
  const playground = new Playground(options.folders ?? { project: {} });
  const { folder } = playground;
  const started: Partial<Parts> = { playground };
  try {
    const network = await Network.start(folder);
    started.network = network;
    const model = await Model.start();
    started.model = model;
    playground.writeSettings({
      "security.workspace.trust.enabled": options.trust === "untrusted",
      "journeyman.server.command": [installation.python, "-m", "journeyman", "serve"],
      ...model.settings,
      ...options.settings,
    });
    const environment = { ...playground.environment, ...network.environment };
    const server = await CodeServer.start({ installation, folder, environment });
    started.server = server;
    const browser = await openBrowser(installation.chromium, folder, network);
    started.browser = browser;
    return { playground, network, model, server, browser, page: browser.pages()[0] ?? (await browser.newPage()) };
  } catch (error) {
    await stopParts(started);
    throw error;
  }
}

async function stopParts({ browser, server, model, network, playground }: Partial<Parts>): Promise<void> {
  await browser?.close();
  await server?.stop();
  await model?.stop();
  await network?.stop();
  playground?.remove();
}
