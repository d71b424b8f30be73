import { beforeEach, describe, expect, test, vi } from "vitest";
import { FreshDiagnostics } from "../../../src/editor/freshDiagnostics";
import { diagnosticsChanged, EventEmitter, workspace } from "./vscodeParts";

vi.mock("vscode", () => import("./vscodeParts"));

/** Longer than a test may take: what resolves does so because of an event. */
const FOREVER_MS = 600_000;
const LOG = "file:///w/log.py";
const document = { uri: LOG, version: 3 };
const cancelled = new EventEmitter<void>();
const token = { onCancellationRequested: cancelled.event };
const published = (uri = LOG) => diagnosticsChanged.fire({ uris: [uri] });

let fresh: FreshDiagnostics;
beforeEach(() => {
  workspace.textDocuments = [document];
  document.version = 3;
  fresh = new FreshDiagnostics();
});

/** Whether it has resolved yet. */
function waiting(version: number, uri = LOG) {
  const state = { done: false, over: fresh.wait(uri as never, version, FOREVER_MS, token as never) };
  void state.over.then(() => {
    state.done = true;
  });
  return state;
}

const turnOfEvents = () => new Promise((resolve) => setImmediate(resolve));

describe("diagnostics of a version", () => {
  test("are waited for until they come", async () => {
    const wait = waiting(4);
    published();
    published("file:///w/other.py");
    await turnOfEvents();
    const tooEarly = wait.done;

    document.version = 4;
    published();
    await wait.over;

    expect(tooEarly).toBe(false);
  });

  test("that came already are there at once", async () => {
    published();

    await waiting(3).over;
  });

  test("of a file that is not open are the next that come, where any come for such files", async () => {
    published("file:///w/other.py");
    const wait = waiting(0, "file:///w/closed.py");
    await turnOfEvents();
    const tooEarly = wait.done;

    published("file:///w/closed.py");
    await wait.over;

    expect(tooEarly).toBe(false);
  });

  test("of a file that is not open are not waited for where nobody tells of such files", async () => {
    published();

    await waiting(0, "file:///w/closed.py").over;
  });

  test("are not waited for when the server has given up", async () => {
    const wait = waiting(9);
    cancelled.fire();

    await wait.over;
  });
});
