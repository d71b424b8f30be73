import { expect, test } from "vitest";
import { insideFolder } from "../../src/insideFolder";
import { type Page, pageHtml } from "../../src/views/page";

const page: Page = {
  title: "Chat",
  language: "en",
  cspSource: "https://cdn.test",
  nonce: "abc123",
  script: "https://cdn.test/chat.js",
  style: "https://cdn.test/chat.css",
  texts: {},
};

test("a page runs only the script with its nonce, and loads nothing from elsewhere", () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(pageHtml(page))?.[1];

  expect(policy?.split("; ")).toEqual([
    "default-src &#39;none&#39;",
    "script-src &#39;nonce-abc123&#39;",
    "style-src https://cdn.test &#39;unsafe-inline&#39;",
    "img-src data:",
    "font-src https://cdn.test",
    "form-action &#39;none&#39;",
    "base-uri &#39;none&#39;",
  ]);
});

test("translations cannot end the script element that carries them", () => {
  const html = pageHtml({ ...page, texts: { Send: "</script><script>alert(1)</script>" } });

  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html.match(/<\/script>/g)).toHaveLength(2);
});

test("titles are text, not HTML", () => {
  expect(pageHtml({ ...page, title: `<b>"a" & 'b'</b>` })).toContain(
    "<title>&lt;b&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/b&gt;</title>",
  );
});

test.each(["a.py", "src/a.py", "./a.py", "src/../a.py", "..a/b"])("%s is a file of the folder", (path) => {
  expect(insideFolder(path)).toBe(true);
});

test.each(["", ".", "..", "../a.py", "src/../../a.py", "/etc/passwd", "C:/a.py", "src\\..\\..\\a.py", "a\0.py"])(
  "%j leads out of the folder",
  (path) => {
    expect(insideFolder(path)).toBe(false);
  },
);
