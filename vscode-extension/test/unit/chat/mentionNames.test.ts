import { describe, expect, test } from "vitest";
import { fileMention, linesMention, parseMention, symbolMention } from "../../../src/chat/mentionNames";
import { withoutEscapes } from "../../../src/chat/withoutEscapes";
import { droppedFiles } from "../../../webview/chat/composer/drops";
import { hostMentions, mentions, without, wordAt } from "../../../webview/chat/composer/words";

describe("names", () => {
  test.each([
    ["problems", { kind: "problems" }],
    ["git-diff", { kind: "git-diff" }],
    ["terminal", { kind: "terminal" }],
    [symbolMention("parse"), { kind: "symbol", name: "parse", path: undefined }],
    [symbolMention("a::b(int, x)", "src/a b.cc"), { kind: "symbol", name: "a::b(int, x)", path: "src/a b.cc" }],
    [linesMention("ü/50% off.py", 3, 9), { kind: "lines", path: "ü/50% off.py", first: 3, last: 9 }],
    [fileMention("my notes.md"), { kind: "file", path: "my notes.md" }],
  ])("%s means what it was made of", (name, meaning) => {
    expect(parseMention(name)).toEqual(meaning);
    expect(name).not.toMatch(/[\s@]/);
  });

  test.each([
    "log.py",
    "symbol:",
    "symbol",
    "lines:a.py",
    "lines:a.py:3",
    "lines:a.py:3-x",
    "file:a:b",
    "symbol:%zz",
    "memory:m1",
  ])("%s is none of ours", (name) => {
    expect(parseMention(name)).toBeUndefined();
  });

  test("a path that the server can read stands as it is", () => {
    expect(fileMention("src/log.py")).toBe("src/log.py");
  });
});

describe("words of a prompt", () => {
  test.each([
    ["/te", 3, "/te"],
    ["see @lo", 7, "@lo"],
    ["see @lo", 5, "@"],
    ["a\n@x", 4, "@x"],
    ["me@home", 7, undefined],
    ["see /te", 7, undefined],
    ["@log.py ", 8, undefined],
  ])("%j at %i is about %j", (text, caret, word) => {
    expect(wordAt(text, caret)?.text).toBe(word);
  });

  test("files and names count as mentions, people do not, and punctuation stays outside", () => {
    const text = "@jo look at @log.py, (@src/) @symbol:parse. @memory:m1 @problems! @log.py";
    expect(mentions(text).map((word) => word.text)).toEqual(["@log.py", "@symbol:parse", "@memory:m1", "@problems"]);
    expect(hostMentions(text)).toEqual(["symbol:parse", "problems"]);
  });

  test("a mention that is removed takes its space along", () => {
    const text = "fix @log.py now";
    const [word] = mentions(text);
    expect(word && without(text, word)).toBe("fix now");
  });

  test("a hundred thousand signs are read at once", () => {
    const text = "@".repeat(50_000) + " @a.".repeat(15_000);
    const start = performance.now();
    mentions(text);
    wordAt(text, text.length);
    expect(performance.now() - start).toBeLessThan(200);
  });
});

describe("dropped files", () => {
  const drag = (list: string) => ({ getData: (type: string) => (type === "text/uri-list" ? list : "") });

  test("those of the folder are named by their paths, others are told apart", () => {
    const list = "file:///work/a%20b.py\r\n# a comment\r\nfile:///work/src/log.py\r\nfile:///workshop/x.py\r\n";
    expect(droppedFiles(drag(list), "file:///work")).toEqual({
      mentions: ["@file:a%20b.py", "@src/log.py"],
      outside: ["file:///workshop/x.py"],
    });
  });

  test("a path that leads out of the folder and a broken one are no mentions", () => {
    const { mentions: found, outside } = droppedFiles(
      drag("file:///work/../etc/passwd\nfile:///work/%zz"),
      "file:///work",
    );
    expect(found).toEqual([]);
    expect(outside).toHaveLength(2);
  });
});

describe("what a terminal printed", () => {
  test.each([
    ["\x1b[31mred\x1b[0m", "red"],
    ["\x1b]633;C\x07out\r\n\x1b]0;title\x1b\\done", "out\ndone"],
    ["10%\r50%\r100%\r\nend", "100%\nend"],
    ["a\x00\x08b\tc", "ab\tc"],
    ["cut \x1b[", "cut "],
  ])("%j reads as %j", (printed, text) => {
    expect(withoutEscapes(printed)).toBe(text);
  });
});
