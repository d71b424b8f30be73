/** What the extension costs each window of the user, in a folder where nobody has used it. */
import { expect, test } from "vitest";
import { useEditor } from "../test/e2e/harness/use-editor";
import { report } from "./figures";

const RELOADS = 9;
const LIMIT_MS = 5;
const OURS = "journeyman.journeyman";
/** An extension of VS Code's own that is loaded just before ours. */
const ANOTHER = "vscode.merge-conflict";

const editor = useEditor({ folders: { timesheet: { "report.py": "HOURS = 8\n" } } });

test("activation", async () => {
  const told: Activations[] = [];
  for (let reload = 0; reload < RELOADS; reload++) {
    if (reload > 0) await editor().reload();
    told.push(await activations());
  }

  const own = told.map(({ ours, another }) => ours.loadMs - another.loadMs + ours.callMs);
  // Else the other one is not loaded before us any more, and says nothing.
  expect(Math.min(...own)).toBeGreaterThanOrEqual(0);
  expect(editor().serverProcesses).toEqual([]);
  report(
    {
      name: "VS Code: activation of the extension, without what others load meanwhile",
      unit: "ms",
      values: own,
      limit: LIMIT_MS,
    },
    { name: "… as VS Code says: call of `activate`", unit: "ms", values: told.map(({ ours }) => ours.callMs) },
    { name: "… as VS Code says: loading", unit: "ms", values: told.map(({ ours }) => ours.loadMs) },
    {
      name: "… loading of Merge Conflict, which is before us",
      unit: "ms",
      values: told.map(({ another }) => another.loadMs),
    },
  );
});

/** In whole milliseconds of the extension host's clock. */
interface Activation {
  loadMs: number;
  callMs: number;
}

/**
 * VS Code starts the clocks of all extensions that wait for the end of its own start at once, then loads one after the
 * other. So it charges us with those before us, and what lies between the last of them and us is our own.
 */
interface Activations {
  ours: Activation;
  another: Activation;
}

async function activations(): Promise<Activations> {
  await editor().statusBar.locator('[id^="journeyman.journeyman"]').waitFor();
  await editor().command("Developer: Startup Performance");
  const tables = editor().page.locator(".editor-instance .view-lines");
  await tables.waitFor();
  let text = "";
  await expect
    .poll(async () => {
      // Of the text only the part on the screen is in the page.
      await tables.click();
      await editor().page.keyboard.press("Control+A");
      await editor().page.keyboard.press("Control+C");
      text = await editor().page.evaluate(() => navigator.clipboard.readText());
      return text;
    })
    .toMatch(rowOf(OURS));
  // Else the next one would be this one again.
  await editor().command("View: Close Editor");
  return { ours: inRow(text, OURS), another: inRow(text, ANOTHER) };
}

const rowOf = (id: string) => new RegExp(`^\\| ${id} +\\| \\w+ +\\| (\\d+) +\\| (\\d+)`, "m");

function inRow(text: string, id: string): Activation {
  const [, load, call] = rowOf(id).exec(text) ?? [];
  return { loadMs: Number(load), callMs: Number(call) };
}
