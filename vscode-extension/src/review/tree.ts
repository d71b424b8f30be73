/** The view "Changes": what the session has changed, turn by turn, file by file, hunk by hunk. */
import * as vscode from "vscode";
import { uriOf } from "../files";
import type { ChangeSet } from "../protocol";
import { type Hunk, newTextOf, oldTextOf } from "./places";
import { hasPending, type SessionChanges } from "./sessionChanges";
import { decidedText, hunkTitle, linesSpoken, linesText, setTitle, stateText, statusText } from "./texts";

export type Node = SetNode | FileNode | HunkNode;
interface SetNode {
  kind: "set";
  changeSetId: string;
}
interface FileNode {
  kind: "file";
  changeSetId: string;
  path: string;
}
interface HunkNode {
  kind: "hunk";
  changeSetId: string;
  path: string;
  hunkId: string;
}

const STATE_ICONS: Record<string, string> = { accepted: "check", rejected: "discard", pending: "circle-outline" };
const MAX_TOOLTIP_CHARACTERS = 2000;

export class ChangesTree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly changes: SessionChanges,
    private readonly hasUnsavedEdits: (path: string) => boolean,
  ) {}

  refresh(): void {
    this.changed.fire(undefined);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node === undefined) {
      return this.changes.sets.map(({ changeSetId }): Node => ({ kind: "set", changeSetId })).reverse();
    }
    const { changeSetId } = node;
    if (node.kind === "set") {
      const files = this.changes.set(changeSetId)?.files ?? [];
      return files.map(({ path }): Node => ({ kind: "file", changeSetId, path }));
    }
    if (node.kind === "file") {
      const hunks = await this.hunks(node);
      return hunks.map(({ hunkId }): Node => ({ kind: "hunk", changeSetId, path: node.path, hunkId }));
    }
    return [];
  }

  getParent(node: Node): Node | undefined {
    const { kind, changeSetId } = node;
    if (kind === "hunk") {
      return { kind: "file", changeSetId, path: node.path };
    }
    return kind === "file" ? { kind: "set", changeSetId } : undefined;
  }

  async getTreeItem(node: Node): Promise<vscode.TreeItem> {
    const set = this.changes.set(node.changeSetId);
    const item = set ? await this.itemOf(node, set) : new vscode.TreeItem("");
    const names = [
      this.changes.sessionId,
      node.changeSetId,
      "path" in node ? node.path : "",
      "hunkId" in node ? node.hunkId : "",
    ];
    item.id = JSON.stringify(names);
    return item;
  }

  private async itemOf(node: Node, set: ChangeSet): Promise<vscode.TreeItem> {
    switch (node.kind) {
      case "set":
        return this.setItem(set);
      case "file":
        return this.fileItem(node, set);
      case "hunk":
        return this.hunkItem(node);
    }
  }

  private setItem(set: ChangeSet): vscode.TreeItem {
    const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const title = setTitle(set, this.changes.promptOf(set.turnId));
    // Hunks of the others are asked for when somebody wants to see them.
    const item = new vscode.TreeItem(title, set === this.changes.pendingSets.at(-1) ? Expanded : Collapsed);
    item.description = decidedText(set.files);
    const time = new Date(set.createdAt).toLocaleString(vscode.env.language);
    item.tooltip = time;
    item.accessibilityInformation = { label: [title, item.description, time].filter(Boolean).join(", ") };
    item.iconPath = new vscode.ThemeIcon(set.origin === "restore" ? "history" : "comment");
    item.contextValue = hasPending(set) ? "set" : "decidedSet";
    return item;
  }

  private async fileItem(node: FileNode, set: ChangeSet): Promise<vscode.TreeItem> {
    const file = set.files.find(({ path }) => path === node.path);
    const { Collapsed } = vscode.TreeItemCollapsibleState;
    const slash = node.path.lastIndexOf("/");
    const item = new vscode.TreeItem(node.path.slice(slash + 1), Collapsed);
    item.resourceUri = uriOf(this.changes.root, node.path);
    item.iconPath = vscode.ThemeIcon.File;
    if (file) {
      const unsaved = this.hasUnsavedEdits(node.path) ? vscode.l10n.t("has your unsaved edits") : "";
      // A narrow view cuts off the end.
      const parts = [linesText(await this.hunks(node)), unsaved, statusText(file), decidedText([file])];
      item.description = [...parts, node.path.slice(0, Math.max(0, slash))].filter(Boolean).join(" · ");
      item.contextValue = file.pending > 0 ? "file" : "decidedFile";
    }
    item.tooltip = node.path;
    item.accessibilityInformation = { label: `${node.path}, ${item.description ?? ""}` };
    item.command = { command: "journeyman.openDiff", title: vscode.l10n.t("Open Changes"), arguments: [node] };
    return item;
  }

  private async hunkItem(node: HunkNode): Promise<vscode.TreeItem> {
    const file = (await this.changes.diff(node.changeSetId)).find(({ path }) => path === node.path);
    const hunk = file?.hunks.find(({ hunkId }) => hunkId === node.hunkId);
    if (!file || !hunk) {
      return new vscode.TreeItem("");
    }
    const item = new vscode.TreeItem(hunkTitle(hunk));
    const [removed, added] = [oldTextOf(file, hunk), newTextOf(file, hunk)];
    const isPending = hunk.state === "pending";
    const firstLine = (added || removed).split("\n", 1)[0]?.trim() ?? "";
    item.description = [linesText([hunk]), firstLine].filter(Boolean).join("  ");
    item.tooltip = tooltip(hunk, removed, added);
    item.iconPath = new vscode.ThemeIcon(isPending && hunk.problem ? "warning" : (STATE_ICONS[hunk.state] ?? "circle"));
    item.contextValue = isPending ? "hunk" : "decidedHunk";
    const spoken = [hunkTitle(hunk), linesSpoken(hunk), stateText(hunk.state), hunk.problem, firstLine];
    item.accessibilityInformation = { label: spoken.filter(Boolean).join(", ") };
    item.command = { command: "journeyman.revealHunk", title: vscode.l10n.t("Go to Hunk"), arguments: [node] };
    return item;
  }

  private async hunks({ changeSetId, path }: FileNode): Promise<Hunk[]> {
    const files = await this.changes.diff(changeSetId);
    return files.find((file) => file.path === path)?.hunks ?? [];
  }
}

function tooltip(hunk: Hunk, removed: string, added: string): vscode.MarkdownString {
  const sign = (text: string, mark: string) => (text ? text.split("\n").map((line) => `${mark}${line}`) : []);
  const lines = [...sign(removed, "-"), ...sign(added, "+")].join("\n");
  const text = new vscode.MarkdownString();
  text.appendText([stateText(hunk.state), hunk.problem].filter(Boolean).join(" · "));
  text.appendCodeblock(lines.slice(0, MAX_TOOLTIP_CHARACTERS), "diff");
  return text;
}
