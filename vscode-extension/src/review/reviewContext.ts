/** What keybindings and menus ask about: whether there is something to decide, and whether it is in this editor. */
import * as vscode from "vscode";
import type { PlacedHunks } from "./placedHunks";
import type { SessionChanges } from "./sessionChanges";

export class ReviewContext implements vscode.Disposable {
  private readonly known = new Map<string, boolean>();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    changes: SessionChanges,
    private readonly placed: PlacedHunks,
  ) {
    this.subscriptions = vscode.Disposable.from(
      changes.onDidChange(() => this.set("journeyman.hasChanges", changes.pendingCount > 0)),
      placed.onDidChange(() => this.tellEditor()),
      vscode.window.onDidChangeActiveTextEditor(() => this.tellEditor()),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private tellEditor(): void {
    const editor = vscode.window.activeTextEditor;
    this.set("journeyman.hunksInEditor", editor !== undefined && this.placed.in(editor.document).length > 0);
  }

  private set(key: string, value: boolean): void {
    if (this.known.get(key) !== value) {
      this.known.set(key, value);
      void vscode.commands.executeCommand("setContext", key, value);
    }
  }
}
