/** The folder that a VS Code under test lives in, thrown away afterwards. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Files by path. */
export type Files = Record<string, string>;

const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "editor.minimap.enabled": false,
  "editor.cursorBlinking": "solid",
  "files.autoSave": "off",
  "files.simpleDialog.enable": true,
  "window.confirmBeforeClose": "never",
  "window.commandCenter": false,
  "security.workspace.trust.startupPrompt": "never",
};

export class Playground {
  readonly folder = mkdtempSync(join(tmpdir(), "journeyman-e2e-"));

  /** `folders`: the workspace folders by name. */
  constructor(private readonly folders: Record<string, Files>) {
    for (const name of ["home", "tmp", "extensions", "user/User"]) {
      mkdirSync(join(this.folder, name), { recursive: true });
    }
    for (const [root, files] of Object.entries(folders)) {
      mkdirSync(this.path("", root), { recursive: true });
      for (const [name, text] of Object.entries(files)) this.write(name, text, root);
    }
  }

  /** Where a file of a workspace folder is, by default of the first. */
  path(name: string, root = Object.keys(this.folders)[0] as string): string {
    return join(this.folder, "workspace", root, name);
  }

  read(name: string, root?: string): string {
    return readFileSync(this.path(name, root), "utf8");
  }

  write(name: string, text: string, root?: string): void {
    const path = this.path(name, root);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** Where VS Code keeps its logs, those of the extension host among them. */
  get logs(): string {
    return join(this.folder, "user/logs");
  }

  /** VS Code reads them when it starts; it does not notice later changes. */
  writeSettings(settings: Record<string, unknown>): void {
    writeFileSync(join(this.folder, "user/User/settings.json"), JSON.stringify({ ...QUIET, ...settings }, null, 2));
  }

  /** What the window's address says it opens: the folder, or a workspace of several. */
  get query(): string {
    const roots = Object.keys(this.folders);
    if (roots.length === 1) return `folder=${encodeURIComponent(this.path(""))}`;
    const file = join(this.folder, "workspace", "several.code-workspace");
    writeFileSync(file, JSON.stringify({ folders: roots.map((path) => ({ path })) }));
    return `workspace=${encodeURIComponent(file)}`;
  }

  /** What processes in it know of this machine: nothing of the tester's own. */
  get environment(): Record<string, string> {
    const home = join(this.folder, "home");
    return {
      PATH: process.env.PATH ?? "",
      LANG: "C.UTF-8",
      HOME: home,
      TMPDIR: join(this.folder, "tmp"),
      XDG_CONFIG_HOME: join(home, ".config"),
      XDG_DATA_HOME: join(home, ".local/share"),
      XDG_CACHE_HOME: join(home, ".cache"),
      JOURNEYMAN_HOME: join(home, "journeyman"),
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
