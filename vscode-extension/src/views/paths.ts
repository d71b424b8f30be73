import * as vscode from "vscode";
import { insideFolder } from "../insideFolder";

/** The file at a path that the server or the model named. Raises where it would lead out of the folder. */
export function fileIn(folder: vscode.WorkspaceFolder, path: string): vscode.Uri {
  if (!insideFolder(path)) {
    throw new Error(vscode.l10n.t("{0} is not a file of {1}.", path, folder.name));
  }
  return vscode.Uri.joinPath(folder.uri, path);
}
