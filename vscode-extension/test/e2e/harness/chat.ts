/** The chat, as a user of it sees it. */
import type { FrameLocator, Locator } from "playwright-core";
import type { Workbench } from "./workbench";

export class Chat {
  private constructor(readonly view: FrameLocator) {}

  static async open(workbench: Workbench): Promise<Chat> {
    await workbench.showView("chat");
    return new Chat(await workbench.webview("chat"));
  }

  /** The chat that something else is about to show. */
  static async opened(workbench: Workbench): Promise<Chat> {
    await workbench.containerShown("Journeyman");
    return Chat.open(workbench);
  }

  /** The chat with a session that nothing was said in yet. */
  static async openNew(workbench: Workbench): Promise<Chat> {
    await workbench.command("Journeyman: New Session");
    const chat = await Chat.opened(workbench);
    await chat.transcript.waitFor({ state: "hidden" });
    return chat;
  }

  get box(): Locator {
    return this.view.getByRole("textbox", { name: "Prompt" });
  }

  get transcript(): Locator {
    return this.view.getByRole("log");
  }

  /** A button by the whole of its name. */
  button(name: string): Locator {
    return this.view.getByRole("button", { name, exact: true });
  }

  /** Types a prompt and sends it with Enter, once the session is open. */
  async send(prompt: string): Promise<void> {
    await this.box.fill(prompt);
    await this.view.getByRole("button", { name: /^(Send|Steer|Queue)$/, disabled: false }).waitFor();
    await this.box.press("Enter");
  }

  /** Resolves when the transcript shows the words. */
  async shows(words: string | RegExp): Promise<void> {
    await this.transcript.getByText(words).last().waitFor();
  }
}
