// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { Completion } from "../../../webview/chat/composer/completion";
import { Drafts } from "../../../webview/chat/composer/drafts";
import { Earlier } from "../../../webview/chat/composer/earlier";
import { MAX_IMAGE_BYTES, takeImages } from "../../../webview/chat/composer/images";
import { toBlocks } from "../../../webview/chat/composer/sending";
import { deferred, fakeBridge, settled } from "./fakeBridge";

const place = { root: "file:///work", sessionId: "s1" };

describe("suggestions", () => {
  const file = { label: "log.py", insertText: "@log.py ", kind: "file" };
  const answers = {
    "journeyman/context/complete": () => ({ items: [file] }),
    "host/mentions": () => ({
      items: [
        { label: "problems", insertText: "problems", kind: "diagnostics" as const },
        { label: "log", insertText: "symbol:log", kind: "symbol" as const },
      ],
    }),
  };

  test("come from the server and from the editor, symbols last", async () => {
    const { bridge, calls } = fakeBridge(answers);
    const completion = new Completion(bridge);

    await completion.look(place, "a\nsee @", 7);

    expect(completion.offers.map(({ insertText }) => insertText)).toEqual(["@problems ", "@log.py ", "@symbol:log "]);
    expect(calls).toEqual([
      ["journeyman/context/complete", { sessionId: "s1", text: "a\nsee @", position: { line: 1, character: 5 } }],
      ["host/mentions", { root: "file:///work", query: "" }],
    ]);
  });

  test("take the place of the word at the caret alone", async () => {
    const completion = new Completion(fakeBridge(answers).bridge);
    await completion.look(place, "see @lo and more", 7);

    completion.move(1);

    expect(completion.take("see @lo and more")).toEqual({ text: "see @log.py  and more", caret: 12 });
    expect(completion.isOpen).toBe(false);
  });

  test("go round at both ends", async () => {
    const completion = new Completion(fakeBridge(answers).bridge);
    await completion.look(place, "@", 1);

    completion.move(-1);
    const last = completion.active;
    completion.move(1);

    expect([last, completion.active]).toEqual([2, 0]);
  });

  test("of an earlier word that come late are dropped", async () => {
    const fake = fakeBridge(answers);
    const completion = new Completion(fake.bridge);
    const late = deferred<{ items: (typeof file)[] }>();
    fake.answers["journeyman/context/complete"] = () => late.promise;

    const first = completion.look(place, "@l", 2);
    await completion.look(place, "none", 4);
    late.resolve({ items: [file] });
    await first;

    expect(completion.offers).toEqual([]);
  });

  test("of the server do not wait for a slow language server, and the chosen one stays chosen", async () => {
    const fake = fakeBridge(answers);
    const completion = new Completion(fake.bridge);
    const slow = deferred<{ items: { label: string; insertText: string; kind: "diagnostics" }[] }>();
    fake.answers["host/mentions"] = () => slow.promise;
    fake.answers["journeyman/context/complete"] = () => ({ items: [file, { ...file, insertText: "@log2.py " }] });

    const looking = completion.look(place, "@", 1);
    await settled();
    completion.move(1);
    slow.resolve({ items: [{ label: "problems", insertText: "problems", kind: "diagnostics" }] });
    await looking;

    expect(completion.offers[completion.active]?.insertText).toBe("@log2.py ");
  });

  test("of a side that fails are missing, the others are there", async () => {
    const fake = fakeBridge({ "host/mentions": answers["host/mentions"] });
    const completion = new Completion(fake.bridge);

    await completion.look(place, "@", 1);

    expect(completion.offers).toHaveLength(2);
  });

  test("for a command the editor is not asked", async () => {
    const { bridge, asked } = fakeBridge(answers);
    await new Completion(bridge).look(place, "/te", 3);
    expect(asked("host/mentions")).toEqual([]);
  });
});

describe("what is sent", () => {
  test("holds the words, what is behind the editor's mentions, and the images", async () => {
    const { bridge, calls } = fakeBridge({
      "host/resolveMention": ({ mention }) =>
        mention === "problems"
          ? { uri: "journeyman:problems", text: "log.py:1:1: error" }
          : { uri: "file:///work/my%20notes.md" },
    });
    const image = { type: "image" as const, mimeType: "image/png", data: "aa" };
    const text = "Fix @problems with @file:my%20notes.md and @log.py";

    expect(await toBlocks(bridge, "file:///work", { text, images: [image] })).toEqual([
      { type: "text", text },
      { type: "resource", resource: { uri: "journeyman:problems", text: "log.py:1:1: error" } },
      { type: "resource_link", uri: "file:///work/my%20notes.md" },
      image,
    ]);
    expect(calls.map(([, params]) => params)).toEqual([
      { root: "file:///work", mention: "problems" },
      { root: "file:///work", mention: "file:my%20notes.md" },
    ]);
  });
});

describe("images", () => {
  const file = (name: string, type: string, size = 3) => new File([new Uint8Array(size).fill(65)], name, { type });

  test("are read as base64", async () => {
    expect(await takeImages([file("a.png", "image/png")], 0)).toEqual({
      images: [{ type: "image", mimeType: "image/png", data: "QUFB" }],
      problems: [],
    });
  });

  test("of other types and above 5 MB are left out, and it is said why", async () => {
    const { images, problems } = await takeImages(
      [
        file("a.svg", "image/svg+xml"),
        file("big.png", "image/png", MAX_IMAGE_BYTES + 1),
        file("max.png", "image/png", MAX_IMAGE_BYTES),
      ],
      0,
    );
    expect(images).toHaveLength(1);
    expect(problems).toEqual([
      "a.svg is not a PNG, JPEG, GIF or WebP image.",
      "big.png is larger than 5 MB. Make it smaller.",
    ]);
  });

  test("are ten to a prompt", async () => {
    const { images, problems } = await takeImages([file("a.png", "image/png"), file("b.png", "image/png")], 9);
    expect([images.length, problems.length]).toEqual([1, 1]);
  });
});

describe("drafts", () => {
  test("are kept session by session when the view goes, and share its memory with others", () => {
    const { bridge } = fakeBridge({});
    bridge.remember({ unfolded: ["e1"] });
    const drafts = new Drafts(bridge);

    drafts.set("s1", { text: "first" });
    drafts.add("s2", "second");
    drafts.add("s2", "@log.py ");
    const again = new Drafts(bridge);

    expect([again.get("s1").text, again.get("s2").text]).toEqual(["first", "second @log.py "]);
    expect(bridge.remembered()).toMatchObject({ unfolded: ["e1"] });
  });

  test("that are sent are gone", () => {
    const { bridge } = fakeBridge({});
    const drafts = new Drafts(bridge);
    drafts.set("s1", { text: "first" });
    drafts.clear("s1");
    expect(bridge.remembered()).toEqual({ drafts: {} });
  });

  test.each([undefined, null, "x", { drafts: 3 }, { drafts: { s1: { text: 3 } } }])(
    "survive a memory that holds %j",
    (state) => {
      const { bridge } = fakeBridge({});
      bridge.remember(state);
      expect(new Drafts(bridge).get("s1")).toEqual({ text: "", images: [] });
    },
  );
});

describe("earlier prompts", () => {
  test("are walked through and end at what was being written", () => {
    const earlier = new Earlier();
    const prompts = ["one", "two"];
    const walk = [
      earlier.older(prompts, "draft"),
      earlier.older(prompts, "two"),
      earlier.older(prompts, "one"),
      earlier.newer(prompts),
      earlier.newer(prompts),
      earlier.newer(prompts),
    ];
    expect(walk).toEqual(["two", "one", undefined, "two", "draft", undefined]);
  });
});
