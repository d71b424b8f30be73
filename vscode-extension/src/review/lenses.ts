/** "Accept · Reject · 1 of 3 · Old text" above each pending hunk. */
import * as vscode from "vscode";
import { textUri } from "./diffs";
import type { PlacedHunks } from "./placedHunks";
import type { Place } from "./places";
import type { SessionChanges } from "./sessionChanges";

export class HunkLenses implements vscode.CodeLensProvider {
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(
    private readonly placed: PlacedHunks,
    private readonly changes: SessionChanges,
  ) {
    this.onDidChangeCodeLenses = placed.onDidChange;
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const places = this.placed.shownIn(document);
    return places.flatMap((place, index) => {
      const count = vscode.l10n.t("{0} of {1}", index + 1, places.length);
      const line = Math.min(place.start, document.lineCount - 1);
      const commands = [...decisions(place), next(count), ...this.oldText(document, place)];
      return commands.map((command) => new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command));
    });
  }

  private oldText({ uri }: vscode.TextDocument, place: Place): vscode.Command[] {
    const { sessionId } = this.changes;
    if (place.oldLines === 0 || sessionId === undefined) {
      return [];
    }
    const { path, changeSetId } = place;
    const before = textUri(uri, { sessionId, changeSetId, path, side: "before" });
    const lines = new vscode.Range(place.oldStart, 0, place.oldStart + place.oldLines, 0);
    const location = new vscode.Location(before, lines);
    const spot = new vscode.Position(place.start, 0);
    return [
      {
        title: vscode.l10n.t("Old text"),
        command: "editor.action.peekLocations",
        arguments: [uri, spot, [location], "peek"],
      },
    ];
  }
}

function decisions(place: Place): vscode.Command[] {
  const accept = { title: vscode.l10n.t("Accept"), command: "journeyman.acceptHunk", arguments: [place] };
  const reject = { title: vscode.l10n.t("Reject"), command: "journeyman.rejectHunk", arguments: [place] };
  const unable = { title: `$(warning) ${vscode.l10n.t("Cannot be rejected")}`, tooltip: place.problem };
  // Trying all the same tells why not, also to those who cannot hover.
  return [accept, place.problem ? { ...reject, ...unable } : reject];
}

function next(title: string): vscode.Command {
  return { title, tooltip: vscode.l10n.t("Go to Next Hunk"), command: "journeyman.nextHunk" };
}
