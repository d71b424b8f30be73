// Gathers the texts of the extension and its webviews into l10n/bundle.l10n.json, for translators.
// `--check` only compares, and fails if the bundle is not what the code says.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const extension = path.resolve(import.meta.dirname, "..");
const BUNDLE = path.join(extension, "l10n", "bundle.l10n.json");

function sources(folder) {
  return readdirSync(path.join(extension, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes("node_modules"))
    .map((file) => path.join(extension, folder, file));
}

/** The first arguments of all calls of `t` and `vscode.l10n.t`. */
function textsOf(file) {
  const found = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && isTranslation(node.expression)) {
      const [text] = node.arguments;
      if (text && ts.isStringLiteralLike(text)) {
        found.push(text.text);
      } else if (
        text &&
        !ts.isIdentifier(text) &&
        !ts.isPropertyAccessExpression(text) &&
        !ts.isElementAccessExpression(text)
      ) {
        found.push(...literals(text));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true));
  return found;
}

const isTranslation = (callee) =>
  (ts.isIdentifier(callee) && callee.text === "t") ||
  (ts.isPropertyAccessExpression(callee) && callee.name.text === "t" && callee.expression.getText().endsWith("l10n"));

/** The literals of a choice such as `n === 1 ? "1 use" : "{0} uses"`. */
function literals(node) {
  if (ts.isStringLiteralLike(node)) {
    return [node.text];
  }
  return ts.isConditionalExpression(node) ? [...literals(node.whenTrue), ...literals(node.whenFalse)] : [];
}

const texts = [...new Set([...sources("src"), ...sources("webview")].flatMap(textsOf))].sort();
const bundle = `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), null, 2)}\n`;
if (!process.argv.includes("--check")) {
  writeFileSync(BUNDLE, bundle);
} else if (readFileSync(BUNDLE, "utf8") !== bundle) {
  console.error("l10n/bundle.l10n.json is out of date: run `npm run texts` in vscode-extension.");
  process.exit(1);
}
