import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type * as vscode from "vscode";
import { refuseOutside } from "../../src/files";

vi.mock("vscode", async () => ({ l10n: (await import("./chat/fakeVscode")).vscode.l10n }));

let outer: string;
const uri = (fsPath: string) => ({ scheme: "file", path: fsPath, fsPath }) as vscode.Uri;

beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), "journeyman-"));
});

afterEach(() => rm(outer, { recursive: true }));

test("a link out of the folder is not followed, one that stays inside is", async () => {
  const work = await mkdtemp(join(outer, "work"));
  const folder = { uri: uri(work), name: "work" } as vscode.WorkspaceFolder;
  await writeFile(join(outer, "secret"), "");
  await writeFile(join(work, "a.py"), "");
  await symlink(join(outer, "secret"), join(work, "out"));
  await symlink(join(work, "a.py"), join(work, "in"));

  await expect(refuseOutside(folder, uri(join(work, "out")))).rejects.toThrow("is not a file of this folder");
  await refuseOutside(folder, uri(join(work, "in")));
  await refuseOutside(folder, uri(join(work, "a.py")));
});
