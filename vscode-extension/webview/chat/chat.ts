import type { ChatAction, HostState } from "../../src/bridge";
import type { Model } from "../../src/protocol";
import { type Bridge, CallError } from "../shared/bridge";
import { t } from "../shared/l10n";
import { Changes } from "./changes";
import { Completion, type Offer } from "./composer/completion";
import { type Draft, Drafts, remembered } from "./composer/drafts";
import { type Edited, goBackTo } from "./composer/editing";
import { type Taken, takeImages } from "./composer/images";
import { type Delivery, send } from "./composer/sending";
import { Conversation, type Opening } from "./conversation";
import { ConversationStore } from "./transcript/store";

/** What the chat is, without its looks: the conversation, what is written, and what went wrong. */
export class Chat extends Changes {
  readonly store: ConversationStore;
  readonly conversation: Conversation;
  readonly drafts: Drafts;
  readonly completion: Completion;
  host: HostState | undefined;
  /** What lies over the transcript. */
  panel: "none" | "sessions" = "none";
  /** What went wrong with what the user did last. */
  problem: CallError | undefined;
  isSending = false;
  /** The message that is written anew. */
  edited: Edited | undefined;
  /** What Enter does with a prompt while a turn runs. */
  delivery: Exclude<Delivery, "send">;
  /** Counts the wishes to write. */
  focusWanted = 0;
  /** Where to write then, in UTF-16 code units; undefined where the caret is. */
  caret: number | undefined;

  constructor(
    readonly bridge: Bridge,
    store = new ConversationStore(),
  ) {
    super();
    this.store = store;
    this.conversation = new Conversation(bridge, store);
    this.drafts = new Drafts(bridge);
    this.completion = new Completion(bridge);
    this.delivery = remembered(bridge).delivery === "queue" ? "queue" : "steer";
    bridge.on("journeyman/session/update", (params) => this.conversation.receive(params));
    bridge.on("host/state", (state) => this.follow(state));
    bridge.on("host/do", (action) => this.do(action));
    this.conversation.subscribe(() => this.keepEarlyDraft());
  }

  get root(): string {
    return this.conversation.root;
  }

  get sessionId(): string {
    return this.conversation.sessionId;
  }

  /** Whether a turn runs. A server that is gone takes its turns with it. */
  get isRunning(): boolean {
    return this.store.turn.state !== "idle" && this.host?.server === "running" && this.sessionId !== "";
  }

  /** What the user has said in this session, the latest last. */
  get prompts(): string[] {
    const texts = this.store.entries.flatMap((entry) => (entry.kind === "user" && entry.text ? [entry.text] : []));
    return texts.filter((text, index) => text !== texts[index + 1]);
  }

  get draft(): Draft {
    return this.drafts.get(this.sessionId);
  }

  async start(): Promise<void> {
    this.follow(await this.bridge.call("host/state", {}));
  }

  write(change: Partial<Draft>): void {
    this.drafts.set(this.sessionId, change);
  }

  /** Sends the draft, which stays as it is if that fails. Waits for a server that is starting again. */
  async send(delivery: Delivery): Promise<void> {
    const { sessionId: writtenIn, draft, edited } = this;
    if (this.isSending || !draft.text.trim()) {
      return;
    }
    this.isSending = true;
    this.completion.close();
    this.tell();
    await this.attempt(async () => {
      await this.conversation.ready();
      const { root, sessionId } = this;
      if (!edited || (await goBackTo(this.bridge, sessionId, edited))) {
        // There is no going back to it twice, even if what follows fails.
        this.edited = undefined;
        await send(this.bridge, { root, sessionId, delivery }, draft);
        this.drafts.clear(writtenIn);
        this.drafts.clear(sessionId);
      }
    });
    this.isSending = false;
    this.tell();
  }

  /** Sends something that was said before once more. */
  async repeat(said: Draft): Promise<void> {
    const { root, sessionId } = this;
    await this.attempt(() => send(this.bridge, { root, sessionId, delivery: "queue" }, said));
  }

  /** Lets the user write a message anew, or not any more. What is written is not lost for it. */
  edit(message: (Edited & Draft) | undefined): void {
    if (message && this.draft.text) {
      this.complain(new CallError({ message: t("Send or remove what is in the box first.") }));
      return;
    }
    this.write(message ? { text: message.text, images: message.images } : { text: "", images: [] });
    this.edited = message;
    this.focus();
  }

  /** Begins to name something: `@` at the end, `/` at the beginning. */
  begin(sign: "@" | "/"): void {
    if (sign === "@") {
      this.drafts.add(this.sessionId, "@");
    } else {
      this.write({ text: `/${this.draft.text}` });
    }
    this.lookAt(sign === "@" ? this.draft.text.length : 1);
  }

  /** Takes what is offered for the word at the caret. */
  readonly accept = (offer?: Offer): void => {
    const { text, caret } = this.completion.take(this.draft.text, offer);
    this.write({ text });
    this.lookAt(caret);
  };

  setDelivery(delivery: Chat["delivery"]): void {
    this.delivery = delivery;
    this.bridge.remember({ ...remembered(this.bridge), delivery });
    this.tell();
  }

  async stop(): Promise<void> {
    await this.command("journeyman.stop", this.sessionId);
  }

  async command(command: string, argument?: string): Promise<void> {
    await this.attempt(() => this.bridge.call("host/command", { command, argument }));
  }

  async configure(configId: string, value: string): Promise<void> {
    const { sessionId } = this;
    await this.attempt(() => this.bridge.call("journeyman/session/setConfig", { sessionId, configId, value }));
  }

  async open(options: Opening = {}, root = this.root): Promise<void> {
    this.edited = undefined;
    this.show("none");
    await this.conversation.open(root, options);
    this.focus();
  }

  async setRoot(root: string): Promise<void> {
    await this.attempt(() => this.bridge.call("host/setRoot", { root }));
  }

  /** Adds images to the draft, if the model can see them. */
  async addImages(files: readonly File[]): Promise<void> {
    const { sessionId } = this;
    await this.attempt(async () => {
      if (await this.isBlind()) {
        throw new CallError({
          message: t("{0} sees no images. Choose a model that does, or describe what is in them.", this.model),
          hint: t("Choose a model"),
          command: "journeyman.chooseModel",
        });
      }
      const { images, problems }: Taken = await takeImages(files, this.drafts.get(sessionId).images.length);
      this.drafts.set(sessionId, { images: [...this.drafts.get(sessionId).images, ...images] });
      if (problems.length > 0) {
        throw new CallError({ message: problems.join("\n") });
      }
    });
  }

  get model(): string {
    const option = this.store.options.find(({ id }) => id === "model");
    return option?.currentValue || this.host?.model || "";
  }

  show(panel: Chat["panel"]): void {
    this.panel = panel;
    this.tell();
  }

  focus(caret?: number): void {
    this.focusWanted++;
    this.caret = caret;
    this.tell();
  }

  complain(problem: CallError | undefined): void {
    this.problem = problem;
    this.tell();
  }

  /** Does something that may fail, and then shows why. Returns whether it went well. */
  async attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action();
      this.complain(undefined);
      return true;
    } catch (error) {
      this.complain(error instanceof CallError ? error : new CallError({ message: String(error) }));
      return false;
    }
  }

  private lookAt(caret: number): void {
    this.focus(caret);
    void this.completion.look(this, this.draft.text, caret);
  }

  /** Whether the model is known to see no images. Where nobody knows, the service decides. */
  private async isBlind(): Promise<boolean> {
    const listed = this.bridge.call("journeyman/model/list", { root: this.root });
    const { models } = await listed.catch(() => ({ models: [] as Model[] }));
    return models.find(({ id }) => id === this.model)?.vision === false;
  }

  /** What was written before there was a session belongs to the one that is open now. */
  private keepEarlyDraft(): void {
    const early = this.drafts.get("");
    if (this.sessionId && (early.text || early.images.length > 0)) {
      this.drafts.clear("");
      this.drafts.add(this.sessionId, early.text);
      this.write({ images: [...this.draft.images, ...early.images] });
    }
  }

  private follow(state: HostState): void {
    this.host = state;
    this.conversation.follow(state);
    this.tell();
  }

  private do(action: ChatAction): void {
    switch (action.action) {
      case "focus":
        this.focus();
        break;
      case "openSession":
        void this.open({ sessionId: action.sessionId, fresh: action.fresh }, action.root);
        break;
      case "showSessions":
        this.show("sessions");
        break;
      case "draft":
        this.drafts.add(this.sessionId, action.text);
        this.focus();
        break;
      case "show":
        // What waits for the user stands at the end, where the transcript is.
        this.show("none");
    }
  }
}
