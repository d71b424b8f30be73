/** Colours for code in the languages that are written about most. */
import highlighter from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import cpp from "highlight.js/lib/languages/cpp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import json from "highlight.js/lib/languages/json";
import markdown from "highlight.js/lib/languages/markdown";
import python from "highlight.js/lib/languages/python";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

/** Longer code is shown without colours: some of the grammars are slow on what nobody reads anyway. */
const MAX_HIGHLIGHTED = 10_000;

for (const [name, language] of Object.entries({
  bash,
  cpp,
  css,
  diff,
  dockerfile,
  go,
  ini,
  java,
  json,
  markdown,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
})) {
  highlighter.registerLanguage(name, language);
}
highlighter.registerAliases(["js", "javascript", "jsx", "mjs", "cjs"], { languageName: "typescript" });
highlighter.registerAliases(["console", "shell", "shellsession"], { languageName: "bash" });
highlighter.registerAliases(["c", "h"], { languageName: "cpp" });

/** Code as HTML; undefined where there are no colours for it. */
export function highlight(code: string, language: string): string | undefined {
  if (code.length > MAX_HIGHLIGHTED || !highlighter.getLanguage(language)) {
    return undefined;
  }
  return highlighter.highlight(code, { language, ignoreIllegals: true }).value;
}
