/** Makes the managed environment: asks once, shows how far it is, and says what to do if it fails. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { plain } from "../plain";
import { currentEnvironment, type Installation, InstallFailed, makeEnvironment, removeUnused } from "./environment";
import { pythons } from "./places";
import { Problem, type Remedy } from "./problem";
import { runProgram } from "./programs";

/** Where the user's answer is kept: an update of the extension needs no second yes, and no window a second no. */
const ANSWER = "journeyman.environment";
type Answer = "agreed" | "declined";
/** Measured on Linux, November 2026: 73 MB with Python's own pip. */
const SIZE_MB = 80;

const { l10n } = vscode;

/** Our own package, which the extension carries. */
export function findWheel(context: vscode.ExtensionContext): string | undefined {
  const folder = join(context.extensionPath, "server");
  try {
    const name = readdirSync(folder).find((file) => /^journeyman-[\w.+]+-py3-none-any\.whl$/.test(file));
    return name && join(folder, name);
  } catch {
    return undefined;
  }
}

/** The next start may ask again: the user wants the server. */
export async function askAgain(context: vscode.ExtensionContext): Promise<void> {
  if (context.globalState.get(ANSWER) === "declined") {
    await remember(context, undefined);
  }
}

/** Resolves with the folder of the environment; rejects with Problem. */
export async function installServer(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  stopped: AbortSignal,
): Promise<string> {
  const wheel = findWheel(context);
  if (!wheel) {
    throw new Problem("unavailable", l10n.t("This build of the extension carries no server."), remedies());
  }
  const storage = context.globalStorageUri.fsPath;
  await agree(context, storage);
  // Another window may have been faster while the question was open.
  const made = await currentEnvironment(storage, wheel);
  try {
    return made ?? (await installWithProgress({ storage, wheel, log, stopped }));
  } catch (error) {
    if (error instanceof Problem && error.kind === "declined") {
      await remember(context, "declined");
    }
    throw error;
  }
}

async function agree(context: vscode.ExtensionContext, storage: string): Promise<void> {
  let answer = context.globalState.get<Answer>(ANSWER);
  if (!answer) {
    answer = (await ask(storage)) ? "agreed" : "declined";
    await remember(context, answer);
  }
  if (answer === "declined") {
    throw new Problem("declined", l10n.t("Journeyman's server is not installed."), [
      { title: l10n.t("Install"), command: "journeyman.restart" },
      ...remedies(),
    ]);
  }
}

const remember = (context: vscode.ExtensionContext, answer: Answer | undefined) =>
  context.globalState.update(ANSWER, answer);

async function ask(storage: string): Promise<boolean> {
  const install = l10n.t("Install");
  const from = wheelFolder()
    ? l10n.t("The libraries are taken from {0}.", wheelFolder())
    : l10n.t("The libraries are downloaded, by uv or pip.");
  const detail = [
    l10n.t("Journeyman runs as a program of its own, written in Python."),
    l10n.t("A Python environment of about {0} MB is made in {1}.", SIZE_MB, storage),
    from,
    l10n.t("Nothing else on this machine is changed."),
  ].join(" ");
  const question = l10n.t("Install Journeyman's server?");
  return (await vscode.window.showInformationMessage(question, { modal: true, detail }, install)) === install;
}

interface Wanted {
  storage: string;
  wheel: string;
  log: vscode.LogOutputChannel;
  stopped: AbortSignal;
}

function installWithProgress({ storage, wheel, log, stopped }: Wanted): Thenable<string> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: l10n.t("Installing Journeyman's server"),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, token) => {
    const cancelled = new AbortController();
    token.onCancellationRequested(() => cancelled.abort());
    const tell = (line: string) => {
      log.info(line);
      progress.report({ message: plain(line.trim().slice(0, 80)) });
    };
    const signal = AbortSignal.any([cancelled.signal, stopped]);
    const installation = { storage, wheel, wheels: wheelFolder(), pythons: pythons(), run: runProgram, signal };
    return install({ ...installation, log: tell });
  });
}

async function install(installation: Installation): Promise<string> {
  try {
    const folder = await makeEnvironment(installation);
    await removeUnused(installation.storage, folder);
    return folder;
  } catch (error) {
    throw error instanceof InstallFailed ? toProblem(error) : error;
  }
}

function toProblem({ kind, message }: InstallFailed): Problem {
  const again = { title: l10n.t("Try Again"), command: "journeyman.restart" };
  const says = {
    no_python: l10n.t("There is no Python 3.11 or newer. Install one, or uv, and try again."),
    offline: l10n.t(
      "The server's libraries could not be downloaded. Check the network and its proxy, or put the wheels into a folder and name it in the setting journeyman.server.wheels.",
    ),
    missing_wheels: l10n.t("The folder {0} lacks wheels that the server needs: {1}", wheelFolder(), message),
    cancelled: l10n.t("The installation of Journeyman's server was cancelled."),
    failed: l10n.t("Journeyman's server could not be installed: {0}", message),
  };
  return new Problem(kind === "cancelled" ? "declined" : "unavailable", says[kind], [again, ...remedies()]);
}

export function remedies(): Remedy[] {
  return [
    { title: l10n.t("Open Walkthrough"), command: "journeyman.openWalkthrough" },
    { title: l10n.t("Show Logs"), command: "journeyman.showLogs" },
    { title: l10n.t("Choose Command"), command: "journeyman.openSettings", arguments: ["journeyman.server.command"] },
  ];
}

function wheelFolder(): string {
  return vscode.workspace.getConfiguration("journeyman").get<string>("server.wheels", "").trim();
}
