/** Finds the server, from what the user says to what we install: the first that fits is taken, and each step says why. */
import { ProgramFailed } from "./programs";

/** A way to call Journeyman; `args` come before those of its own. */
export interface Candidate {
  name: string;
  command: string;
  args: readonly string[];
}

export interface Step {
  name: string;
  taken: boolean;
  reason: string;
}

export interface Rungs {
  /** Our own version. */
  version: string;
  /** The setting `journeyman.server.command`; it may hold anything. */
  ownCommand: unknown;
  /** The same setting once all settings have come. */
  lateCommand(): Promise<unknown>;
  /** Who may have Journeyman, in the order of preference. */
  candidates(): Promise<readonly Candidate[]>;
  /** The environment that was made before. */
  managed(): Promise<Candidate | undefined>;
  /** What `--version` says. */
  askVersion(candidate: Candidate): Promise<string>;
  /** Makes an environment; rejects with a reason for the user. */
  install(): Promise<Candidate>;
  log(step: Step): void;
}

/** A setting does not hold what it has to. */
export class WrongCommand extends Error {}

/** Resolves with the command that starts the server. */
export async function findServer(rungs: Rungs): Promise<readonly string[]> {
  const own = ownCommand(rungs, rungs.ownCommand);
  if (own) {
    return own;
  }
  const managed = await rungs.managed();
  const candidates = [...(await rungs.candidates()), ...(managed ? [managed] : [])];
  // All at once, for start-up time; but the order decides.
  const asked = await Promise.all(candidates.map((candidate) => objection(rungs, candidate)));
  const index = asked.indexOf("");
  candidates.slice(0, index < 0 ? undefined : index).forEach(({ name }, at) => {
    rungs.log({ name, taken: false, reason: asked[at] ?? "" });
  });
  const found = candidates[index];
  if (found) {
    rungs.log({ name: found.name, taken: true, reason: `fits version ${rungs.version}` });
    return toServe(found);
  }
  // The settings of a remote machine may come after us, and whoever has set a command wants nothing installed.
  const late = ownCommand(rungs, await rungs.lateCommand());
  if (late) {
    return late;
  }
  const installed = await rungs.install();
  rungs.log({ name: installed.name, taken: true, reason: "installed now" });
  return toServe(installed);
}

/** Versions understand each other if the first two numbers are the same. */
export function isCompatible(version: string, ours: string): boolean {
  const numbers = (text: string) => /(\d+)\.(\d+)(?=[.\s]|$)/.exec(text)?.slice(1).join(".");
  return numbers(version) !== undefined && numbers(version) === numbers(ours);
}

/** How a Python is asked for Journeyman. Without `-P` it would run code that lies in the current folder. */
export function inPython(name: string, python: string, ...args: string[]): Candidate {
  return { name, command: python, args: [...args, "-P", "-m", "journeyman"] };
}

const toServe = ({ command, args }: Candidate) => [command, ...args, "serve"];

function ownCommand({ log }: Rungs, given: unknown): readonly string[] | undefined {
  const name = "setting journeyman.server.command";
  if (given === undefined || given === null || (Array.isArray(given) && given.length === 0)) {
    log({ name, taken: false, reason: "is empty" });
    return undefined;
  }
  if (!Array.isArray(given) || !given.every((part) => typeof part === "string") || !given[0]) {
    log({ name, taken: false, reason: "is not a list of strings" });
    throw new WrongCommand();
  }
  log({ name, taken: true, reason: "is set" });
  return given;
}

/** Why a candidate cannot be used; empty if it can. */
async function objection({ askVersion, version }: Rungs, candidate: Candidate): Promise<string> {
  try {
    const answer = (await askVersion(candidate)).trim();
    if (!/^journeyman \d/.test(answer)) {
      return "is something else of the same name";
    }
    return isCompatible(answer, version) ? "" : `${answer} does not fit version ${version}`;
  } catch (error) {
    if (error instanceof ProgramFailed) {
      return error.message;
    }
    throw error;
  }
}
