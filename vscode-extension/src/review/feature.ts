/** Review in the editor: the tree of changes, marks and lenses at hunks, diffs, checkpoints. */
import * as vscode from "vscode";
import { pathOf } from "../files";
import type { Feature, Journeyman } from "../journeyman";
import { told } from "../showError";
import { restoreCheckpoint } from "./checkpoints";
import { Decisions, fields, type Target } from "./decisions";
import { HunkDecorations } from "./decorations";
import { BEFORE, BeforeTexts, openDiff, openDiffs } from "./diffs";
import { HunkLenses } from "./lenses";
import { Navigation } from "./navigation";
import { PlacedHunks } from "./placedHunks";
import type { HunkRef } from "./places";
import { ReviewContext } from "./reviewContext";
import { SessionChanges } from "./sessionChanges";
import { ChangesTree } from "./tree";
import { UnsavedEdits } from "./unsaved";

export function reviewFeature(journeyman: Journeyman): Feature {
  const changes = new SessionChanges(journeyman);
  const placed = new PlacedHunks(changes, journeyman.log);
  const unsaved = new UnsavedEdits(journeyman, changes);
  const before = new BeforeTexts(journeyman);
  const open = (target: Target) => openTarget(journeyman, changes, target);
  const navigation = new Navigation(changes, placed, open);
  const reveal = (hunk: HunkRef) => told(journeyman.log, () => navigation.reveal(hunk));
  const subscriptions = vscode.Disposable.from(
    changes,
    placed,
    unsaved,
    before,
    showTree(changes, unsaved),
    new HunkDecorations(placed),
    new ReviewContext(changes, placed),
    changes.onDidChange(() => before.refresh()),
    vscode.workspace.registerTextDocumentContentProvider(BEFORE, before),
    vscode.languages.registerCodeLensProvider({ scheme: "file" }, new HunkLenses(placed, changes)),
    vscode.commands.registerCommand("journeyman.revealHunk", reveal),
  );
  void changes.reload();
  return {
    commands: { ...decisionCommands(new Decisions(changes, placed)), ...otherCommands(journeyman, navigation, open) },
    dispose: () => subscriptions.dispose(),
  };
}

function decisionCommands(decisions: Decisions): NonNullable<Feature["commands"]> {
  return {
    acceptHunk: (target: Target) => decisions.hunk("accept", target),
    rejectHunk: (target: Target) => decisions.hunk("reject", target),
    acceptFile: (target: Target) => decisions.file("accept", target),
    rejectFile: (target: Target) => decisions.file("reject", target),
    acceptAll: (target: Target) => decisions.all("accept", target),
    rejectAll: (target: Target) => decisions.all("reject", target),
  };
}

function otherCommands(
  journeyman: Journeyman,
  navigation: Navigation,
  open: (target: Target) => Promise<void>,
): NonNullable<Feature["commands"]> {
  return {
    showChanges: () => vscode.commands.executeCommand("journeyman.changes.focus"),
    openDiff: open,
    nextHunk: () => navigation.go("next"),
    previousHunk: () => navigation.go("previous"),
    // A change set and the checkpoint of its turn have the same id.
    restoreCheckpoint: (target: Target) => restoreCheckpoint(journeyman, fields(target).changeSetId),
  };
}

async function openTarget(journeyman: Journeyman, changes: SessionChanges, target: Target): Promise<void> {
  const { sessionId, pendingSets, sets, root } = changes;
  const { changeSetId, path = target instanceof vscode.Uri ? pathOf(root, target) : undefined } = fields(target);
  const shown = pendingSets.length > 0 ? pendingSets : sets;
  const newest = [...sets, ...pendingSets].findLast(({ files }) => files.some((file) => file.path === path));
  if (sessionId === undefined || shown.length === 0) {
    throw new Error(vscode.l10n.t("Journeyman has changed nothing in this session."));
  }
  const chosen = changeSetId ?? newest?.changeSetId;
  if (chosen === undefined) {
    const ids = shown.map((set) => set.changeSetId);
    await openDiffs(journeyman, sessionId, ids);
  } else {
    await openDiff(journeyman, sessionId, chosen, path);
  }
}

function showTree(changes: SessionChanges, unsaved: UnsavedEdits): vscode.Disposable {
  const tree = new ChangesTree(changes, (path) => unsaved.isIn(path));
  const view = vscode.window.createTreeView("journeyman.changes", { treeDataProvider: tree, showCollapseAll: true });
  const refresh = () => {
    const pending = changes.pendingCount;
    const tooltip = pending === 1 ? vscode.l10n.t("1 pending hunk") : vscode.l10n.t("{0} pending hunks", pending);
    view.badge = pending > 0 ? { value: pending, tooltip } : undefined;
    tree.refresh();
  };
  refresh();
  return vscode.Disposable.from(view, changes.onDidChange(refresh), unsaved.onDidChange(refresh));
}
