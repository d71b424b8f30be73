// Measures the transcript with 10,000 messages in Chromium, and prints JSON. `node bench/transcript.mjs [messages]`
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const extension = fileURLToPath(new URL("..", import.meta.url));
const messages = Number(process.argv[2] ?? 10_000);
const FRAMES = 300;
const PIECES = 300;

const page = `
import { render } from "preact";
import { ConversationStore } from "./webview/chat/transcript/store";
import { Transcript } from "./webview/chat/transcript/Transcript";
import "./webview/shared/view.css";

const nothing = () => undefined;
const bridge = { call: async () => ({ files: [] }), on: () => nothing, remembered: nothing, remember: nothing };
const actions = { bridge, root: "file:///bench", sessionId: "bench", edit: nothing, retry: nothing };
const said = (kind, text) => ({ kind, content: { type: "text", text } });
const answer = (n) => "Answer " + n + " says **something** about app/routes.py:" + (n + 1) + ".\\n\\n" +
  "x ".repeat((n * 37) % 400) + "\\n\\n\`\`\`python\\ndef f(n: int) -> int:\\n    return n + " + n + "\\n\`\`\`\\n\\n- one\\n- two\\n";
const call = (n) => ({ kind: "tool_call", toolCallId: "c" + n, title: "Read app/routes.py", tool: "read_file",
  toolKind: "read", status: "in_progress", rawInput: { path: "app/routes.py" }, locations: [{ path: "app/routes.py" }] });
const done = (n) => ({ kind: "tool_call_update", toolCallId: "c" + n, status: "completed",
  content: [{ type: "content", content: { type: "text", text: "line\\n".repeat(40) } }] });

/** Every fourth message is the user's, a tool call, its result, and an answer. */
export function fill(count) {
  const updates = [];
  for (let n = 0; n < count / 4; n++) {
    updates.push(said("user_message_chunk", "Prompt " + n + ": what does it do?"), call(n), done(n), said("agent_message_chunk", answer(n)));
  }
  const store = new ConversationStore();
  const start = performance.now();
  store.applyStored(updates);
  const stored = performance.now() - start;
  render(<main style={{ height: "100vh", display: "flex", flexDirection: "column" }}><Transcript store={store} actions={actions} /></main>, document.body);
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => {
    window.store = store;
    resolve({ storedMs: stored, firstPaintMs: performance.now() - start, entries: store.entries.length });
  })));
}

async function frames(count, step) {
  const times = [];
  let last = await new Promise(requestAnimationFrame);
  for (let n = 0; n < count; n++) {
    step(n);
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  times.sort((one, other) => one - other);
  return { medianMs: times[count >> 1], p95Ms: times[Math.floor(count * 0.95)], maxMs: times[count - 1] };
}

/** From the end to the beginning, in as many frames. */
export function scroll(count) {
  const log = document.querySelector("[role=log]");
  const distance = log.scrollHeight / count;
  return frames(count, () => { log.scrollTop -= distance; });
}

/** An answer that grows by a piece each frame, while its end is looked at. */
export function stream(count) {
  document.querySelector(".to-end")?.click();
  window.store.apply(said("user_message_chunk", "Go on."));
  return frames(count, (n) => window.store.apply(said("agent_message_chunk", n % 20 ? "a few words more " : "\\n\\nAnother paragraph, ")));
}

export const isAtEnd = () => {
  const log = document.querySelector("[role=log]");
  return log.scrollHeight - log.scrollTop - log.clientHeight < 2;
};
`;

async function bundle(folder) {
  await build({
    stdin: { contents: page, resolveDir: extension, loader: "tsx" },
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "bench",
    jsx: "automatic",
    jsxImportSource: "preact",
    target: "chrome120",
    outfile: join(folder, "bench.js"),
    logLevel: "error",
  });
  const [script, style] = await Promise.all(
    ["bench.js", "bench.css"].map((name) => readFile(join(folder, name), "utf8")),
  );
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title><style>${style}</style><body><script>${script}</script>`;
  await writeFile(join(folder, "bench.html"), html);
  return pathToFileURL(join(folder, "bench.html")).href;
}

async function measure(browser, url) {
  const view = await browser.newPage({ viewport: { width: 380, height: 800 } });
  await view.goto(url);
  const opened = await view.evaluate((count) => globalThis.bench.fill(count), messages);
  const scrolled = await view.evaluate((count) => globalThis.bench.scroll(count), FRAMES);
  const streamed = await view.evaluate((count) => globalThis.bench.stream(count), PIECES);
  const staysAtEnd = await view.evaluate(() => globalThis.bench.isAtEnd());
  const session = await view.context().newCDPSession(view);
  await session.send("HeapProfiler.collectGarbage");
  await session.send("Performance.enable");
  const { metrics } = await session.send("Performance.getMetrics");
  const metric = (name) => metrics.find((one) => one.name === name)?.value ?? 0;
  const elements = await view.evaluate(() => document.querySelectorAll("*").length);
  return {
    messages,
    ...opened,
    scroll: scrolled,
    stream: streamed,
    staysAtEnd,
    elements,
    heapMb: metric("JSHeapUsedSize") / 2 ** 20,
  };
}

const folder = await mkdtemp(join(tmpdir(), "transcript-"));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  console.log(JSON.stringify(await measure(browser, await bundle(folder)), null, 2));
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
