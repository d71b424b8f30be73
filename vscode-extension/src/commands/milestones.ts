/** What of the walkthrough is done, kept for all windows; VS Code ticks its steps by these context keys. */
import * as vscode from "vscode";
import type { Journeyman } from "../journeyman";
import type { Update } from "../updates";

const MILESTONES = ["serverReady", "modelReady", "taskDone", "reviewed", "skillKnown"] as const;
type Milestone = (typeof MILESTONES)[number];

const key = (milestone: Milestone) => `journeyman.${milestone}`;

export function watchMilestones(journeyman: Journeyman): vscode.Disposable {
  const { globalState } = journeyman.context;
  const show = (milestone: Milestone) =>
    void vscode.commands.executeCommand("setContext", key(milestone), globalState.get(key(milestone), false));
  const reach = (milestone: Milestone) => {
    if (!globalState.get(key(milestone), false)) {
      void globalState.update(key(milestone), true).then(() => show(milestone));
    }
  };
  MILESTONES.forEach(show);
  return vscode.Disposable.from(
    journeyman.connection.onDidChangeState((state) => {
      if (state === "running") {
        reach("serverReady");
      }
    }),
    journeyman.connection.onNotification("journeyman/status", ({ model }) => {
      if (model) {
        reach("modelReady");
      }
    }),
    journeyman.connection.onNotification("journeyman/session/update", ({ update }) => {
      const milestone = milestoneOf(update);
      if (milestone) {
        reach(milestone);
      }
    }),
  );
}

function milestoneOf(update: Update): Milestone | undefined {
  switch (update.kind) {
    case "turn_state":
      return update.state === "idle" && update.stopReason === "end_turn" ? "taskDone" : undefined;
    case "change_set":
      return update.files.some(({ accepted, rejected }) => accepted + rejected > 0) ? "reviewed" : undefined;
    case "skill_learned":
      return update.what === "learned" ? "skillKnown" : undefined;
    default:
      return undefined;
  }
}
