/** Each view in each theme with weeks of work in it: anybody can use it, and a picture is kept of it. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Locator } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { violations } from "./harness/accessibility";
import { Chat } from "./harness/chat";
import { findInstallation } from "./harness/installation";
import { call, edit, say } from "./harness/model";
import { useEditor } from "./harness/use-editor";
import { THEMES, type Theme, type View } from "./harness/workbench";

const VIEWS = ["skills", "memory", "growth"] as const;
/** What is unfolded in a view, so that the picture shows what is inside; of growth, it is the first kinds anyhow. */
const UNFOLDED: Partial<Record<View, RegExp>> = { skills: /^bump-a-dependency/, memory: /^Prefers double quotes/ };
const WINDOW = { width: 1360, height: 940 };
/** For views whose picture is that of the side bar alone. */
const TALL_WINDOW = { width: 1360, height: 1100 };
const SEED = fileURLToPath(new URL("pictures/seed.py", import.meta.url));
const SEED_MS = 90_000;
const LAST = 'def shifts() -> list[str]:\n    return store.listed("shifts")\n';
const HEALTH = `${LAST}\n\n@router.get("/health")\ndef health() -> dict[str, str]:\n    return {"status": "ok"}\n`;
const TEST = `from unittest import TestCase

from app.routes import health, router


class TestHealth(TestCase):
    def test_health(self):
        self.assertIn("/health", router.paths)
        self.assertEqual(health(), {"status": "ok"})
`;

const editor = useEditor({
  folders: { timesheet: {} },
  settings: {
    "journeyman.allow": ["edit_file(**)", "write_file(**)"],
    "workbench.layoutControl.enabled": false,
    "editor.fontSize": 13,
  },
});

beforeAll(async () => {
  await editor().page.setViewportSize(WINDOW);
  const { files } = editor();
  const seed = [SEED, files.path(""), join(files.folder, "home")];
  await promisify(execFile)(findInstallation().python, seed, { timeout: SEED_MS });
  await widen(450);
  // VS Code ticks what is done only in a walkthrough that it has loaded.
  await editor().command("Journeyman: Get Started");
  await editor().command("View: Close Editor");
});

test("a task for which a skill and memories are used, up to a command that waits for a yes", async () => {
  const chat = await Chat.open(editor());
  editor().model.will(
    [call("read_file", { path: "app/routes.py" }), call("search_text", { pattern: "router.paths" })],
    [
      edit("app/routes.py", { old: LAST, new: HEALTH }),
      call("write_file", { path: "tests/test_health.py", content: TEST }),
    ],
    [call("run_command", { command: "make test" })],
  );
  await showAlone("chat");
  await chat.send("Add a route for /health with a test, like the others in @app/routes.py");
  await chat.button("Allow").waitFor();
  await chat.shows("add-a-route-with-test");
  await chat.shows(/^1 memory/);
  const routes = await editor().openFile("routes.py");
  await routes.locator(".codelens-decoration a").first().waitFor();

  await expectUsable("chat");
});

test("the changes of the task, side by side with what was there before", async () => {
  const chat = await Chat.open(editor());
  editor().model.will([say("`/health` is there, with a test. All tests pass.")]);
  await chat.button("Allow").click();
  await chat.shows("All tests pass.");
  await showAlone("changes");
  await editor().command("Journeyman: Open Changes");
  await editor().page.locator(".multiDiffEntry").nth(1).waitFor();
  for (const file of ["app/routes.py", "tests/test_health.py"]) {
    await editor().view("changes").locator(`.monaco-list-row[aria-label^="${file}"] .monaco-tl-twistie`).click();
  }

  await forEachTheme((theme) => editor().screenshot("review", theme));
});

test.each(VIEWS)("the %s view", async (view) => {
  await editor().page.setViewportSize(TALL_WINDOW);
  await showAlone(view);
  const shown = await editor().webview(view);
  await shown.getByRole("listitem").nth(2).waitFor();
  if (UNFOLDED[view]) await shown.getByRole("button", { name: UNFOLDED[view] }).click();

  await expectUsable(view, editor().page.locator(".part.sidebar"));
});

test("the walkthrough, where what was done is ticked", async () => {
  await editor().page.setViewportSize(WINDOW);
  await showAlone("chat");
  await editor().command("Journeyman: Get Started");
  await editor().page.getByText("Get started with Journeyman").first().waitFor();
  const ticked = editor().page.locator(".getting-started-step .codicon.complete");
  await expect.poll(() => ticked.count()).toBe(3);

  await forEachTheme((theme) => editor().screenshot("walkthrough", theme));
});

async function expectUsable(view: View, part?: Locator): Promise<void> {
  const found: string[] = [];
  await forEachTheme(async (theme) => {
    await editor().screenshot(view, theme, part);
    const wrong = await violations(await editor().webviewFrame(view));
    found.push(...wrong.map((one) => `${theme}: ${one}`));
  });
  expect(found).toEqual([]);
}

/** Shows a view that has the whole side bar for itself. */
async function showAlone(view: View): Promise<void> {
  for (const other of ["chat", "changes", ...VIEWS] as const) if (other !== view) await editor().foldView(other);
  await editor().showView(view);
}

async function forEachTheme(work: (theme: Theme) => Promise<unknown>): Promise<void> {
  for (const theme of Object.keys(THEMES) as Theme[]) await work(theme);
}

/** Draws the side bar to a width, as the user does with the mouse. */
async function widen(pixels: number): Promise<void> {
  const { page } = editor();
  await editor().showContainer("Journeyman");
  const bar = await page.locator(".part.sidebar").boundingBox();
  if (!bar) throw new Error("There is no side bar.");
  await page.mouse.move(bar.x + bar.width, bar.y + bar.height / 2);
  await page.mouse.down();
  await page.mouse.move(bar.x + pixels, bar.y + bar.height / 2, { steps: 4 });
  await page.mouse.up();
}
