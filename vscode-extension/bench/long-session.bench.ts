/** A session of ten thousand messages in the chat: how soon it is there, how it scrolls, and what it takes. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { CDPSession } from "playwright-core";
import { expect, test } from "vitest";
import { Chat } from "../test/e2e/harness/chat";
import { findInstallation } from "../test/e2e/harness/installation";
import { memoryOf, processesBelow } from "../test/e2e/harness/processes";
import { useEditor } from "../test/e2e/harness/use-editor";
import { p95, report } from "./figures";
import { openedIn, scrolled } from "./page";

const SCRIPT = fileURLToPath(new URL("long_session.py", import.meta.url));
const MESSAGES = 10_000;
const TITLE = "A long talk";
const BEGINNING = "Prompt 0:";
const END = "This is the last answer.";
const ROUNDS = 5;
const FRAMES = 300;
const WRITE_MS = 60_000;

const editor = useEditor({ folders: { timesheet: { "report.py": "HOURS = 8\n" } } });

test("a session of 10,000 messages", async () => {
  await writeSession();
  const cdp = await editor().page.context().newCDPSession(editor().page);
  const opened: number[] = [];
  const frames: number[] = [];
  const before: Memory[] = [];
  const after: Memory[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const chat = await Chat.openNew(editor());
    before.push(await memory(cdp));
    opened.push(await open(chat));
    frames.push(p95(await scrolled(await editor().webviewFrame("chat"), FRAMES)));
    await chat.shows(BEGINNING);
    after.push(await memory(cdp));
  }

  expect(opened.length).toBe(ROUNDS);
  const grown = after.map(({ heapMb }, round) => heapMb - (before[round]?.heapMb ?? Number.NaN));
  const of = (part: keyof Memory) => after.map((memory) => memory[part]);
  report(
    {
      name: "VS Code: from a click on a session of 10,000 messages to its end on the screen",
      unit: "ms",
      values: opened,
    },
    { name: "… frame while it is scrolled, 95th percentile", unit: "ms", values: frames },
    { name: "… JS heap of the window that it adds", unit: "MB", values: grown },
    { name: "… JS heap of the window with it", unit: "MB", values: of("heapMb") },
    { name: "… memory of the renderer with it (PSS)", unit: "MB", values: of("rendererMb") },
  );
});

/** The server's own stores write it: to play so many turns would take an hour. */
async function writeSession(): Promise<void> {
  const { environment } = editor().files;
  const args = [SCRIPT, editor().files.path(""), TITLE, END, String(MESSAGES)];
  await promisify(execFile)(findInstallation().python, args, { env: environment, timeout: WRITE_MS });
}

async function open(chat: Chat): Promise<number> {
  await chat.button("More").click();
  await chat.view.getByRole("menuitem", { name: "Sessions…" }).click();
  await chat.view.getByRole("button", { name: TITLE }).waitFor();
  return openedIn(await editor().webviewFrame("chat"), TITLE, END);
}

interface Memory {
  heapMb: number;
  rendererMb: number;
}

/**
 * After garbage was collected. The page of VS Code and its webviews are of one origin in code-server, so they share a
 * renderer and a heap; what the chat takes is the difference between two sessions in it.
 */
async function memory(cdp: CDPSession): Promise<Memory> {
  await cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await cdp.send("Runtime.getHeapUsage");
  const folder = join(editor().files.folder, "browser");
  const renderers = processesBelow(process.pid).filter(
    ({ command }) => command.includes(folder) && command.includes("--type=renderer"),
  );
  const mib = Math.max(...renderers.map((renderer) => memoryOf([renderer])));
  return { heapMb: usedSize / 1e6, rendererMb: (mib * 2 ** 20) / 1e6 };
}
