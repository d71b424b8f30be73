// @vitest-environment happy-dom
import { describe, expect, test } from "vitest";
import { type Block, filePlace, GrowingMarkdown, MAX_MARKDOWN } from "../../webview/shared/markdown";

const html = (blocks: readonly Block[]) =>
  blocks.map((block) => ("html" in block ? block.html : `<p>${block.text.replace(/</g, "&lt;")}</p>`)).join("");

function page(text: string): HTMLElement {
  const element = document.createElement("div");
  element.innerHTML = html(new GrowingMarkdown().read(text));
  return element;
}

describe("Markdown", () => {
  test("is drawn with emphasis, lists, tables and quotes", () => {
    const drawn = page(
      "# Title\n\nA **bold** word\n\n1. one\n\n   ```py\n   x = 1\n   ```\n2. two\n\n|a|b|\n|-|-|\n|1|2|\n\n> q",
    );
    expect(drawn.querySelector("strong")?.textContent).toBe("bold");
    expect(drawn.querySelectorAll("ol > li")).toHaveLength(2);
    expect(drawn.querySelectorAll("ol")).toHaveLength(1);
    expect(drawn.querySelector("blockquote")?.textContent?.trim()).toBe("q");
    expect(drawn.querySelector(".table")?.getAttribute("tabindex")).toBe("0");
  });

  test("colours code, names its language and has a button that copies it", () => {
    const code = page("```py\ndef f():\n    return '<b>'\n```");
    expect(code.querySelector(".hljs-keyword")?.textContent).toBe("def");
    expect(code.querySelector(".code-head")?.textContent).toBe("pyCopy");
    expect(code.querySelector("button")?.getAttribute("aria-label")).toBe("Copy code");
    expect(code.querySelector("pre")?.textContent).toBe("def f():\n    return '<b>'\n");
    expect(page("```klingon\n<b>\n```").querySelector("pre")?.innerHTML).toContain("&lt;b&gt;");
  });

  test.each([
    ["app/routes.py:12", "app/routes.py", "12"],
    ["see `app/routes.py`", "app/routes.py", undefined],
    ["[here](app/routes.py#L12-L15)", "app/routes.py", "12"],
    ["[here](./my%20app.py)", undefined, undefined],
    ["`setup.py:3:1`", "setup.py", "3"],
  ])("makes %s a link into the editor", (text, path, line) => {
    const link = page(text).querySelector("a");
    expect(link?.dataset.path).toBe(path);
    expect(link?.dataset.line).toBe(line);
    expect(page(text).querySelectorAll("a a")).toHaveLength(0);
  });

  test.each([
    "README.md says so",
    "`x = 1`",
    "at 12:30",
    "127.0.0.1:8000",
    "../secret.py:3",
    "`../../etc/passwd.txt:1`",
  ])("leaves %s alone", (text) => {
    expect(page(text).querySelector("a")).toBeNull();
  });

  test("shows the address of a link, and images as links", () => {
    const drawn = page("[good](https://example.org/x) https://example.com ![a picture](https://example.org/p.png)");
    const links = [...drawn.querySelectorAll("a")];
    expect(links.map((link) => link.title)).toEqual([
      "https://example.org/x",
      "https://example.com",
      "https://example.org/p.png",
    ]);
    expect(drawn.querySelector("img")).toBeNull();
    expect(links[2]?.textContent).toBe("a picture");
  });

  test.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "[x](command:workbench.action.terminal.new)",
    "[x](file:///etc/passwd)",
    "![x](data:image/svg+xml;base64,AAAA)",
    '[x](https://a.b/"onclick="alert(1))',
    '```"><img src=x onerror=alert(1)>\n<script>\n```',
    '`a.py" onclick="x:1`',
    '<a href="command:x">y</a>',
  ])("lets nothing of %s run", (text) => {
    const drawn = page(`${text}\n\n- ${text}\n\n|a|\n|-|\n|${text}|`);
    expect(drawn.querySelector("script, img, iframe, object, form, style")).toBeNull();
    for (const element of drawn.querySelectorAll("*")) {
      expect(element.getAttributeNames().filter((name) => name.startsWith("on"))).toEqual([]);
      expect(element.getAttribute("href") ?? "#").toMatch(/^(#$|https?:)/);
    }
  });

  test.each([
    ["brackets", "[".repeat(1_000_000)],
    ["nested links", "[a](".repeat(250_000)],
    ["stars", "*a **b ".repeat(140_000)],
    ["ticks", "`a``b".repeat(200_000)],
    ["quotes", ">".repeat(1_000_000)],
    ["deep quotes", "> > > > > > > > > > > > > > > > a\n".repeat(30_000)],
    ["deep lists", Array.from({ length: 1400 }, (_, depth) => `${" ".repeat(depth)}- a`).join("\n")],
    ["paragraphs", "a\n\n".repeat(330_000)],
    ["items", "- a\n".repeat(250_000)],
    ["a table", `|a|b|\n|-|-|\n${"|a|b|\n".repeat(150_000)}`],
    ["columns", `${"|a".repeat(20_000)}\n${"|-".repeat(20_000)}`],
    ["code", `\`\`\`py\n${"def f(): return 1\n".repeat(55_000)}`],
    ["fences", "```\n".repeat(250_000)],
    ["one line", "a".repeat(1_000_000)],
    ["addresses", "http://a.b/ ".repeat(83_000)],
    ["files", "a/b.py:1 ".repeat(110_000)],
    ["almost files", "a/".repeat(500_000)],
    ["entities", "&a".repeat(500_000)],
    ["images", "![".repeat(500_000)],
    ["words", `${"a".repeat(15_000)}\n\n`.repeat(66)],
    ["blocks of addresses", `${"http://a.b/ ".repeat(1_300)}\n\n`.repeat(64)],
    ["blocks of almost files", `${"a/".repeat(7_900)}\n\n`.repeat(63)],
    ["blocks of dots", `${"+.a".repeat(5_200)}\n\n`.repeat(64)],
    ["blocks of files", `${"a/b.py:1 ".repeat(1_700)}\n\n`.repeat(65)],
    ["blocks of columns", `${"|a".repeat(490)}\n${"|-".repeat(490)}\n\n`.repeat(500)],
    ["headings", "# a\n".repeat(250_000)],
  ])("takes a megabyte of %s without a stop", (_name, text) => {
    const start = process.cpuUsage();
    const blocks = new GrowingMarkdown().read(text);
    const took = process.cpuUsage(start).user / 1000;
    expect(blocks.length).toBeLessThan(2_000);
    // Milliseconds of the processor, cold; 50 in a page that has drawn something before.
    expect(took).toBeLessThan(500);
  });

  test("loses nothing of what is too much for it", () => {
    const text = `${">".repeat(500)}deep\n\n${"word ".repeat(20_000)}end`;
    expect(page(text).textContent).toContain("deep");
    expect(page(text).textContent).toContain("end");
    expect(page(text).textContent?.match(/word/g)).toHaveLength(20_000);
  });
});

describe("a text that grows", () => {
  const text =
    "# T\nwords\n\n- a\n\n- b\n\n```py\nx = 1\n\ny = 2\n```\nafter\n\n1. one\n\n   more\n2. two\n\nend **of** it";

  test("is drawn as if it had been there at once", () => {
    const growing = new GrowingMarkdown();
    for (let length = 1; length <= text.length; length++) {
      const blocks = growing.read(text.slice(0, length));
      expect(blocks).toEqual(new GrowingMarkdown().read(text.slice(0, length)));
    }
  });

  test("keeps all blocks but the last", () => {
    const growing = new GrowingMarkdown();
    const before = growing.read(text);
    const after = growing.read(`${text}, and more\n\nand more`);
    expect(before.length).toBeGreaterThan(5);
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
    for (const [index, block] of before.slice(0, -1).entries()) {
      expect(after[index]).toBe(block);
    }
  });

  test("begins anew when it is another text", () => {
    const growing = new GrowingMarkdown();
    growing.read("one\n\ntwo");
    expect(growing.read("**two**")).toEqual([{ html: "<p><strong>two</strong></p>\n" }]);
  });

  test("goes on as it is after the part that is read as Markdown", () => {
    const growing = new GrowingMarkdown();
    const long = "word\n\n".repeat(MAX_MARKDOWN / 6);
    growing.read(`${long}**a`);
    expect(growing.read(`${long}**a**`).at(-1)).toEqual({ text: "**a**" });
  });
});

test("a file with a line is told from other words", () => {
  expect(filePlace("a/b.py:3")).toEqual({ path: "a/b.py", line: 3 });
  expect(filePlace("./b.py")).toEqual({ path: "b.py" });
  expect(filePlace("b")).toBeUndefined();
  expect(filePlace("/etc/passwd.txt")).toBeUndefined();
});
