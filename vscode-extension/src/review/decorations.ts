/** Marks pending hunks in editors: by colour, and by borders that tell added lines from the place of removed ones. */
import * as vscode from "vscode";
import type { PlacedHunks } from "./placedHunks";
import type { Place } from "./places";
import { removedText } from "./texts";

export class HunkDecorations implements vscode.Disposable {
  private readonly added = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor("diffEditor.insertedLineBackground"),
    // The colours of the gutter can hardly be seen in high contrast, where lines have no background.
    borderColor: new vscode.ThemeColor("charts.green"),
    borderStyle: "solid",
    borderWidth: "0 0 0 2px",
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.addedForeground"),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
  private readonly removedAbove = removed("1px 0 0 0");
  private readonly removedBelow = removed("0 0 1px 0");
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly placed: PlacedHunks) {
    this.subscriptions = vscode.Disposable.from(
      this.added,
      this.removedAbove,
      this.removedBelow,
      placed.onDidChange(() => this.draw()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.draw()),
      vscode.window.tabGroups.onDidChangeTabs(() => this.draw()),
    );
    this.draw();
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const places = isDiff(editor) ? [] : this.placed.shownIn(editor.document);
      const gone = places.filter(({ start, end, oldLines }) => start === end && oldLines > 0);
      const lines = editor.document.lineCount;
      editor.setDecorations(
        this.added,
        places.filter(({ start, end }) => start < end).map((place) => options(editor, place)),
      );
      editor.setDecorations(
        this.removedAbove,
        gone.filter(({ start }) => start < lines).map((place) => options(editor, place)),
      );
      editor.setDecorations(
        this.removedBelow,
        gone.filter(({ start }) => start >= lines).map((place) => options(editor, place)),
      );
    }
  }
}

/** A diff marks changed lines itself. */
function isDiff({ viewColumn }: vscode.TextEditor): boolean {
  // The editors in a multi-diff are in no column.
  if (viewColumn === undefined) {
    return true;
  }
  const group = vscode.window.tabGroups.all.find((group) => group.viewColumn === viewColumn);
  return group?.activeTab !== undefined && !(group.activeTab.input instanceof vscode.TabInputText);
}

function removed(borderWidth: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderColor: new vscode.ThemeColor("charts.red"),
    borderStyle: "dashed",
    borderWidth,
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.deletedForeground"),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
}

function options({ document }: vscode.TextEditor, place: Place): vscode.DecorationOptions {
  const range = document.validateRange(new vscode.Range(place.start, 0, Math.max(place.start, place.end - 1), 0));
  const color = new vscode.ThemeColor("editorCodeLens.foreground");
  const contentText = `   ${removedText(place.oldLines)}`;
  return {
    range,
    hoverMessage: place.oldLines > 0 ? before(place.oldText, document.languageId) : undefined,
    // For those who have switched lenses off.
    renderOptions: place.start === place.end ? { after: { contentText, color, fontStyle: "italic" } } : undefined,
  };
}

function before(text: string, language: string): vscode.MarkdownString {
  return new vscode.MarkdownString().appendText(vscode.l10n.t("Before:")).appendCodeblock(text, language);
}
