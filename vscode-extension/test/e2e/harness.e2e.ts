/** The harness itself: what goes out is noticed, and the model says what it was told to. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openBrowser } from "./harness/browser";
import { findInstallation } from "./harness/installation";
import { call, Gate, Model, say, think, wait } from "./harness/model";
import { Network } from "./harness/network";
import { Playground } from "./harness/playground";

const run = promisify(execFile);
/** Reserved for documentation (RFC 5737), so nobody is there. */
const OUTSIDE = "192.0.2.1";

let playground: Playground;
let network: Network;
let model: Model;

beforeEach(async () => {
  playground = new Playground({ project: {} });
  network = await Network.start(playground.folder);
  model = await Model.start();
});
afterEach(async () => {
  await network.stop();
  await model.stop();
  playground.remove();
});

test.each([
  ["connects", `net.connect(80, "${OUTSIDE}").on("error", () => {})`, `${OUTSIDE}:80`],
  ["connects with options", `net.connect({ host: "${OUTSIDE}", port: 81 }).on("error", () => {})`, `${OUTSIDE}:81`],
  ["fetches", `fetch("http://${OUTSIDE}:82").catch(() => {})`, `${OUTSIDE}:82`],
  ["encrypts", `tls.connect(83, "${OUTSIDE}").on("error", () => {})`, `${OUTSIDE}:83`],
  ["asks for an address", `dns.lookup("example.invalid", () => {})`, "example.invalid"],
  ["awaits an address", `dns.promises.lookup("example.invalid").catch(() => {})`, "example.invalid"],
])("a Node process that %s is noticed", async (_, script, expected) => {
  await run(process.execPath, ["-e", script], { env: environment() });

  expect(network.outside).toEqual([expected]);
});

test.each([
  ["connects", `socket.create_connection(("${OUTSIDE}", 80), 1)`, `${OUTSIDE}:80`],
  ["asks for an address", `socket.getaddrinfo("example.invalid", 80)`, "example.invalid:80"],
  ["sends", `socket.socket(type=socket.SOCK_DGRAM).sendto(b"", ("${OUTSIDE}", 53))`, `${OUTSIDE}:53`],
])("a Python process that %s is noticed", async (_, script, expected) => {
  const refused = run(findInstallation().python, ["-c", `import socket; ${script}`], { env: environment() });

  await expect(refused).rejects.toThrow("Tests may not contact");
  expect(network.outside).toEqual([expected]);
});

test("whoever uses a proxy is noticed", async () => {
  const script = `http.get({ host: "127.0.0.1", port: new URL(process.env.http_proxy).port, path: "http://example.invalid/" })`;
  await run(process.execPath, ["-e", script], { env: environment() });

  expect(network.outside).toEqual(["http://example.invalid/"]);
});

test.each([
  ["fetches", `fetch("https://example.invalid/").catch(() => {})`],
  [
    "shows a picture",
    `new Promise((done) => { const image = new Image(); image.onerror = done; image.src = "http://example.invalid/" })`,
  ],
  ["opens a socket", `new Promise((done) => { new WebSocket("wss://example.invalid/").onerror = done })`],
])("a page that %s is noticed", async (_, script) => {
  const browser = await openBrowser(findInstallation().chromium, playground.folder, network);
  await browser.pages()[0]?.goto(`${model.url}/models`);
  await browser.pages()[0]?.evaluate(script);
  await browser.close();

  expect(new Set(network.outside.map((url) => new URL(url).hostname))).toEqual(new Set(["example.invalid"]));
});

test("what stays on this machine is let through", async () => {
  const fetched = `fetch("${model.url}/models").then((response) => console.log(response.status))`;
  const { stdout } = await run(process.execPath, ["-e", fetched], { env: environment() });
  const opened = `import urllib.request; print(urllib.request.urlopen("${model.url}/models").status)`;
  const python = await run(findInstallation().python, ["-c", opened], { env: environment() });

  expect([stdout.trim(), python.stdout.trim()]).toEqual(["200", "200"]);
  expect(network.outside).toEqual([]);
});

test("the model says its piece up to a gate, and the rest when it is opened", async () => {
  const gate = new Gate();
  model.will([think("Hm. "), say("One "), wait(gate), say("two"), call("read_file", { path: "a.py" })]);
  const response = await fetch(`${model.url}/chat/completions`, { method: "POST", body: `{"messages":[]}` });
  const reader = (response.body as ReadableStream<BufferSource>).pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  const readUntil = async (part: string) => {
    while (!said.includes(part)) said += (await reader.read()).value ?? "";
  };

  await readUntil("One ");
  expect(said).not.toContain("two");
  gate.open();
  await readUntil("[DONE]");

  expect(said).toContain(`"reasoning_content":"Hm. "`);
  expect(said).toMatch(/two.*read_file.*tool_calls/s);
});

test("a tool that is missing is named with what to do", () => {
  const nowhere = { CODE_SERVER: playground.folder, PATH: playground.folder };

  expect(() => findInstallation(nowhere)).toThrow("Run vscode-extension/scripts/install-code-server.sh.");
});

function environment(): Record<string, string> {
  return { PATH: process.env.PATH ?? "", ...network.environment };
}
