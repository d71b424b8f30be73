import * as vscode from "vscode";

/** Lets the user choose where to save a text, beginning in a folder. Returns whether it was saved. */
export async function saveAs(root: string, name: string, text: string): Promise<boolean> {
  const folder = vscode.Uri.parse(root || "file:///");
  // A name may hold what the model wrote.
  const defaultUri = vscode.Uri.joinPath(folder, name.replace(/[\\/:]/g, "-"));
  const uri = await vscode.window.showSaveDialog({ defaultUri });
  if (uri) {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  }
  return uri !== undefined;
}
