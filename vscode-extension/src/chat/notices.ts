import * as vscode from "vscode";
import type { Journeyman } from "../journeyman";
import { inform, warn } from "../messages";
import { Activity, type News } from "./activity";

const isWanted = () => vscode.workspace.getConfiguration("journeyman").get("notifications", true);

/** Shows what waits where the user sees it: on the icon of the view, in `when` clauses, and from outside the window. */
export class Notices implements vscode.Disposable {
  private readonly activity = new Activity();
  private readonly subscriptions: vscode.Disposable[];
  private view: vscode.WebviewView | undefined;
  /** What `when` clauses were told last. */
  private told = "";

  constructor(private readonly journeyman: Journeyman) {
    const { connection, sessions } = journeyman;
    this.subscriptions = [
      connection.onNotification("journeyman/session/update", ({ sessionId, update }) => {
        const news = this.activity.apply(sessionId, update);
        this.show();
        if (news && !vscode.window.state.focused && isWanted()) {
          void this.tell(news);
        }
      }),
      connection.onDidChangeState((state) => {
        if (state !== "running") {
          this.activity.clear();
          this.show();
        }
      }),
      sessions.onDidChange(() => this.show()),
    ];
  }

  /** The view that gets the badge. */
  watch(view: vscode.WebviewView): void {
    this.view = view;
    view.onDidDispose(() => {
      if (this.view === view) {
        this.view = undefined;
      }
    });
    this.show();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private show(): void {
    const { waiting } = this.activity;
    const running = this.activity.isRunning(this.journeyman.sessions.current());
    const tooltip =
      waiting === 1 ? vscode.l10n.t("1 question waits for you") : vscode.l10n.t("{0} questions wait for you", waiting);
    if (this.view) {
      this.view.badge = waiting > 0 ? { value: waiting, tooltip } : undefined;
    }
    // Updates come by the dozen; VS Code needs to hear only of what differs.
    const now = `${running} ${waiting > 0}`;
    if (now !== this.told) {
      this.told = now;
      void vscode.commands.executeCommand("setContext", "journeyman.running", running);
      void vscode.commands.executeCommand("setContext", "journeyman.waiting", waiting > 0);
    }
  }

  private async tell(news: News): Promise<void> {
    const show = vscode.l10n.t("Show");
    const choice =
      news.kind === "waits"
        ? await inform(vscode.l10n.t("Journeyman waits for you: {0}", news.what), show)
        : news.error === undefined
          ? await inform(vscode.l10n.t("Journeyman is done."), show)
          : await warn(vscode.l10n.t("Journeyman stopped: {0}", news.error), show);
    if (choice === show) {
      await this.lead(news.sessionId);
    }
  }

  private async lead(sessionId: string): Promise<void> {
    const { sessions } = this.journeyman;
    const root = sessions.rootOf(sessionId);
    if (root === undefined || sessionId === sessions.current()) {
      await this.journeyman.chat({ action: "focus" });
    } else {
      await this.journeyman.chat({ action: "openSession", root, sessionId });
    }
  }
}
