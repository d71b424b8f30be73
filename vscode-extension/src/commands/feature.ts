import * as vscode from "vscode";
import type { Feature, Journeyman } from "../journeyman";
import { openRoot } from "../openRoot";
import { plain } from "../plain";
import { writeCommitMessage } from "./commitMessage";
import { watchMilestones } from "./milestones";
import { chooseModel, probeModel, pullModel, startOllama } from "./models";
import { askHere, promptHere } from "./places";

/** Commands that belong to no view. */
export function commandsFeature(journeyman: Journeyman): Feature {
  const milestones = watchMilestones(journeyman);
  return {
    commands: {
      fix: (range?: vscode.Range) => promptHere(journeyman, "fix", { range: rangeOrNone(range) }),
      explain: () => promptHere(journeyman, "explain"),
      ask: () => askHere(journeyman),
      commitMessage: (source?: { rootUri?: vscode.Uri }) => writeCommitMessage(journeyman, source),
      chooseModel: () => chooseModel(journeyman),
      probeModel: () => probeModel(journeyman),
      pullModel: () => pullModel(journeyman),
      startOllama,
      chooseMode: () => chooseMode(journeyman),
      chooseFolder: () => chooseFolder(journeyman),
      openSettings: (query?: unknown) => openSettings(typeof query === "string" ? query : "@ext:journeyman.journeyman"),
    },
    dispose: () => milestones.dispose(),
  };
}

const openSettings = (query: string) => vscode.commands.executeCommand("workbench.action.openSettings", query);

/** Menus pass other things than a range. */
function rangeOrNone(value: unknown): vscode.Range | undefined {
  return value instanceof vscode.Range ? value : undefined;
}

async function chooseMode(journeyman: Journeyman): Promise<void> {
  const { sessionId, configOptions } = await journeyman.sessions.open(openRoot(journeyman));
  const mode = configOptions.find(({ id }) => id === "mode");
  const items = (mode?.options ?? []).map(({ value, name, description }) => ({
    label: value === mode?.currentValue ? `$(check) ${name}` : name,
    detail: description,
    value,
  }));
  const item = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("What may the agent do by itself?") });
  if (item) {
    await journeyman.connection.request("journeyman/session/setConfig", {
      sessionId,
      configId: "mode",
      value: item.value,
    });
  }
}

async function chooseFolder(journeyman: Journeyman): Promise<void> {
  const items = journeyman.state().roots.map(({ uri, name }) => ({
    label: uri === journeyman.sessions.root ? `$(check) ${plain(name)}` : plain(name),
    uri,
  }));
  const item = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Which folder do the views show?") });
  if (item) {
    journeyman.sessions.setRoot(item.uri);
  }
}
