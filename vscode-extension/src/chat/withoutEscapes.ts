// biome-ignore-start lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
/** Colours, titles, moves of the cursor (ECMA-48), and marks of the shell integration (OSC 633). */
const ESCAPES = /\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)?|\[[0-?]*[ -/]*[@-~]?|[ -/]*[0-~])/g;
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: as above.

/** What a terminal printed, as text. Lines that were drawn over, such as progress, stay as they were drawn last. */
export function withoutEscapes(text: string): string {
  return text
    .replace(ESCAPES, "")
    .replace(/\r+\n/g, "\n")
    .split("\n")
    .map((line) => line.slice(line.lastIndexOf("\r") + 1))
    .join("\n")
    .replace(CONTROLS, "");
}
