import * as vscode from "vscode";
import type { Connection, Sessions } from "../journeyman";
import type { OpenSessionResult } from "../protocol";

type Opening = Parameters<Sessions["open"]>[1];

const ROOT = "journeyman.root";

/** Which folder and session of it the views show. Only ids are kept here: what a session holds is the server's. */
export class FolderSessions implements Sessions, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly roots = new Map<string, string>();
  /** Openings of the session that was used last: views that ask at the same time get the same one. */
  private readonly resuming = new Map<string, Promise<OpenSessionResult>>();
  /** The session that the user has asked for last: what is asked for after it waits for it. */
  private chosen: Promise<unknown> = Promise.resolve();
  /** Counts what the user has chosen: what they chose before must not come after it. */
  private choices = 0;
  private readonly folders = vscode.workspace.onDidChangeWorkspaceFolders(() => this.changed.fire());

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly connection: Connection,
  ) {}

  get root(): string {
    const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString());
    const chosen = this.context.workspaceState.get<string>(ROOT);
    return chosen !== undefined && roots.includes(chosen) ? chosen : (roots[0] ?? "");
  }

  setRoot(root: string): void {
    this.choices++;
    void this.context.workspaceState.update(ROOT, root);
    this.changed.fire();
  }

  current(root = this.root): string | undefined {
    return this.context.workspaceState.get<string>(key(root));
  }

  rootOf(sessionId: string): string | undefined {
    return this.roots.get(sessionId);
  }

  async open(root: string, { sessionId, fresh, from }: Opening = {}): Promise<OpenSessionResult> {
    if (!root) {
      throw new Error(vscode.l10n.t("Open a folder first: Journeyman works in one."));
    }
    if (fresh || from) {
      return this.choose(root, this.connection.request("journeyman/session/new", { root, from }));
    }
    if (sessionId !== undefined) {
      return this.choose(root, this.connection.request("journeyman/session/load", { root, sessionId }));
    }
    const running = this.resuming.get(root);
    if (running) {
      return running;
    }
    const resumed = this.resume(root).finally(() => this.resuming.delete(root));
    this.resuming.set(root, resumed);
    return resumed;
  }

  dispose(): void {
    this.folders.dispose();
    this.changed.dispose();
  }

  private choose(root: string, opening: Promise<OpenSessionResult>): Promise<OpenSessionResult> {
    const choice = ++this.choices;
    const shown = opening.then((opened) => this.show(root, opened, choice));
    this.chosen = shown.catch(() => undefined);
    return shown;
  }

  private async resume(root: string): Promise<OpenSessionResult> {
    await this.chosen;
    const choice = this.choices;
    const sessionId = this.current(root);
    if (sessionId !== undefined) {
      try {
        const opened = await this.connection.request("journeyman/session/load", { root, sessionId });
        return await this.show(root, opened, choice);
      } catch (error) {
        // It was deleted elsewhere, or another window goes on with it. Anything else would fail again.
        if ((error as { data?: { kind?: string } }).data?.kind !== "storage") {
          throw error;
        }
      }
    }
    return this.show(root, await this.connection.request("journeyman/session/new", { root }), choice);
  }

  private async show(root: string, opened: OpenSessionResult, choice: number): Promise<OpenSessionResult> {
    this.roots.set(opened.sessionId, root);
    if (choice !== this.choices) {
      return opened;
    }
    await this.context.workspaceState.update(ROOT, root);
    await this.context.workspaceState.update(key(root), opened.sessionId);
    this.changed.fire();
    return opened;
  }
}

const key = (root: string) => `journeyman.session:${root}`;
