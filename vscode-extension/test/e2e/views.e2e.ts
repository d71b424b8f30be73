/** Each view in each theme: anybody can use it, and a picture is kept of it. */
import { expect, test } from "vitest";
import { violations } from "./harness/accessibility";
import { Chat } from "./harness/chat";
import { call, edit, say, think } from "./harness/model";
import { useEditor } from "./harness/use-editor";
import type { Theme, View } from "./harness/workbench";

const THEMES: Theme[] = ["dark", "light", "high-contrast"];
const VIEWS: View[] = ["skills", "memory", "growth"];
const REPORT = "def total(hours):\n    return sum(hours)\n";

const editor = useEditor({ folders: { timesheet: { "report.py": REPORT } } });

test("the chat with a conversation in it, while a change waits for a yes", async () => {
  const chat = await Chat.open(editor());
  editor().model.will(
    [think("It should bear an empty week. "), call("read_file", { path: "report.py" })],
    [
      say("`total` fails on hours that are not known yet. I leave them out:\n\n"),
      edit("report.py", { old: "sum(hours)", new: "sum(hour for hour in hours if hour is not None)" }),
    ],
  );
  await chat.send("Let the total bear hours that are not known yet.");
  await chat.button("Allow").waitFor();

  await expectUsable("chat");
});

test.each(VIEWS)("the %s view", async (view) => {
  await editor().showView(view);
  await (await editor().webview(view)).getByRole("main").waitFor();

  await expectUsable(view);
  await editor().foldView(view);
});

async function expectUsable(view: View): Promise<void> {
  const found: Record<string, string[]> = {};
  for (const theme of THEMES) {
    await editor().screenshot(view, theme);
    found[theme] = await violations(await editor().webviewFrame(view));
  }
  expect(found).toEqual(Object.fromEntries(THEMES.map((theme) => [theme, []])));
}
