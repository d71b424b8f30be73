/** A text of others, with what would show it in another order than it is read in by programs: see CVE-2021-42574. */
export function undisguised(text: string): string {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
