/** Files of a folder: from the paths of the server to those of the editor, and back. */
import { realpath } from "node:fs/promises";
import { sep } from "node:path";
import * as vscode from "vscode";
import { insideFolder } from "./insideFolder";

/** The file at a path. Raises where it would lead out of the folder. */
export function uriOf(root: string, path: string): vscode.Uri {
  if (!insideFolder(path)) {
    throw new Error(vscode.l10n.t("{0} is not a file of this folder.", path));
  }
  return vscode.Uri.joinPath(vscode.Uri.parse(root), path);
}

/** The path of a file below a folder; undefined if it is not in there. */
export function pathOf(root: string, uri: vscode.Uri): string | undefined {
  const folder = vscode.Uri.parse(root);
  const prefix = folder.path.endsWith("/") ? folder.path : `${folder.path}/`;
  const isBelow = root !== "" && uri.scheme === folder.scheme && uri.authority === folder.authority;
  const path = isBelow && uri.path.startsWith(prefix) ? uri.path.slice(prefix.length) : "";
  return insideFolder(path) ? path : undefined;
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === "FileNotFound") {
      return false;
    }
    throw error;
  }
}

/** Raises where a file that is about to be read lies outside of the folder, behind a link. */
export async function refuseOutside(folder: vscode.WorkspaceFolder, uri: vscode.Uri): Promise<void> {
  if (uri.scheme !== "file") {
    return;
  }
  // Of one that is not there, whoever reads it says so.
  const [root, file] = await Promise.all([realpath(folder.uri.fsPath), realpath(uri.fsPath)]).catch(() => ["", ""]);
  if (file !== "" && !file?.startsWith(`${root}${sep}`)) {
    throw new Error(vscode.l10n.t("{0} is not a file of this folder.", uri.path));
  }
}
