/** What the server tells about skills while the user does something else: quietly. */
import * as vscode from "vscode";
import type { Journeyman } from "../journeyman";
import { inform } from "../messages";
import { plain } from "../plain";
import type { ServerNotifications } from "../protocol";
import { told } from "../showError";
import type { SkillLearned } from "../updates";
import { applySkill } from "./running";

type Suggestion = ServerNotifications["journeyman/skill/suggest"];

/** A skill that fits the open document, in the status bar; it goes when the user goes elsewhere. */
export class Suggestions implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    "journeyman.suggestion",
    vscode.StatusBarAlignment.Right,
    99,
  );
  private shown: Suggestion | undefined;
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly journeyman: Journeyman) {
    this.item.name = vscode.l10n.t("Suggested skill");
    this.item.command = "journeyman.applySuggestion";
    this.subscriptions = vscode.Disposable.from(
      this.item,
      vscode.commands.registerCommand("journeyman.applySuggestion", () => told(journeyman.log, () => this.apply())),
      journeyman.connection.onNotification("journeyman/skill/suggest", (suggestion) => this.show(suggestion)),
      vscode.window.onDidChangeActiveTextEditor(() => this.follow()),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private show(suggestion: Suggestion): void {
    this.shown = suggestion;
    this.item.text = `$(lightbulb) ${plain(suggestion.title)}`;
    this.item.tooltip = vscode.l10n.t("Apply the skill {0}: {1}", suggestion.name, suggestion.why);
    this.item.accessibilityInformation = {
      label: vscode.l10n.t("Suggested skill {0}: {1}", suggestion.title, suggestion.why),
      role: "button",
    };
    this.follow();
  }

  private follow(): void {
    const active = vscode.window.activeTextEditor?.document.uri.toString();
    if (this.shown && active === vscode.Uri.parse(this.shown.uri).toString()) {
      this.item.show();
    } else {
      this.item.hide();
    }
  }

  private async apply(): Promise<void> {
    const name = this.shown?.name;
    this.shown = undefined;
    this.item.hide();
    if (name) {
      await applySkill(this.journeyman, name);
    }
  }
}

/** Asks whether a skill is to be learned from what the user has done three times. */
export async function offer(
  { connection }: Journeyman,
  { root, key, description }: ServerNotifications["journeyman/skill/offer"],
): Promise<void> {
  const learn = vscode.l10n.t("Learn");
  const chosen = await inform(
    vscode.l10n.t("You have done this by hand three times: {0}. Learn a skill from it?", description),
    learn,
    vscode.l10n.t("Not now"),
  );
  if (chosen === learn) {
    await connection.request("journeyman/skill/learnFromWork", { root, key });
  }
}

/** Tells what a task has taught. The chat tells it, too, so that this is for when it is hidden. */
export async function tellLearned(update: SkillLearned): Promise<void> {
  const show = vscode.l10n.t("Show");
  if ((await inform(learnedText(update), show)) === show) {
    await vscode.commands.executeCommand("journeyman.showSkills", update.name);
  }
}

function learnedText({ what, name, version, reason }: SkillLearned): string {
  switch (what) {
    case "learned":
      return vscode.l10n.t("Learned the skill {0}. It is a candidate until it has helped.", name);
    case "refined":
      return vscode.l10n.t("Refined the skill {0}: version {1}.", name, version);
    case "proposed":
      return vscode.l10n.t("A change of the skill {0} is proposed: {1}", name, reason);
    case "promoted":
      return vscode.l10n.t("The skill {0} is trusted now: {1}", name, reason);
    case "rolled_back":
      return vscode.l10n.t("The skill {0} went back a version: {1}", name, reason);
    case "retired":
      return vscode.l10n.t("The skill {0} is retired: {1}", name, reason);
    case "refused":
      return vscode.l10n.t("The skill {0} was refused: {1}", name, reason);
  }
}
