/** What is seen from within a webview. */
import type { Frame } from "playwright-core";

/** Begins to look for words in the page; the promise resolves as soon as its document holds them. */
export async function appearance(frame: Frame, words: string): Promise<{ shown: Promise<void> }> {
  const watch = await frame.evaluateHandle((words) => {
    const isThere = () => document.body.textContent?.includes(words) === true;
    const seen = new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        if (isThere()) {
          observer.disconnect();
          resolve();
        }
      });
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    return { seen, isThere: isThere() };
  }, words);
  if (await watch.evaluate(({ isThere }) => isThere)) throw new Error(`"${words}" is in the page already.`);
  return { shown: watch.evaluate(({ seen }) => seen) };
}

/** Clicks on a session in the list of them, and returns after how long its end is on the screen, by the page's clock. */
export function openedIn(frame: Frame, title: string, end: string): Promise<number> {
  return frame.evaluate(
    ({ title, end }) => {
      const isShown = () =>
        [...document.querySelectorAll("[role=log] .entry")].some((entry) => {
          const { top, bottom } = entry.getBoundingClientRect();
          return entry.textContent?.includes(end) && top < window.innerHeight && bottom > 0;
        });
      const rows = [...document.querySelectorAll<HTMLElement>(".session > .resume")];
      const row = rows.find(({ textContent }) => textContent?.includes(title));
      if (!row) throw new Error(`The session "${title}" is not listed.`);
      if (isShown()) throw new Error(`The session "${title}" is open already.`);
      const clicked = performance.now();
      row.click();
      return new Promise<number>((resolve) => {
        const look = () => (isShown() ? resolve(performance.now() - clicked) : requestAnimationFrame(look));
        requestAnimationFrame(look);
      });
    },
    { title, end },
  );
}

/** Scrolls from the end of the conversation to its beginning, and returns how long each frame took, in milliseconds. */
export function scrolled(frame: Frame, frames: number): Promise<number[]> {
  return frame.evaluate(async (frames) => {
    const log = document.querySelector("[role=log]");
    if (!log) throw new Error("There is no conversation.");
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const distance = log.scrollHeight / frames;
    const times: number[] = [];
    let last = await frame();
    while (times.length < frames) {
      log.scrollTop -= distance;
      const now = await frame();
      times.push(now - last);
      last = now;
    }
    log.scrollTop = 0;
    return times;
  }, frames);
}
