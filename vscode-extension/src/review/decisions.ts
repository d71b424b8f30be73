/** Accepting and rejecting: one hunk, a file, a change set, or all of it. */
import * as vscode from "vscode";
import { pathOf } from "../files";
import { warn } from "../messages";
import type { PlacedHunks } from "./placedHunks";
import { placeAt } from "./places";
import type { SessionChanges } from "./sessionChanges";
import { failuresText, pathOfHunk } from "./texts";

/** What a command is about: a node of the tree, a lens, a file of the explorer; nothing for what the caret is in. */
export type Target = { changeSetId?: string; path?: string; hunkId?: string } | vscode.Uri | undefined;
type Action = "accept" | "reject";

interface Decision {
  changeSetId: string;
  hunkIds?: string[];
}

export class Decisions {
  constructor(
    private readonly changes: SessionChanges,
    private readonly placed: PlacedHunks,
  ) {}

  async hunk(action: Action, target: Target): Promise<void> {
    const { changeSetId, hunkId } = fields(target);
    const chosen = changeSetId && hunkId ? { changeSetId, hunkId } : this.hunkAtCaret();
    if (!chosen) {
      throw new Error(vscode.l10n.t("There is no pending change of Journeyman at the cursor."));
    }
    await this.decide(action, [{ changeSetId: chosen.changeSetId, hunkIds: [chosen.hunkId] }]);
  }

  async file(action: Action, target: Target): Promise<void> {
    const { changeSetId, path } = this.fileOf(target);
    const sets = this.changes.pendingSets.filter((set) => changeSetId === undefined || set.changeSetId === changeSetId);
    const decisions = await Promise.all(
      sets.map(async (set) => {
        const files = await this.changes.diff(set.changeSetId);
        const hunks = files.filter((file) => file.path === path).flatMap((file) => file.hunks);
        const pending = hunks.filter(({ state }) => state === "pending");
        return { changeSetId: set.changeSetId, hunkIds: pending.map(({ hunkId }) => hunkId) };
      }),
    );
    const chosen = decisions.filter(({ hunkIds }) => hunkIds.length > 0);
    if (chosen.length === 0) {
      throw new Error(vscode.l10n.t("This file has no pending changes of Journeyman."));
    }
    await this.decide(action, chosen);
  }

  async all(action: Action, target: Target): Promise<void> {
    const { changeSetId } = fields(target);
    const { sessionId } = this.changes;
    const sets = this.changes.pendingSets.filter((set) => changeSetId === undefined || set.changeSetId === changeSetId);
    if (sets.length === 0) {
      throw new Error(vscode.l10n.t("No changes of Journeyman are pending."));
    }
    if (action === "accept" || (await isSure(sets.flatMap(({ files }) => files)))) {
      await this.decide(action, sets, sessionId);
    }
  }

  private hunkAtCaret() {
    const editor = vscode.window.activeTextEditor;
    return editor && placeAt(this.placed.in(editor.document), editor.selection.active.line);
  }

  private fileOf(target: Target): { changeSetId?: string; path: string } {
    const { changeSetId, path } = fields(target);
    const uri = target instanceof vscode.Uri ? target : vscode.window.activeTextEditor?.document.uri;
    const found = path ?? (uri && pathOf(this.changes.root, uri));
    if (found === undefined) {
      throw new Error(vscode.l10n.t("Open a file that Journeyman has changed, or choose one in the view Changes."));
    }
    return { changeSetId, path: found };
  }

  /** The newest first: what a later turn changed is in the way of taking back an earlier one. */
  private async decide(
    action: Action,
    decisions: readonly Decision[],
    sessionId = this.changes.sessionId,
  ): Promise<void> {
    const failures: { path: string; reason: string }[] = [];
    for (const { changeSetId, hunkIds } of [...decisions].reverse()) {
      if (sessionId !== this.changes.sessionId) {
        throw new Error(vscode.l10n.t("Another session is shown now. Nothing more was decided in the one before."));
      }
      const files = await this.changes.diff(changeSetId);
      const failed = await this.changes.resolve(changeSetId, action, hunkIds);
      failures.push(...failed.map(({ hunkId, reason }) => ({ path: pathOfHunk(files, hunkId), reason })));
    }
    if (failures.length > 0) {
      void warn(failuresText(failures));
    }
  }
}

/** Views and other extensions can run commands, too, with what they like. */
export function fields(target: Target): { changeSetId?: string; path?: string; hunkId?: string } {
  if (target === undefined || target === null || target instanceof vscode.Uri) {
    return {};
  }
  const { changeSetId, path, hunkId } = target;
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  return { changeSetId: text(changeSetId), path: text(path), hunkId: text(hunkId) };
}

async function isSure(files: readonly { path: string; pending: number }[]): Promise<boolean> {
  const hunks = files.reduce((sum, { pending }) => sum + pending, 0);
  const paths = new Set(files.filter(({ pending }) => pending > 0).map(({ path }) => path));
  const reject = vscode.l10n.t("Reject All");
  const message = vscode.l10n.t("Reject all pending changes? Hunks: {0}, files: {1}.", hunks, paths.size);
  return (await vscode.window.showWarningMessage(message, { modal: true }, reject)) === reject;
}
