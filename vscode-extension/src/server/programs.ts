/** Runs a program to its end, and not for longer than it is given. */
import { execFile } from "node:child_process";
import { createInterface } from "node:readline";

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
const MAX_REASON_LENGTH = 300;

export interface RunOptions {
  /** Never a workspace folder: Python and Windows look for code in it. */
  cwd: string;
  timeoutMs: number;
  signal?: AbortSignal;
  /** Called with each line of its output. */
  onLine?(line: string): void;
}

export type RunProgram = (command: string, args: readonly string[], options: RunOptions) => Promise<string>;

/** A program could not be started, failed, or took too long. */
export class ProgramFailed extends Error {
  constructor(
    reason: string,
    /** All that it wrote. */
    readonly output: string,
  ) {
    super(reason);
  }
}

/** Resolves with what it wrote to stdout; rejects with ProgramFailed. */
export const runProgram: RunProgram = (command, args, { cwd, timeoutMs, signal, onLine }) =>
  new Promise((resolve, reject) => {
    const options = { cwd, timeout: timeoutMs, signal, maxBuffer: MAX_OUTPUT_BYTES, windowsHide: true };
    const child = execFile(command, args, { ...options, killSignal: "SIGKILL" }, (error, stdout, stderr) => {
      if (!error) {
        resolve(stdout);
      } else {
        const late = error.killed && !signal?.aborted ? `did not end within ${timeoutMs / 1000} s` : "";
        const said = stderr.trim() || stdout.trim() || error.message;
        reject(new ProgramFailed(late || shortened(said), `${stdout}\n${stderr}`));
      }
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (onLine && stream) {
        createInterface({ input: stream }).on("line", onLine);
      }
    }
  });

/** The end of a text in one line; programs say last what went wrong. */
function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > MAX_REASON_LENGTH ? `…${line.slice(-MAX_REASON_LENGTH)}` : line;
}
