/** The keys of model services, in VS Code's own safe, one for each service. */
import * as vscode from "vscode";
import type { Connection } from "../journeyman";
import { inform } from "../messages";
import { keyOrigin } from "./origins";

/** Of which services there are keys; the safe does not tell. */
const ORIGINS = "journeyman.keys";
const { l10n } = vscode;

export class Credentials {
  /** Where the user gave no key: they are not asked twice. */
  private readonly declined = new Set<string>();
  private readonly asking = new Map<string, Promise<string | undefined>>();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly connection: Connection,
  ) {}

  /** The key of a service; asks the user if there is none. */
  async get(endpoint: string, token: vscode.CancellationToken): Promise<{ key?: string }> {
    const origin = keyOrigin(endpoint);
    if (!origin) {
      throw new Error(`A key is sent only by https, or to this machine; ${endpoint} is neither.`);
    }
    const kept = await this.context.secrets.get(secretName(origin));
    return { key: kept ?? (this.declined.has(origin) ? undefined : await this.askOnce(origin, token)) };
  }

  /** Lets the user enter or replace a key. */
  async set(): Promise<void> {
    const origin = await askOrigin();
    if (origin && (await this.ask(origin))) {
      this.declined.delete(origin);
      await this.offerRestart(l10n.t("The key of {0} is kept. The server uses it after a restart.", origin));
    }
  }

  async forget(): Promise<void> {
    const origins = this.origins();
    if (origins.length === 0) {
      void inform(l10n.t("No key is kept."));
      return;
    }
    const origin = await vscode.window.showQuickPick(origins, { title: l10n.t("Forget the key of") });
    if (origin) {
      await this.context.secrets.delete(secretName(origin));
      await this.context.globalState.update(
        ORIGINS,
        origins.filter((one) => one !== origin),
      );
      await this.offerRestart(l10n.t("The key of {0} is forgotten. The server knows it until a restart.", origin));
    }
  }

  /** The server may ask for several folders at once. */
  private askOnce(origin: string, token: vscode.CancellationToken): Promise<string | undefined> {
    const asked = this.asking.get(origin) ?? this.ask(origin, token).finally(() => this.asking.delete(origin));
    this.asking.set(origin, asked);
    return asked;
  }

  private async ask(origin: string, token?: vscode.CancellationToken): Promise<string | undefined> {
    const options = {
      title: l10n.t("Key of a model service"),
      prompt: l10n.t(
        "The key for {0}. It is kept by VS Code, where passwords are, and sent to that service only.",
        origin,
      ),
      password: true,
      ignoreFocusOut: true,
    };
    const key = (await vscode.window.showInputBox(options, token))?.trim();
    if (!key) {
      // The server may have given up asking: that was not the user.
      if (!token?.isCancellationRequested) {
        this.declined.add(origin);
      }
      return undefined;
    }
    await this.context.secrets.store(secretName(origin), key);
    await this.context.globalState.update(ORIGINS, [...new Set([...this.origins(), origin])]);
    return key;
  }

  private origins(): string[] {
    return this.context.globalState.get<string[]>(ORIGINS, []);
  }

  /** The server keeps a key for as long as it runs. */
  private async offerRestart(message: string): Promise<void> {
    const restart = l10n.t("Restart");
    const running = this.connection.state === "running";
    const chosen = await inform(message, ...(running ? [restart] : []));
    if (chosen === restart) {
      await vscode.commands.executeCommand("journeyman.restart");
    }
  }
}

const secretName = (origin: string) => `journeyman.key:${origin}`;

async function askOrigin(): Promise<string | undefined> {
  const address = await vscode.window.showInputBox({
    title: l10n.t("Address of the model service"),
    value: vscode.workspace.getConfiguration("journeyman").get<string | null>("endpoint") ?? "",
    placeHolder: "https://openrouter.ai/api/v1",
    validateInput: (text) =>
      keyOrigin(text) ? undefined : l10n.t("An address that begins with https://, or one of this machine."),
  });
  return address && keyOrigin(address);
}
