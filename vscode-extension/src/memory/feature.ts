import * as vscode from "vscode";
import type { Feature, Journeyman } from "../journeyman";
import { inform } from "../messages";
import { openRoot } from "../openRoot";
import { saveAs } from "../saveAs";
import { told } from "../showError";
import { WebviewHost } from "../views/webviewHost";
import { addQuestion } from "./questions";

export function memoryFeature(journeyman: Journeyman): Feature {
  const view = memoryView(journeyman);
  const asked = journeyman.connection.onNotification("journeyman/memory/question", ({ root, ...question }) => {
    void addQuestion(journeyman.context.workspaceState, root, question);
  });
  const subscriptions = vscode.Disposable.from(
    asked,
    vscode.commands.registerCommand("journeyman.openSession", (sessionId: string) =>
      told(journeyman.log, () => journeyman.chat({ action: "openSession", root: journeyman.sessions.root, sessionId })),
    ),
  );
  return {
    views: { memory: view },
    commands: {
      // Menus pass objects of their own, which say nothing.
      showMemory: (id?: unknown) =>
        view.tell("host/do", typeof id === "string" ? { action: "show", id } : { action: "focus" }),
      searchMemory: (query?: unknown) =>
        view.tell("host/do", { action: "draft", text: typeof query === "string" ? query : "" }),
      remember: () => remember(journeyman),
      exportMemory: () => exportMemory(journeyman),
      offTheRecord: () => toggleRecord(journeyman),
    },
    dispose: () => subscriptions.dispose(),
  };
}

function memoryView(journeyman: Journeyman): WebviewHost {
  return new WebviewHost(journeyman, {
    name: "memory",
    title: vscode.l10n.t("Memory"),
    methods: [
      "journeyman/memory/list",
      "journeyman/memory/search",
      "journeyman/memory/why",
      "journeyman/memory/profile",
      "journeyman/memory/add",
      "journeyman/memory/update",
      "journeyman/memory/forget",
      "journeyman/memory/writeRule",
      "journeyman/memory/consolidate",
      "journeyman/session/load",
    ],
    host: [
      "host/state",
      "host/setRoot",
      "host/confirm",
      "host/command",
      "host/openFile",
      "host/questions",
      "host/keepQuestions",
    ],
    notifications: ["journeyman/memory/didChange", "journeyman/memory/question"],
  });
}

async function remember(journeyman: Journeyman): Promise<void> {
  const { connection } = journeyman;
  const root = openRoot(journeyman);
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t("Remember"),
    prompt: vscode.l10n.t("One sentence, such as “Tests are plain functions, no classes.”"),
    ignoreFocusOut: true,
  });
  if (!text?.trim()) {
    return;
  }
  const { memory } = await connection.request("journeyman/memory/add", { root, text });
  const show = vscode.l10n.t("Show");
  const everywhere = vscode.l10n.t("Use in All Folders");
  const buttons = memory.scope === "workspace" ? [show, everywhere] : [show];
  const chosen = await inform(vscode.l10n.t("Remembered: {0}", memory.text), ...buttons);
  if (chosen === show) {
    await vscode.commands.executeCommand("journeyman.showMemory", memory.id);
  } else if (chosen === everywhere) {
    await connection.request("journeyman/memory/update", { root, id: memory.id, everywhere: true });
  }
}

async function exportMemory(journeyman: Journeyman): Promise<void> {
  const root = openRoot(journeyman);
  const { text } = await journeyman.connection.request("journeyman/memory/export", { root });
  await saveAs(root, "memory.jsonl", text);
}

async function toggleRecord(journeyman: Journeyman): Promise<void> {
  const { sessionId, configOptions } = await journeyman.sessions.open(openRoot(journeyman));
  const isOff = configOptions.some(({ id, currentValue }) => id === "off_the_record" && currentValue === "on");
  await journeyman.connection.request("journeyman/session/setConfig", {
    sessionId,
    configId: "off_the_record",
    value: isOff ? "off" : "on",
  });
  void inform(
    isOff
      ? vscode.l10n.t("On the record again: what is said in this session may be remembered.")
      : vscode.l10n.t("Off the record: nothing that is said in this session is remembered."),
  );
}
