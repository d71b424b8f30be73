/** Starts one server process and the language client that talks to it. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";
import { within } from "../within";
import { askQuestion, type Prompted } from "./question";
import { serverSettings } from "./settings";

const INITIALIZE_MS = 60_000;
const SHUTDOWN_MS = 1_500;
const EXIT_MS = 400;

export interface LaunchOptions {
  context: vscode.ExtensionContext;
  log: vscode.LogOutputChannel;
  /** What starts the server. */
  command: readonly string[];
  /** Called should the server end without having been asked to. */
  ended(): void;
  /** Called when a turn began by a code action. */
  prompted(turn: Prompted): void;
  signal: AbortSignal;
  /** Called before the client starts, to register who listens. */
  prepare(client: LanguageClient): void;
}

/** A running server. */
export interface RunningServer {
  client: LanguageClient;
  stop(): Promise<void>;
}

/** What goes wrong in the client is told by us, in our words and once. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export async function launch(options: LaunchOptions): Promise<RunningServer> {
  const { context, command, signal } = options;
  const [program = "", ...args] = command;
  // Never in a workspace folder: code that lies there must not be taken for a library.
  const executable = { command: program, args, options: { cwd: context.globalStorageUri.fsPath, env: environment() } };
  const client = new QuietClient("journeyman-server", "Journeyman", executable, clientOptions(options));
  client.registerFeature(ourCapability);
  options.prepare(client);
  const kill = () => client.serverProcess?.kill("SIGKILL");
  signal.addEventListener("abort", kill);
  try {
    await within(INITIALIZE_MS, client.start(), "The server did not answer in time.");
    const child = client.serverProcess;
    if (!client.isRunning() || !child) {
      throw new Error("The server ended while it started.");
    }
    return { client, stop: () => stop(client, child) };
  } catch (error) {
    kill();
    throw error;
  } finally {
    signal.removeEventListener("abort", kill);
  }
}

/** What the user has set for the server, as VS Code knows it now. */
export function currentSettings(context: vscode.ExtensionContext): Record<string, unknown> {
  const { properties } = context.extension.packageJSON.contributes.configuration;
  return serverSettings(Object.keys(properties), vscode.workspace.getConfiguration("journeyman"));
}

function clientOptions({ context, log, ended, prompted }: LaunchOptions): LanguageClientOptions {
  return {
    documentSelector: [{ scheme: "file" }],
    outputChannel: log,
    traceOutputChannel: untraced(log),
    stdioOptions: { stdout: logLines, stderr: logLines },
    initializationOptions: () => ({ settings: currentSettings(context), trusted: vscode.workspace.isTrusted }),
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        ended();
        return { action: CloseAction.DoNotRestart, handled: true, message: "The server has ended." };
      },
    },
    middleware: {
      executeCommand: askQuestion(prompted),
      workspace: {
        configuration: ({ items }) =>
          items.map(({ section }) => (section === "journeyman" ? currentSettings(context) : null)),
      },
    },
  };
}

/** Keys go through the client, and the settings of a folder could ask for all of it to be logged: nothing is traced. */
function untraced(log: vscode.LogOutputChannel): vscode.LogOutputChannel {
  return Object.create(log, {
    logLevel: { value: vscode.LogLevel.Info },
    onDidChangeLogLevel: { value: () => new vscode.Disposable(() => undefined) },
  });
}

const ourCapability = {
  fillClientCapabilities: (capabilities: { experimental?: unknown }) => {
    capabilities.experimental = { journeyman: { version: 1 } };
  },
  initialize: () => undefined,
  getState: () => ({ kind: "static" as const }),
  clear: () => undefined,
};

/** What VS Code adds for itself would make programs that the agent runs behave otherwise than in a terminal. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("ELECTRON_")));
}

async function stop(client: LanguageClient, child: ChildProcess): Promise<void> {
  const isAlive = child.exitCode === null && child.signalCode === null;
  const exited: Promise<unknown> = isAlive ? once(child, "exit") : Promise.resolve();
  // One that hangs is killed below.
  await client.stop(SHUTDOWN_MS).catch(() => undefined);
  await within(EXIT_MS, exited, "").catch(() => child.kill("SIGKILL"));
}

const LINE = /^[\d-]+ [\d:,]+ (DEBUG|INFO|WARNING|ERROR|CRITICAL) (.*)$/;

/** The server logs to stderr; a line without a level goes on with the one before. */
function logLines(input: NodeJS.ReadableStream, log: vscode.LogOutputChannel): void {
  let level = "INFO";
  createInterface({ input }).on("line", (line) => {
    const [, found, text = line] = LINE.exec(line) ?? [];
    level = found ?? level;
    if (level === "DEBUG") {
      log.debug(text);
    } else if (level === "INFO") {
      log.info(text);
    } else if (level === "WARNING") {
      log.warn(text);
    } else {
      log.error(text);
    }
  });
}
