/** Choosing a model, testing one, and pulling one with Ollama. */
import { homedir } from "node:os";
import * as vscode from "vscode";
import { windowSize } from "../../webview/shared/numbers";
import type { Journeyman } from "../journeyman";
import { inform, warn } from "../messages";
import { openRoot } from "../openRoot";
import { plain } from "../plain";
import type { Model } from "../protocol";
import { told } from "../showError";
import { describeModel, gigabytes } from "./modelItems";

interface ModelItem extends vscode.QuickPickItem {
  model?: Model;
  command?: string;
}

const t = vscode.l10n.t;
const TEST: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("beaker"), tooltip: t("Test this model") };

/** Lets the user choose the model of the current session and of those to come. */
export async function chooseModel(journeyman: Journeyman): Promise<void> {
  const root = openRoot(journeyman);
  const picker = vscode.window.createQuickPick<ModelItem>();
  picker.title = t("Choose a model");
  picker.placeholder = t("Looking for models…");
  picker.matchOnDescription = true;
  picker.busy = true;
  picker.show();
  const fill = async () => {
    const { models } = await journeyman.connection.request("journeyman/model/list", { root });
    picker.items = [...models.map((model) => modelItem(model, journeyman.state().model)), ...otherItems()];
    picker.placeholder = models.length ? t("The model of this session and of new ones") : t("No model was found");
    picker.busy = false;
  };
  picker.onDidTriggerItemButton(({ item }) =>
    told(journeyman.log, async () => {
      await probeModel(journeyman, item.model?.id);
      await fill().catch(() => picker.hide());
    }),
  );
  const chosen = new Promise<ModelItem | undefined>((resolve) => {
    picker.onDidAccept(() => resolve(picker.selectedItems[0]));
    picker.onDidHide(() => resolve(undefined));
  });
  try {
    await fill().catch(() => {
      // Nothing answers there: what can be done about it is offered instead.
      picker.items = otherItems();
      picker.placeholder = t("No model service was found");
      picker.busy = false;
    });
    const item = await chosen;
    picker.hide();
    if (item?.command) {
      await vscode.commands.executeCommand(item.command);
    } else if (item?.model) {
      await useModel(journeyman, item.model.id);
    }
  } finally {
    picker.dispose();
  }
}

/** Runs the live test of a model, and tells how it did. */
export async function probeModel(journeyman: Journeyman, named?: string): Promise<void> {
  const model = named ?? journeyman.state().model;
  if (!model) {
    throw new Error(t("Choose a model first."));
  }
  const title = t("Journeyman tests {0}", model);
  const params = { root: openRoot(journeyman), model };
  const found = await withProgress(title, (token, report) =>
    journeyman.connection.requestWithProgress("journeyman/model/probe", params, token, report),
  );
  const said = describeModel({ ...found, id: model }, t) || t("it answers");
  if (found.problem) {
    void warn(`${model}: ${found.problem}`);
  } else {
    void inform(`${model}: ${said}`);
  }
}

/** Offers what suits the machine, and pulls it with progress. */
export async function pullModel(journeyman: Journeyman): Promise<void> {
  const root = openRoot(journeyman);
  const { canPull, models } = await journeyman.connection.request("journeyman/model/recommended", { root });
  if (!canPull) {
    throw new Error(t("Models are pulled with Ollama, and it does not run here. Start it, and try again."));
  }
  const items = models.map((model) => ({
    label: plain(model.id),
    model: model.id,
    description: [gigabytes(model.sizeBytes), t("window {0}", windowSize(model.contextWindow))].join(" · "),
    detail: model.fits === false ? t("{0} (too large for this machine's memory)", model.goodFor) : model.goodFor,
  }));
  const item = await vscode.window.showQuickPick(items, {
    title: t("Pull a model with Ollama"),
    placeHolder: t("Sizes are approximate"),
    matchOnDetail: true,
  });
  if (item) {
    const params = { root, model: item.model };
    await withProgress(t("Ollama pulls {0}", item.model), (token, report) =>
      journeyman.connection.requestWithProgress("journeyman/model/pull", params, token, report),
    );
    await useModel(journeyman, item.model);
    void inform(t("{0} is there, and used from now on.", item.model));
  }
}

/** Starts Ollama in a terminal, where the user sees what it says; not in a folder, which may hold another program so called. */
export function startOllama(): void {
  const terminal = vscode.window.createTerminal({ name: "Ollama", cwd: homedir() });
  terminal.sendText("ollama serve");
  terminal.show(true);
}

async function useModel(journeyman: Journeyman, model: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration("journeyman");
  await settings.update("model", model, vscode.ConfigurationTarget.Global);
  const sessionId = journeyman.sessions.current();
  if (sessionId !== undefined) {
    await journeyman.connection.request("journeyman/session/setConfig", {
      sessionId,
      configId: "model",
      value: model,
    });
  }
}

function modelItem(model: Model, current: string): ModelItem {
  const mark = model.id === current ? "$(check) " : "";
  return { label: `${mark}${plain(model.id)}`, description: describeModel(model, t), buttons: [TEST], model };
}

function otherItems(): ModelItem[] {
  return [
    { label: "", kind: vscode.QuickPickItemKind.Separator },
    { label: `$(cloud-download) ${t("Pull a model with Ollama…")}`, command: "journeyman.pullModel" },
    { label: `$(key) ${t("Enter the key of a service…")}`, command: "journeyman.setKey" },
    { label: `$(gear) ${t("Set another service…")}`, command: "journeyman.openSettings" },
  ];
}

function withProgress<T>(
  title: string,
  work: (
    token: vscode.CancellationToken,
    report: (progress: { message?: string; increment?: number }) => void,
  ) => Promise<T>,
): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: plain(title), cancellable: true };
  return vscode.window.withProgress(options, (progress, token) =>
    work(token, ({ message, increment }) => progress.report({ message: message && plain(message), increment })),
  );
}
