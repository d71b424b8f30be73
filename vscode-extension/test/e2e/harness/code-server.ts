/** The process that serves VS Code and runs its extension host. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Installation } from "./installation";

const START_MS = 60_000;

export interface CodeServerOptions {
  installation: Installation;
  /** Holds the user's settings, extensions, and the log. */
  folder: string;
  environment: Record<string, string>;
}

export class CodeServer {
  private readonly kill = () => killGroup(this.server);

  private constructor(
    private readonly server: ChildProcess,
    readonly url: string,
  ) {
    // A test run that crashes leaves nothing behind.
    process.once("exit", this.kill);
  }

  /** Installs the extension, then starts to listen at a free port. */
  static async start({ installation, folder, environment: env }: CodeServerOptions): Promise<CodeServer> {
    const places = ["--user-data-dir", join(folder, "user"), "--extensions-dir", join(folder, "extensions")];
    const command = [installation.codeServer, ...places];
    const install = [...command, "--install-extension", installation.vsix];
    await promisify(execFile)(process.execPath, install, { env, timeout: START_MS });
    const options = ["--auth", "none", "--bind-addr", "127.0.0.1:0", "--disable-telemetry", "--disable-update-check"];
    const quiet = ["--disable-getting-started-override", "--ignore-last-opened"];
    // In a process group of its own it can be ended with all its children.
    const server = spawn(process.execPath, [...command, ...options, ...quiet], { env, detached: true });
    return new CodeServer(server, await listening(server, logOf(folder)));
  }

  get pid(): number {
    return this.server.pid as number;
  }

  async stop(): Promise<void> {
    process.off("exit", this.kill);
    if (this.server.exitCode !== null || this.server.signalCode !== null) return;
    const ended = once(this.server, "exit");
    this.kill();
    await ended;
  }
}

export const logOf = (folder: string) => join(folder, "code-server.log");

/** Resolves with the address that the server says it listens at. All that it says is logged. */
async function listening(server: ChildProcess, log: string): Promise<string> {
  let said = "";
  const ready = new Promise<string>((resolve, reject) => {
    const listen = (text: Buffer) => {
      appendFileSync(log, text);
      said += text;
      const url = /HTTP server listening on (http:\/\/[^\s/]+)/.exec(said)?.[1];
      if (url) resolve(url);
    };
    server.stdout?.on("data", listen);
    server.stderr?.on("data", listen);
    server.once("exit", () => reject(new Error(`code-server ended:\n${said}`)));
    AbortSignal.timeout(START_MS).onabort = () => reject(new Error(`code-server does not listen:\n${said}`));
  });
  return ready.catch((error: unknown) => {
    killGroup(server);
    throw error;
  });
}

function killGroup(server: ChildProcess): void {
  try {
    if (server.pid) process.kill(-server.pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
