/** What of the user's settings is the server's business. */

/** A part of `vscode.WorkspaceConfiguration`. */
export interface Configuration {
  get(name: string): unknown;
  inspect(
    name: string,
  ): { globalValue?: unknown; workspaceValue?: unknown; workspaceFolderValue?: unknown } | undefined;
}

/** Settings of this extension alone, beside those in groups such as `server.command`. */
const OURS = ["notifications", "reviewInEditor"];
/** What a folder adds to and takes nothing away from, see docs/settings.md; VS Code would let the folder's replace the user's. */
const ADDED = ["ask", "deny"];

/**
 * The options of the server among the declared settings, as far as the user has set them: what is not set may be set in
 * the environment or in a file, which defaults of ours must not hide.
 */
export function serverSettings(declared: readonly string[], configuration: Configuration): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const name of optionsAmong(declared)) {
    const values = valuesSet(configuration.inspect(name));
    const value = ADDED.includes(name) ? [...new Set(values.flat())] : configuration.get(name);
    if (values.length > 0 && value !== "" && value !== null && value !== undefined) {
      settings[name] = value;
    }
  }
  return settings;
}

/** Which of the declared settings the server knows. */
export function optionsAmong(declared: readonly string[]): string[] {
  const names = declared.map((name) => name.replace(/^journeyman\./, ""));
  return names.filter((name) => !name.includes(".") && !OURS.includes(name));
}

function valuesSet(inspected: ReturnType<Configuration["inspect"]>): unknown[] {
  const { globalValue, workspaceValue, workspaceFolderValue } = inspected ?? {};
  return [globalValue, workspaceValue, workspaceFolderValue].filter((value) => value !== undefined);
}
