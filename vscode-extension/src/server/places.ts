/** Where on this machine, and in this window, Journeyman or a Python may be. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { within } from "../within";
import { type Candidate, inPython } from "./ladder";

const PYTHON_EXTENSION_MS = 5_000;
const LATE_SETTINGS_MS = 3_000;
const SILENT = "It did not answer in time.";
const WINDOWS = process.platform === "win32";

/** The part that we use of what the Python extension offers. */
interface PythonExtension {
  environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(environment: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
  };
}

/** The user's own command; it may hold anything. */
export const commandSetting = (): unknown => vscode.workspace.getConfiguration("journeyman").get("server.command");

/** The same, once the settings of a remote machine have come: a window may start its extensions before. */
export async function lateCommandSetting(signal: AbortSignal): Promise<unknown> {
  const isThere = () => [commandSetting()].flat().length > 0;
  if (vscode.env.remoteName === undefined || isThere()) {
    return commandSetting();
  }
  let listening: vscode.Disposable | undefined;
  const comes = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve());
    listening = vscode.workspace.onDidChangeConfiguration(() => isThere() && resolve());
  });
  await within(LATE_SETTINGS_MS, comes, "").catch(() => undefined);
  listening?.dispose();
  return commandSetting();
}

/** Who may have Journeyman already, in the order of preference. */
export async function candidates(log: vscode.LogOutputChannel): Promise<Candidate[]> {
  const own = ownPython();
  const chosen = await chosenPython(log);
  return [
    { name: "journeyman on the path", command: "journeyman", args: [] },
    ...(own ? [inPython("setting journeyman.server.python", own)] : []),
    ...(chosen ? [inPython("Python extension", chosen)] : []),
    ...folderPythons().map((python) => inPython(python, python)),
    ...systemPythons().map(([python = "", ...args]) => inPython([python, ...args].join(" "), python, ...args)),
  ];
}

/** Pythons that can make an environment. Those of the folders are left out: they come and go with them. */
export function pythons(): string[][] {
  const own = ownPython();
  const newer = WINDOWS ? [] : ["python3.13", "python3.12", "python3.11"].map((python) => [python]);
  return [...(own ? [[own]] : []), ...systemPythons(), ...newer];
}

function systemPythons(): string[][] {
  return WINDOWS ? [["py", "-3"], ["python"]] : [["python3"]];
}

function ownPython(): string {
  return vscode.workspace.getConfiguration("journeyman").get<string>("server.python", "").trim();
}

/** Programs of a folder are run only if the user trusts it. */
function folderPythons(): string[] {
  const folders = vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []) : [];
  const inside = WINDOWS ? [".venv", "Scripts", "python.exe"] : [".venv", "bin", "python"];
  return folders
    .filter(({ uri }) => uri.scheme === "file")
    .map(({ uri }) => join(uri.fsPath, ...inside))
    .filter(existsSync);
}

/** What the user has chosen in the Python extension, which may well be a program of the folder. */
async function chosenPython(log: vscode.LogOutputChannel): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonExtension>("ms-python.python");
  if (!extension || !vscode.workspace.isTrusted) {
    return undefined;
  }
  try {
    const { environments } = await within(PYTHON_EXTENSION_MS, extension.activate(), SILENT);
    const path = environments.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
    const found = await within(PYTHON_EXTENSION_MS, environments.resolveEnvironment(path), SILENT);
    return found?.executable.uri?.fsPath;
  } catch (error) {
    log.warn(`The Python extension was not asked: ${error}`);
    return undefined;
  }
}
