/**
 * Our own Python environment below the extension's storage: made beside the old one, then switched to.
 *
 * `environment.json` names the folder that counts. Other windows may still run from the one before, so that each says
 * by a file `used-by-PID` that it is there.
 */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Candidate, inPython } from "./ladder";
import { ProgramFailed, type RunOptions, type RunProgram } from "./programs";

const ASK_MS = 20_000;
const MAKE_MS = 120_000;
const INSTALL_MS = 900_000;
const MIN_PYTHON = "3.11";
const CHECK_PYTHON = `import sys; sys.exit("Python is older than ${MIN_PYTHON}" if sys.version_info < (3, 11) else 0)`;

export interface Installation {
  storage: string;
  /** Our own package, inside of the extension. */
  wheel: string;
  /** A folder with the libraries, for machines without a network; empty if they are downloaded. */
  wheels: string;
  /** Where a Python may be, in the order of preference; each with its arguments. */
  pythons: readonly (readonly string[])[];
  run: RunProgram;
  signal: AbortSignal;
  log(line: string): void;
}

/** Why an environment could not be made. */
export class InstallFailed extends Error {
  constructor(
    readonly kind: "no_python" | "offline" | "missing_wheels" | "cancelled" | "failed",
    message: string,
  ) {
    super(message);
  }
}

export const managedCandidate = (folder: string): Candidate => inPython("managed environment", pythonIn(folder));

/** The environment that was made from this very wheel, if there is one. */
export async function currentEnvironment(storage: string, wheel: string): Promise<string | undefined> {
  try {
    const { folder, from } = JSON.parse(await readFile(join(storage, "environment.json"), "utf8"));
    // The file lies where others may write: no path out of the storage is followed.
    return from === basename(wheel) && basename(folder) === folder ? join(home(storage), folder) : undefined;
  } catch {
    return undefined; // There is none, or it is broken: a new one is made.
  }
}

export async function makeEnvironment(installation: Installation): Promise<string> {
  const { storage, wheel, signal } = installation;
  const name = `${basename(wheel).split("-")[1]}-${randomBytes(4).toString("hex")}`;
  const folder = join(home(storage), name);
  await mkdir(folder, { recursive: true });
  try {
    await markUsed(folder);
    await install(installation, folder);
    signal.throwIfAborted();
    const draft = join(storage, `${name}.json`);
    await writeFile(draft, JSON.stringify({ folder: name, from: basename(wheel) }));
    await rename(draft, join(storage, "environment.json"));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw toInstallFailed(error, installation);
  }
  return folder;
}

/** Says that this process runs from the environment. */
export async function markUsed(folder: string): Promise<void> {
  await writeFile(join(folder, `used-by-${process.pid}`), "");
}

/** Removes the environments that nobody uses but `current`. */
export async function removeUnused(storage: string, current: string): Promise<void> {
  const names = await readdir(home(storage)).catch(() => []);
  for (const folder of names.map((name) => join(home(storage), name))) {
    if (folder !== current && !(await isUsed(folder))) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function isUsed(folder: string): Promise<boolean> {
  const marks = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith("used-by-"));
  return marks.some((name) => isAlive(Number(name.slice("used-by-".length))));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function install(installation: Installation, folder: string): Promise<void> {
  const { run, wheel, wheels, log } = installation;
  const offline = wheels ? ["--no-index", "--find-links", wheels] : [];
  const making = options(installation, MAKE_MS);
  const installing = options(installation, INSTALL_MS);
  const python = pythonIn(folder);
  if (await madeByUv(installation, folder)) {
    await run("uv", ["pip", "install", "--python", python, ...offline, wheel], installing);
  } else {
    const [command = "", ...args] = await findPython(installation);
    log(`Making the environment with ${[command, ...args].join(" ")}.`);
    await run(command, [...args, "-P", "-m", "venv", folder], making);
    const pip = ["-P", "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--progress-bar", "off"];
    await run(python, [...pip, ...offline, wheel], installing);
  }
  const { command, args } = managedCandidate(folder);
  await run(command, [...args, "--version"], making);
}

async function madeByUv(installation: Installation, folder: string): Promise<boolean> {
  try {
    const args = ["venv", "--allow-existing", "--python", `>=${MIN_PYTHON}`, folder];
    await installation.run("uv", args, options(installation, MAKE_MS));
    return true;
  } catch (error) {
    installation.signal.throwIfAborted();
    installation.log(`uv is not used: ${(error as Error).message}`);
    return false;
  }
}

async function findPython(installation: Installation): Promise<readonly string[]> {
  const { pythons, run, log, signal } = installation;
  for (const python of pythons) {
    const [command = "", ...args] = python;
    try {
      await run(command, [...args, "-c", CHECK_PYTHON], options(installation, ASK_MS));
      return python;
    } catch (error) {
      signal.throwIfAborted();
      log(`${python.join(" ")} is not used: ${(error as Error).message}`);
    }
  }
  throw new InstallFailed("no_python", `There is no Python ${MIN_PYTHON} or newer.`);
}

function options({ storage, signal, log }: Installation, timeoutMs: number): RunOptions {
  return { cwd: storage, timeoutMs, signal, onLine: log };
}

/** What pip and uv say when they cannot reach where the libraries come from. */
const UNREACHABLE =
  /NewConnectionError|Failed to establish|name resolution|ProxyError|SSLError|ReadTimeout|ConnectTimeout|dns error|error sending request|Failed to fetch|are you offline/i;
const NOT_FOUND = /No matching distribution|Could not find a version|No solution found/i;

function toInstallFailed(error: unknown, { signal, wheels }: Installation): InstallFailed {
  if (error instanceof InstallFailed) {
    return error;
  }
  if (signal.aborted) {
    return new InstallFailed("cancelled", "Cancelled.");
  }
  const output = error instanceof ProgramFailed ? error.output : "";
  const kind = UNREACHABLE.test(output) ? "offline" : wheels && NOT_FOUND.test(output) ? "missing_wheels" : "failed";
  return new InstallFailed(kind, (error as Error).message);
}

const home = (storage: string) => join(storage, "environments");

const pythonIn = (folder: string) =>
  process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
