/**
 * How long a user waits for what is ours: from Enter to the model's request, and from the model's first piece to the
 * page. All times are of this process's clock, in which the model answers, too; so they hold the way between the
 * browser and this process, for which there is a figure of its own.
 */
import type { Frame } from "playwright-core";
import { expect, test } from "vitest";
import { Chat } from "../test/e2e/harness/chat";
import { Gate, say, wait } from "../test/e2e/harness/model";
import { useEditor } from "../test/e2e/harness/use-editor";
import { report } from "./figures";
import { appearance } from "./page";

const TURNS = 20;
const PROMPT = "Say a word.";

const editor = useEditor({ folders: { timesheet: { "report.py": "HOURS = 8\n" } } });

test("from Enter to the words on the screen", async () => {
  const chat = await Chat.openNew(editor());
  const frame = await editor().webviewFrame("chat");
  await turn(chat, frame, "zeroth");
  const asked: number[] = [];
  const shown: number[] = [];
  const asides: number[] = [];
  for (let number = 0; number < TURNS; number++) {
    const took = await turn(chat, frame, `heron-${number}`);
    asked.push(took.askedMs);
    shown.push(took.shownMs);
    asides.push(await timed(() => frame.evaluate(() => 0)));
  }

  expect(asked.length).toBe(TURNS);
  report(
    { name: "VS Code: from Enter in the chat to the model's request, second and later", unit: "ms", values: asked },
    { name: "VS Code: from the model's first piece to the words in the page", unit: "ms", values: shown },
    { name: "… part of both: the way between the browser and the clock", unit: "ms", values: asides },
  );
});

/** Plays a turn in which the model says one word. It must not occur before. */
async function turn(chat: Chat, frame: Frame, word: string): Promise<{ askedMs: number; shownMs: number }> {
  const { model, page } = editor();
  const gate = new Gate();
  model.will([wait(gate), say(word)]);
  await chat.button("Stop").waitFor({ state: "hidden" });
  await chat.box.fill(PROMPT);
  await chat.view.getByRole("button", { name: "Send", exact: true, disabled: false }).waitFor();
  await chat.box.focus();
  const request = model.asked(model.requests.length + 1);

  const askedMs = await timed(async () => {
    await Promise.all([page.keyboard.down("Enter"), request]);
  });
  await page.keyboard.up("Enter");
  expect((await request).messages.at(-1)?.content).toContain(PROMPT);
  const { shown } = await appearance(frame, word);
  const shownMs = await timed(async () => {
    gate.open();
    await shown;
  });
  return { askedMs, shownMs };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
