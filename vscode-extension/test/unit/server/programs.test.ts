import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { ProgramFailed, runProgram } from "../../../src/server/programs";
import { within } from "../../../src/within";

const run = (script: string, more = {}) =>
  runProgram(process.execPath, ["-e", script], { cwd: tmpdir(), timeoutMs: 15_000, ...more });

test("a program's output is its answer, and its lines are told meanwhile", async () => {
  const lines: string[] = [];

  const output = await run("console.log('one'); console.error('two')", { onLine: (line: string) => lines.push(line) });

  expect([output, lines.sort()]).toEqual(["one\n", ["one", "two"]]);
});

test("a program that fails says why", async () => {
  await expect(run("console.error('no such\\n  file'); process.exit(1)")).rejects.toThrow("no such file");
});

test("a program that hangs is ended", async () => {
  await expect(run("setInterval(() => {}, 1000)", { timeoutMs: 200 })).rejects.toThrow("did not end within 0.2 s");
});

test("a program that is cancelled is ended", async () => {
  const cancel = new AbortController();
  const running = run("console.log('up'); setInterval(() => {}, 1000)", {
    signal: cancel.signal,
    onLine: () => cancel.abort(),
  });

  await expect(running).rejects.toBeInstanceOf(ProgramFailed);
});

test("a program that is not there is an error and no crash", async () => {
  const missing = runProgram("journeyman-that-is-not-there", [], { cwd: tmpdir(), timeoutMs: 5_000 });

  await expect(missing).rejects.toThrow("ENOENT");
});

test("who does not answer is not waited for", async () => {
  await expect(within(10, new Promise(() => undefined), "It is late.")).rejects.toThrow("It is late.");
});
