import * as vscode from "vscode";
import type { Feature, Journeyman } from "../journeyman";
import { told } from "../showError";
import { WebviewHost } from "../views/webviewHost";
import { editSkill, judgeSaved, newSkill, SCHEME, SkillDocuments } from "./newSkills";
import { runSkill } from "./running";
import { offer, Suggestions, tellLearned } from "./telling";

export function skillsFeature(journeyman: Journeyman): Feature {
  const { connection, log } = journeyman;
  const skills = skillsView(journeyman);
  const growth = growthView(journeyman);
  const subscriptions = vscode.Disposable.from(
    new Suggestions(journeyman),
    vscode.workspace.registerFileSystemProvider(SCHEME, new SkillDocuments(connection)),
    vscode.commands.registerCommand("journeyman.editSkill", (name: string) =>
      told(log, () => editSkill(journeyman, name)),
    ),
    // A file of this name that is no skill of ours is none of our business.
    vscode.workspace.onDidSaveTextDocument(({ uri }) => judgeSaved(journeyman, uri).catch(() => undefined)),
    connection.onNotification("journeyman/skill/offer", (work) => told(log, () => offer(journeyman, work))),
    connection.onNotification("journeyman/session/update", ({ update }) => {
      if (update.kind === "skill_learned" && !journeyman.chatIsVisible()) {
        void told(log, () => tellLearned(update));
      }
    }),
  );
  return {
    views: { skills, growth },
    commands: {
      showSkills: (name?: unknown) => show(skills, name),
      showGrowth: (kind?: unknown) => show(growth, kind),
      runSkill: (name?: unknown) => runSkill(journeyman, typeof name === "string" ? name : undefined),
      newSkill: () => newSkill(journeyman),
    },
    dispose: () => subscriptions.dispose(),
  };
}

/** Menus pass objects of their own, which say nothing. */
const show = (view: WebviewHost, id: unknown) =>
  view.tell("host/do", typeof id === "string" ? { action: "show", id } : { action: "focus" });

function skillsView(journeyman: Journeyman): WebviewHost {
  return new WebviewHost(journeyman, {
    name: "skills",
    title: vscode.l10n.t("Skills"),
    methods: [
      "journeyman/skill/list",
      "journeyman/skill/get",
      "journeyman/skill/search",
      "journeyman/skill/history",
      "journeyman/skill/approve",
      "journeyman/skill/setState",
      "journeyman/skill/rollback",
      "journeyman/skill/share",
      "journeyman/skill/delete",
      "journeyman/growth/summary",
    ],
    host: ["host/state", "host/setRoot", "host/confirm", "host/command"],
    notifications: ["journeyman/skill/didChange"],
  });
}

function growthView(journeyman: Journeyman): WebviewHost {
  return new WebviewHost(journeyman, {
    name: "growth",
    title: vscode.l10n.t("Growth"),
    methods: ["journeyman/growth/summary", "journeyman/skill/history"],
    host: ["host/state", "host/setRoot", "host/command"],
    notifications: ["journeyman/skill/didChange"],
  });
}
