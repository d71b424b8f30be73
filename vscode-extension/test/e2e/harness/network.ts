/** Tells whether anything in a test asked for something outside of 127.0.0.1, and lets nothing out. */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserContext } from "playwright-core";

const GUARDS = fileURLToPath(new URL("guards", import.meta.url));

interface Note {
  pid?: number;
  /** The process that is watched from here on, by its arguments. */
  guarded?: string;
  /** What was asked for and refused. */
  outside?: string;
}

/**
 * Node and Python processes are watched from within. The browser, and processes that are not watched but know
 * proxies, are sent to a proxy that refuses everything. All write down what they saw.
 */
export class Network {
  /** Hosts that pages asked for; the browser asks for others on its own account. */
  private readonly askedByPages = new Set<string>();
  private readonly askedOfBrowser: string[] = [];

  private constructor(
    private readonly file: string,
    private readonly processes: Server,
    private readonly browser: Server,
  ) {}

  static async start(folder: string): Promise<Network> {
    const file = join(folder, "network.jsonl");
    writeFileSync(file, "");
    const processes = await refusingProxy((outside) => appendFileSync(file, `${JSON.stringify({ outside })}\n`));
    const browser = await refusingProxy((outside) => network.askedOfBrowser.push(outside));
    const network = new Network(file, processes, browser);
    return network;
  }

  get browserProxy(): string {
    return addressOf(this.browser);
  }

  /** Variables that put a process and all its children under watch. */
  get environment(): Record<string, string> {
    const proxies = ["http_proxy", "https_proxy", "all_proxy"].flatMap((name) => [name, name.toUpperCase()]);
    return {
      ...Object.fromEntries(proxies.map((name) => [name, addressOf(this.processes)])),
      no_proxy: "127.0.0.1,localhost",
      NO_PROXY: "127.0.0.1,localhost",
      NODE_OPTIONS: `--require ${join(GUARDS, "guard.cjs")}`,
      PYTHONPATH: GUARDS,
      NETWORK_NOTES: this.file,
    };
  }

  /** Listens to what the pages of a browser ask for. */
  watch(browser: BrowserContext): void {
    const note = (url: string) => this.askedByPages.add(new URL(url).hostname);
    browser.on("request", (request) => note(request.url()));
    for (const page of browser.pages()) page.on("websocket", (socket) => note(socket.url()));
    browser.on("page", (page) => page.on("websocket", (socket) => note(socket.url())));
  }

  /** What was asked for outside of 127.0.0.1 so far. */
  get outside(): string[] {
    const byPages = this.askedOfBrowser.filter((url) => this.askedByPages.has(new URL(url).hostname));
    return [...this.notes.flatMap((note) => note.outside ?? []), ...byPages];
  }

  /** Whether the process is watched from within. */
  watches(pid: number): boolean {
    return this.notes.some((note) => note.guarded !== undefined && note.pid === pid);
  }

  async stop(): Promise<void> {
    for (const proxy of [this.processes, this.browser]) {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    }
  }

  private get notes(): Note[] {
    const lines = readFileSync(this.file, "utf8").split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Note);
  }
}

async function refusingProxy(note: (url: string) => void): Promise<Server> {
  const proxy = createServer((request, response) => {
    note(String(request.url));
    response.writeHead(403).end();
  });
  proxy.on("connect", (request, socket) => {
    note(`https://${request.url}`);
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return proxy;
}

const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
