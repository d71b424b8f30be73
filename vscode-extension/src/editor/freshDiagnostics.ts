/** Knows which version of a document its diagnostics are of: VS Code says only that they have changed. */
import * as vscode from "vscode";

export class FreshDiagnostics implements vscode.Disposable {
  /** The version that a document had when diagnostics came for it last. */
  private readonly seen = new WeakMap<vscode.TextDocument, number>();
  private readonly came = new vscode.EventEmitter<ReadonlySet<string>>();
  /** Whether any language server here tells of files that are not open; most do not. */
  private tellsOfClosed = false;
  private readonly subscription = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    const changed = new Set(uris.map(String));
    for (const document of vscode.workspace.textDocuments) {
      if (changed.has(document.uri.toString())) {
        this.seen.set(document, document.version);
      }
    }
    this.tellsOfClosed ||= uris.some((uri) => !open(uri));
    this.came.fire(changed);
  });

  /** Resolves when there are diagnostics for a version of the document, or after `waitMs`. */
  async wait(uri: vscode.Uri, version = 0, waitMs: number, token: vscode.CancellationToken): Promise<void> {
    const nobodyWillTell = !open(uri) && !this.tellsOfClosed;
    if (waitMs <= 0 || nobodyWillTell || this.isFresh(uri, version)) {
      return;
    }
    const subscriptions: vscode.Disposable[] = [];
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      subscriptions.push(
        { dispose: () => clearTimeout(timer) },
        token.onCancellationRequested(() => resolve()),
        this.came.event((changed) => {
          if (changed.has(uri.toString()) && (this.isFresh(uri, version) || !open(uri))) {
            resolve();
          }
        }),
      );
    });
    vscode.Disposable.from(...subscriptions).dispose();
  }

  dispose(): void {
    this.subscription.dispose();
    this.came.dispose();
  }

  private isFresh(uri: vscode.Uri, version: number): boolean {
    const document = open(uri);
    return document !== undefined && version > 0 && (this.seen.get(document) ?? -1) >= version;
  }
}

const open = (uri: vscode.Uri) =>
  vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
