// Makes the vsix in the folder given: builds, puts our wheel, the licence and the pictures beside the code, and packs
// what `files` of package.json allows. Run by `make package`, which has made the wheel.
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

const extension = path.resolve(import.meta.dirname, "..");
const repository = path.dirname(extension);
const out = path.resolve(process.argv[2] ?? path.join(repository, "dist"));
const { version } = JSON.parse(readFileSync(path.join(extension, "package.json"), "utf8"));

function run(...command) {
  const { status, error } = spawnSync(process.execPath, command, { cwd: extension, stdio: "inherit" });
  if (status !== 0) {
    throw new Error(`${command.join(" ")} failed${error ? `: ${error.message}` : ""}`);
  }
}

function fresh(name) {
  const folder = path.join(extension, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

const wheels = readdirSync(out).filter((file) => file === `journeyman-${version}-py3-none-any.whl`);
if (wheels.length !== 1) {
  throw new Error(
    `No wheel of version ${version} in ${out}: the versions of server and extension have to be the same.`,
  );
}
copyFileSync(path.join(out, wheels[0]), path.join(fresh("server"), wheels[0]));
fresh("dist");
run("esbuild.mjs");
for (const file of ["LICENSE", "CHANGELOG.md"]) {
  copyFileSync(path.join(repository, file), path.join(extension, file));
}
const shown = readFileSync(path.join(extension, "README.md"), "utf8").matchAll(/\(images\/([\w.-]+)\)/g);
const images = fresh("images");
for (const [, name] of shown) {
  cpSync(path.join(repository, "docs", "images", name), path.join(images, name));
}
run(
  "node_modules/@vscode/vsce/vsce",
  ...[
    "package",
    "--no-dependencies",
    "--allow-missing-repository",
    "--no-rewrite-relative-links",
    "--allow-unused-files-pattern",
  ],
  ...["--out", path.join(out, `journeyman-${version}.vsix`)],
);
