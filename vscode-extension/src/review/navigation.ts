/** Going from hunk to hunk, through all changed files. */
import * as vscode from "vscode";
import { exists, pathOf, uriOf } from "../files";
import type { PlacedHunks } from "./placedHunks";
import { type HunkRef, inOrder, nextStop, type Stop } from "./places";
import type { SessionChanges } from "./sessionChanges";

export class Navigation {
  constructor(
    private readonly changes: SessionChanges,
    private readonly placed: PlacedHunks,
    private readonly openDiff: (target: HunkRef) => Promise<void>,
  ) {}

  async go(direction: "next" | "previous"): Promise<void> {
    const stop = nextStop(await this.stops(), this.here(), direction);
    if (!stop) {
      throw new Error(vscode.l10n.t("No changes of Journeyman are pending."));
    }
    await this.reveal(stop);
  }

  /** Puts the caret to a hunk. What is in no file any more is shown as a diff. */
  async reveal(hunk: HunkRef): Promise<void> {
    const uri = uriOf(this.changes.root, hunk.path);
    const diff = (await this.changes.diff(hunk.changeSetId)).find(({ path }) => path === hunk.path);
    const found = diff?.hunks.find(({ hunkId }) => hunkId === hunk.hunkId);
    if (diff?.newText === null || !found || !(await exists(uri))) {
      await this.openDiff(hunk);
      return;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    await this.placed.update();
    const place = this.placed.in(document).find(({ hunkId }) => hunkId === hunk.hunkId);
    const spot = document.validatePosition(new vscode.Position(place?.start ?? found.newStart - 1, 0));
    const editor = await vscode.window.showTextDocument(document, { selection: new vscode.Range(spot, spot) });
    editor.revealRange(new vscode.Range(spot, spot), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  private here(): Stop | undefined {
    const editor = vscode.window.activeTextEditor;
    const path = editor && pathOf(this.changes.root, editor.document.uri);
    return path === undefined ? undefined : { path, line: editor?.selection.active.line ?? 0 };
  }

  private async stops(): Promise<(Stop & HunkRef)[]> {
    const sets = await Promise.all(
      this.changes.pendingSets.map(async ({ changeSetId }) => {
        const files = await this.changes.diff(changeSetId);
        return files.flatMap((file) =>
          file.hunks
            .filter(({ state }) => state === "pending")
            .map(({ hunkId, newStart }) => ({ changeSetId, path: file.path, hunkId, line: newStart - 1 })),
        );
      }),
    );
    const lines = this.linesNow();
    return sets
      .flat()
      .map((stop) => ({ ...stop, line: lines.get(stop.hunkId) ?? stop.line }))
      .sort(inOrder);
  }

  /** In open documents hunks may have moved. */
  private linesNow(): Map<string, number> {
    const places = vscode.workspace.textDocuments.flatMap((document) => {
      const last = document.lineCount - 1;
      return this.placed.in(document).map(({ hunkId, start }): [string, number] => [hunkId, Math.min(start, last)]);
    });
    return new Map(places);
  }
}
