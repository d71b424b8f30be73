/**
 * Formats Lua files, with the settings that the `stylua` program reads too.
 *
 * usage: node stylua.mjs --check|--write FOLDER …
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as stylua from "@johnnymorganz/stylua";

const SETTINGS = new URL("../neovim/stylua.toml", import.meta.url);
/** What the words of a setting are called in the library. */
const WORDS = {
  call_parentheses: stylua.CallParenType,
  collapse_simple_statement: stylua.CollapseSimpleStatement,
  indent_type: stylua.IndentType,
  line_endings: stylua.LineEndings,
  quote_style: stylua.QuoteStyle,
  syntax: stylua.LuaVersion,
};

/** Of TOML as much as the settings need: names with a word or a number. */
function settings() {
  const config = stylua.Config.new();
  for (const [, name, word, number] of readFileSync(SETTINGS, "utf8").matchAll(/^(\w+) = (?:"(\w+)"|(\d+))$/gm)) {
    const value = word ? WORDS[name]?.[word] : Number(number);
    if (value === undefined || !(name in config)) throw new Error(`neovim/stylua.toml: ${name} is not understood.`);
    config[name] = value;
  }
  return config;
}

/** The formatted text. The library consumes its configuration, so each file gets one of its own. */
const format = (text) => stylua.formatCode(text, settings(), undefined, stylua.OutputVerification.Full);

const [mode, ...folders] = process.argv.slice(2);
if (!["--check", "--write"].includes(mode) || folders.length === 0) {
  console.error("usage: node stylua.mjs --check|--write FOLDER …");
  process.exit(2);
}
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".lua"))
    .map((name) => join(folder, name)),
);
for (const file of files) {
  const text = readFileSync(file, "utf8");
  let formatted;
  try {
    formatted = format(text);
  } catch (problem) {
    console.error(`${file}: ${problem}`);
    process.exitCode = 1;
    continue;
  }
  if (formatted === text) continue;
  if (mode === "--write") {
    writeFileSync(file, formatted);
    console.log(`formatted ${file}`);
  } else {
    console.error(`${file} is not formatted. Run make format.`);
    process.exitCode = 1;
  }
}
