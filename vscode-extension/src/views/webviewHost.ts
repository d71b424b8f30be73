/** Puts a page into a webview view, and answers what it asks. */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Events, HostRequests, ToHost, ToWebview } from "../bridge";
import { bridgeError } from "../bridgeError";
import type { Journeyman } from "../journeyman";
import type { Requests, ServerNotifications } from "../protocol";
import { hostRequests } from "./hostRequests";
import { pageHtml } from "./page";

export interface ViewOptions {
  /** The name of the bundle in `dist/webview`. */
  name: string;
  title: string;
  /** What the page may ask of the server. */
  methods: readonly (keyof Requests)[];
  /** What it may ask of us. */
  host: readonly (keyof HostRequests)[];
  /** What it is told. */
  notifications: readonly (keyof ServerNotifications)[];
}

type Call = Extract<ToHost, { type: "call" }>;

export class WebviewHost implements vscode.WebviewViewProvider {
  private view: vscode.WebviewView | undefined;
  private whenReady: (() => void)[] = [];
  private ready = false;
  private readonly calls = new Map<number, vscode.CancellationTokenSource>();
  private readonly answers: ReturnType<typeof hostRequests>;

  constructor(
    private readonly journeyman: Journeyman,
    private readonly options: ViewOptions,
  ) {
    this.answers = hostRequests(journeyman);
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    const media = vscode.Uri.joinPath(this.journeyman.context.extensionUri, "dist", "webview");
    this.cancelAll();
    this.view = view;
    this.ready = false;
    webview.options = { enableScripts: true, localResourceRoots: [media] };
    const uri = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(media, file)).toString();
    webview.html = pageHtml({
      title: this.options.title,
      language: vscode.env.language,
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString("hex"),
      script: uri(`${this.options.name}.js`),
      style: uri(`${this.options.name}.css`),
      texts: vscode.l10n.bundle ?? {},
    });
    const subscriptions = [
      webview.onDidReceiveMessage((message: ToHost) => this.received(message)),
      this.journeyman.onDidChangeHostState((state) => this.send("host/state", state)),
      ...this.options.notifications.map((name) =>
        this.journeyman.connection.onNotification(name, (params) => this.send(name, params as never)),
      ),
    ];
    view.onDidDispose(() => {
      vscode.Disposable.from(...subscriptions).dispose();
      // One that was moved may have its successor already.
      if (this.view === view) {
        this.cancelAll();
        this.view = undefined;
      }
    });
  }

  get isVisible(): boolean {
    return this.view?.visible ?? false;
  }

  /** Shows the view and tells it something, as soon as its page listens. */
  async tell<N extends keyof Events>(name: N, data: Events[N]): Promise<void> {
    await vscode.commands.executeCommand(`journeyman.${this.options.name}.focus`);
    if (!this.ready) {
      await new Promise<void>((resolve) => this.whenReady.push(resolve));
    }
    this.send(name, data);
  }

  private send<N extends keyof Events>(name: N, data: Events[N]): void {
    // What a page that is not there misses, it asks for when it is.
    if (this.ready) {
      this.post({ type: "event", name, data });
    }
  }

  private received(message: ToHost): void {
    if (message.type === "ready") {
      this.cancelAll();
      this.ready = true;
      for (const resolve of this.whenReady.splice(0)) {
        resolve();
      }
    } else if (message.type === "cancel") {
      this.calls.get(message.id)?.cancel();
    } else {
      void this.answer(message);
    }
  }

  private async answer(call: Call): Promise<void> {
    const source = new vscode.CancellationTokenSource();
    this.calls.set(call.id, source);
    const answer = await this.result(call, source.token).then(
      (result): ToWebview => ({ type: "result", id: call.id, result }),
      (error): ToWebview => ({ type: "error", id: call.id, error: bridgeError(error) }),
    );
    source.dispose();
    // A page that was loaded again counts its calls from 1: it must not take this for an answer to one of them.
    if (this.calls.get(call.id) === source) {
      this.calls.delete(call.id);
      this.post(answer);
    }
  }

  private async result({ method, params }: Call, token: vscode.CancellationToken): Promise<unknown> {
    if ((this.options.methods as readonly string[]).includes(method)) {
      return this.journeyman.connection.request(method as keyof Requests, params as never, token);
    }
    if ((this.options.host as readonly string[]).includes(method)) {
      const answer = this.answers[method as keyof HostRequests] as (params: unknown) => Promise<unknown>;
      return answer(params);
    }
    throw new Error(vscode.l10n.t("This view may not ask for {0}.", method));
  }

  private post(message: ToWebview): void {
    void this.view?.webview.postMessage(message);
  }

  private cancelAll(): void {
    for (const source of this.calls.values()) {
      source.cancel();
    }
    this.calls.clear();
  }
}
