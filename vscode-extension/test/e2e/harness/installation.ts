/** Where the tools are that the tests run; each that is missing is named with what to do about it. */
import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../../../../", import.meta.url));

/** What is kept of tests that failed. */
export const EVIDENCE = join(REPOSITORY, ".cache/e2e");
/** Pictures of the views; `docs/images` where they are made for the docs. */
export const PICTURES = join(REPOSITORY, process.env.PICTURES ?? ".cache/e2e/pictures");

export interface Installation {
  /** The script that Node runs. */
  codeServer: string;
  chromium: string;
  vsix: string;
  python: string;
}

export function findInstallation(environment = process.env): Installation {
  const folder = environment.CODE_SERVER ?? join(REPOSITORY, ".cache/code-server");
  return {
    codeServer: needed(
      existsSync(join(folder, ".ready")) && join(folder, "node_modules/code-server/out/node/entry.js"),
      "code-server is not installed. Run vscode-extension/scripts/install-code-server.sh.",
    ),
    chromium: needed(
      environment.CHROMIUM ?? inPath("chromium", environment.PATH),
      "There is no chromium. Run vscode-extension/scripts/install-code-server.sh.",
    ),
    vsix: needed(
      environment.VSIX ?? newestVsix(join(REPOSITORY, "dist")),
      "There is no vsix in dist/. Run make package.",
    ),
    python: needed(
      environment.PYTHON ?? existing(join(REPOSITORY, ".venv/bin/python")),
      "There is no .venv. Run make test.",
    ),
  };
}

function needed(path: string | false | undefined, otherwise: string): string {
  if (!path) throw new Error(otherwise);
  return path;
}

const existing = (path: string) => existsSync(path) && path;

function inPath(name: string, path = ""): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function newestVsix(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const files = readdirSync(folder).filter((name) => name.endsWith(".vsix"));
  const byAge = files.map((name) => join(folder, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  return byAge[0];
}
