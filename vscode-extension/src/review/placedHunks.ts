/** Where the pending hunks are in open documents; moves along with what the user types. */
import * as vscode from "vscode";
import { pathOf } from "../files";
import type { FileDiff } from "../protocol";
import { followEdits, inOrder, type Place, placeHunks } from "./places";
import type { SessionChanges } from "./sessionChanges";

interface Opened {
  diffs: { changeSetId: string; file: FileDiff }[];
  places: Place[];
}

export class PlacedHunks implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** The places in some document are others. */
  readonly onDidChange = this.changed.event;
  private readonly opened = new Map<string, Opened>();
  private readonly subscriptions: vscode.Disposable;
  private updates = 0;

  constructor(
    private readonly changes: SessionChanges,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = vscode.Disposable.from(
      changes.onDidChange(() => this.update()),
      vscode.workspace.onDidOpenTextDocument(() => this.update()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.opened.delete(uri.toString())),
      vscode.workspace.onDidChangeTextDocument((event) => this.edited(event)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("journeyman.reviewInEditor")) {
          this.changed.fire();
        }
      }),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.saved(uri)),
    );
  }

  /** The places in a document, from top to bottom. */
  in(document: vscode.TextDocument): readonly Place[] {
    return this.opened.get(document.uri.toString())?.places ?? [];
  }

  /** Those to be shown in the editor: none if the user does not want to see them there. */
  shownIn(document: vscode.TextDocument): readonly Place[] {
    const isWanted = vscode.workspace.getConfiguration("journeyman").get("reviewInEditor", true);
    return isWanted ? this.in(document) : [];
  }

  /** Looks up the hunks of all open documents. Resolves when they are placed. */
  async update(): Promise<void> {
    const update = ++this.updates;
    const diffs = await this.diffs();
    if (update !== this.updates) {
      return;
    }
    this.opened.clear();
    for (const document of vscode.workspace.textDocuments) {
      const path = pathOf(this.changes.root, document.uri);
      const own = diffs.filter(({ file }) => file.path === path);
      if (own.length > 0) {
        this.opened.set(document.uri.toString(), { diffs: own, places: placeAll(own, document) });
      }
    }
    this.changed.fire();
  }

  dispose(): void {
    this.updates++;
    this.subscriptions.dispose();
    this.changed.dispose();
  }

  /** Only of change sets with a file that is open: old sessions have many. */
  private async diffs(): Promise<Opened["diffs"]> {
    const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => pathOf(this.changes.root, uri)));
    const sets = this.changes.pendingSets.filter(({ files }) =>
      files.some(({ path, pending }) => pending > 0 && open.has(path)),
    );
    const found = await Promise.all(
      sets.map(async ({ changeSetId }) => {
        try {
          const files = await this.changes.diff(changeSetId);
          return files.map((file) => ({ changeSetId, file }));
        } catch (error) {
          this.log.warn(`The hunks of change set ${changeSetId} are not known: ${(error as Error).message}`);
          return [];
        }
      }),
    );
    return found.flat();
  }

  private saved(uri: vscode.Uri): void {
    const path = pathOf(this.changes.root, uri);
    if (path !== undefined && this.opened.has(uri.toString())) {
      this.changes.fileChanged(path);
    }
  }

  private edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const opened = this.opened.get(document.uri.toString());
    if (!opened || contentChanges.length === 0) {
      return;
    }
    // What was loaded again from the disk is told as one large edit, which would move hunks anywhere.
    opened.places = document.isDirty ? followEdits(opened.places, contentChanges) : placeAll(opened.diffs, document);
    this.changed.fire();
  }
}

function placeAll(diffs: Opened["diffs"], document: vscode.TextDocument): Place[] {
  const text = document.getText();
  const places = diffs.flatMap(({ changeSetId, file }) => placeHunks(changeSetId, file, text));
  return places.sort((one, other) => inOrder({ path: "", line: one.start }, { path: "", line: other.start }));
}
