/** The processes below another one, as Linux tells of them. */
import { readdirSync, readFileSync } from "node:fs";

export interface Process {
  pid: number;
  command: string;
}

export function processesBelow(root: number): Process[] {
  const parents = new Map(numbered().map((pid) => [pid, parentOf(pid)]));
  const isBelow = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === root || isBelow(parents.get(pid)));
  return [...parents.keys()].filter(isBelow).map((pid) => ({ pid, command: commandOf(pid) }));
}

/** The memory that these processes take, in MiB, each shared page divided by those who share it. */
export function memoryOf(processes: Process[]): number {
  const sizes = processes.map(({ pid }) => Number(/^Pss:\s+(\d+)/m.exec(read(pid, "smaps_rollup"))?.[1] ?? 0));
  return Math.round(sizes.reduce((sum, kib) => sum + kib, 0) / 1024);
}

const numbered = () =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

function parentOf(pid: number): number {
  // The name in parentheses may hold anything, so what counts begins after the last one.
  const fields = read(pid, "stat").split(")").at(-1)?.trim().split(" ");
  return Number(fields?.[1] ?? 0);
}

const commandOf = (pid: number) => read(pid, "cmdline").split("\0").filter(Boolean).join(" ");

/** Empty for a process that has ended meanwhile. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
