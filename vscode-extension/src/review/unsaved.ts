/**
 * Files in which the agent's edits met unsaved ones of the user.
 *
 * The server has a document saved after an edit, before it tells that the edit is done; only what had unsaved changes
 * before is still unsaved then. Commands of the agent see such a file as it is on the disk.
 */
import * as vscode from "vscode";
import { uriOf } from "../files";
import { insideFolder } from "../insideFolder";
import type { Journeyman } from "../journeyman";
import { inform } from "../messages";
import type { ServerNotifications } from "../protocol";
import type { SessionChanges } from "./sessionChanges";

export class UnsavedEdits implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly found = new Set<string>();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    { connection }: Journeyman,
    private readonly changes: SessionChanges,
  ) {
    this.subscriptions = vscode.Disposable.from(
      connection.onNotification("journeyman/session/update", (params) => this.received(params)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => !document.isDirty && this.forget(document)),
      vscode.workspace.onDidSaveTextDocument((document) => this.forget(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document)),
    );
  }

  isIn(path: string): boolean {
    return insideFolder(path) && this.found.has(uriOf(this.changes.root, path).toString());
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.changed.dispose();
  }

  private received({ sessionId, update }: ServerNotifications["journeyman/session/update"]): void {
    if (sessionId !== this.changes.sessionId || update.kind !== "tool_call_update") {
      return;
    }
    for (const content of update.content ?? []) {
      if (content.type === "diff" && insideFolder(content.path)) {
        this.look(content.path);
      }
    }
  }

  private look(path: string): void {
    const uri = uriOf(this.changes.root, path).toString();
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
    if (document?.isDirty && !this.found.has(uri)) {
      this.found.add(uri);
      this.changed.fire();
      void offerToSave(document, path);
    }
  }

  private forget({ uri }: vscode.TextDocument): void {
    if (this.found.delete(uri.toString())) {
      this.changed.fire();
    }
  }
}

async function offerToSave(document: vscode.TextDocument, path: string): Promise<void> {
  const save = vscode.l10n.t("Save");
  const message = vscode.l10n.t(
    "Journeyman edited {0}, which has unsaved edits of yours. It stays unsaved, so commands do not see it yet.",
    path,
  );
  if ((await inform(message, save)) === save) {
    await document.save();
  }
}
