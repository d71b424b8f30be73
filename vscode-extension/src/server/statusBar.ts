import * as vscode from "vscode";
import type { ServerNotifications } from "../protocol";
import type { ServerConnection } from "./connection";
import { type Condition, condition, OpenQuestions } from "./statusText";

const { l10n } = vscode;

/** The item in the status bar, and what `journeyman/status` said last. */
export class StatusBar implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private status: ServerNotifications["journeyman/status"] | undefined;
  private readonly waiting = new OpenQuestions();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    readonly item: vscode.StatusBarItem,
    readonly connection: ServerConnection,
  ) {
    this.subscriptions = vscode.Disposable.from(
      connection.onNotification("journeyman/status", (status) => {
        this.status = status;
        this.show();
      }),
      connection.onNotification("journeyman/session/update", ({ sessionId, update }) => {
        const before = this.waiting.any;
        this.waiting.follow(sessionId, update);
        // Answers come in small pieces; most of them change nothing here.
        if (this.waiting.any !== before) {
          this.show();
        }
      }),
      connection.onDidChangeState((state) => {
        if (state !== "running") {
          this.status = undefined;
          this.waiting.forgetAll();
        }
        this.show();
      }),
    );
    this.show();
  }

  get problem(): string {
    return this.status?.message ?? "";
  }

  get model(): string {
    return this.status?.model ?? "";
  }

  get contextWindow(): number {
    return this.status?.contextWindow ?? 0;
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.changed.dispose();
  }

  private show(): void {
    const { connection, status, waiting, item } = this;
    const { state: server, problem } = connection;
    const now = condition({ server, problem, status, waiting: waiting.any });
    const words = WORDS[now]();
    const isQuiet = now === "stopped" || now === "ready";
    item.text = isQuiet ? `${ICONS[now]} Journeyman` : `${ICONS[now]} Journeyman: ${words}`;
    item.tooltip = this.tooltip(words);
    item.accessibilityInformation = {
      label: ["Journeyman", words, problem || this.problem].filter(Boolean).join(", "),
    };
    item.backgroundColor = now === "problem" ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    item.command = now === "problem" ? this.remedy() : "journeyman.focusChat";
    this.changed.fire();
  }

  private remedy(): string | vscode.Command {
    const { trouble } = this.connection;
    const [first] = trouble?.remedies ?? [];
    return first ? { ...first, arguments: [...(first.arguments ?? [])] } : "journeyman.openWalkthrough";
  }

  private tooltip(state: string): vscode.MarkdownString {
    const { connection, model, contextWindow } = this;
    const lines = [
      connection.problem || this.problem,
      model && l10n.t("Model: {0}", model),
      contextWindow && l10n.t("Context window: {0} tokens", contextWindow.toLocaleString(vscode.env.language)),
      connection.serverVersion && l10n.t("Server: version {0}", connection.serverVersion),
    ];
    const tooltip = new vscode.MarkdownString(`**Journeyman**: ${state}`);
    for (const line of lines.filter(Boolean)) {
      // As text: names come from the model's service.
      tooltip.appendMarkdown("\n\n").appendText(String(line));
    }
    return tooltip;
  }
}

const ICONS: Record<Condition, string> = {
  stopped: "$(tools)",
  starting: "$(loading~spin)",
  ready: "$(tools)",
  working: "$(loading~spin)",
  waiting: "$(bell-dot)",
  problem: "$(warning)",
};

const WORDS: Record<Condition, () => string> = {
  stopped: () => l10n.t("stopped"),
  starting: () => l10n.t("starting"),
  ready: () => l10n.t("ready"),
  working: () => l10n.t("working"),
  waiting: () => l10n.t("waiting for you"),
  problem: () => l10n.t("problem"),
};
