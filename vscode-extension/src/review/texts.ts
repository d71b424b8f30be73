/** How change sets, files and hunks are called. */
import * as vscode from "vscode";
import type { ChangeSet, FileDiff } from "../protocol";
import type { Hunk } from "./places";

type ChangedFile = ChangeSet["files"][number];

export function setTitle(set: ChangeSet, prompt: string): string {
  const [line = ""] = prompt.trim().split("\n", 1);
  const title = line || new Date(set.createdAt).toLocaleString(vscode.env.language);
  return set.origin === "restore" ? vscode.l10n.t("Went back to before: {0}", title) : title;
}

/** Such as "1 of 2 decided"; nothing where nothing was counted. */
export function decidedText(files: readonly ChangedFile[]): string {
  const decided = files.reduce((sum, { accepted, rejected }) => sum + accepted + rejected, 0);
  const all = files.reduce((sum, { pending }) => sum + pending, decided);
  return all > 0 ? vscode.l10n.t("{0} of {1} decided", decided, all) : "";
}

/** Such as "+6 −2". */
export function linesText(hunks: readonly Pick<Hunk, "oldLines" | "newLines">[]): string {
  const added = hunks.reduce((sum, { newLines }) => sum + newLines, 0);
  const removed = hunks.reduce((sum, { oldLines }) => sum + oldLines, 0);
  return [added > 0 ? `+${added}` : "", removed > 0 ? `−${removed}` : ""].filter(Boolean).join(" ");
}

/** The same in words. */
export function linesSpoken({ oldLines, newLines }: Pick<Hunk, "oldLines" | "newLines">): string {
  const added = newLines === 1 ? vscode.l10n.t("1 line added") : vscode.l10n.t("{0} lines added", newLines);
  return [newLines > 0 ? added : "", oldLines > 0 ? removedText(oldLines) : ""].filter(Boolean).join(", ");
}

export function removedText(lines: number): string {
  return lines === 1 ? vscode.l10n.t("1 line removed") : vscode.l10n.t("{0} lines removed", lines);
}

export function hunkTitle(hunk: Hunk): string {
  if (hunk.scope === "mode") {
    return vscode.l10n.t("Permissions");
  }
  if (hunk.scope === "whole") {
    return vscode.l10n.t("Whole file");
  }
  return hunk.newLines > 1
    ? vscode.l10n.t("Lines {0}–{1}", hunk.newStart, hunk.newStart + hunk.newLines - 1)
    : vscode.l10n.t("Line {0}", hunk.newStart);
}

export function stateText(state: string): string {
  switch (state) {
    case "accepted":
      return vscode.l10n.t("accepted");
    case "rejected":
      return vscode.l10n.t("rejected");
    default:
      return vscode.l10n.t("pending");
  }
}

export function statusText({ status, restorable }: ChangedFile): string {
  const created = status === "created" ? vscode.l10n.t("created") : "";
  const deleted = status === "deleted" ? vscode.l10n.t("deleted") : "";
  return [created, deleted, restorable ? "" : vscode.l10n.t("cannot be taken back")].filter(Boolean).join(" · ");
}

/** Failures by file, a line each; a long list is cut. */
export function failuresText(failures: readonly { path: string; reason: string }[]): string {
  const shown = [...new Set(failures.map(({ path, reason }) => `${path}: ${reason}`))];
  const more = shown.length > 3 ? [vscode.l10n.t("And {0} more.", shown.length - 3)] : [];
  return [...shown.slice(0, 3), ...more].join(" ");
}

export function pathOfHunk(files: readonly FileDiff[], hunkId: string): string {
  return files.find(({ hunks }) => hunks.some((hunk) => hunk.hunkId === hunkId))?.path ?? "";
}
