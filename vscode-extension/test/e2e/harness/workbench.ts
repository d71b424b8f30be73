/** What a user does in VS Code, on the screen. */
import type { Frame, FrameLocator, Locator, Page } from "playwright-core";

const START_MS = 60_000;
const PALETTE_MS = 8_000;
/** VS Code's own marks of its start, so nothing is assumed of what it shows. */
const STARTED = ["code/didStartWorkbench", "code/didLoadExtensions"];

export const THEMES = {
  dark: { label: "Dark Modern", mark: "vs-dark", kind: "vscode-dark" },
  light: { label: "Light Modern", mark: "vs", kind: "vscode-light" },
  "high-contrast": { label: "Dark High Contrast", mark: "hc-black", kind: "vscode-high-contrast" },
} as const;
export type Theme = keyof typeof THEMES;

/** Our views, with their titles. */
const VIEWS = { chat: "Chat", changes: "Changes", skills: "Skills", memory: "Memory", growth: "Growth" } as const;
export type View = keyof typeof VIEWS;
const VIEW_NAMES = Object.keys(VIEWS) as View[];

export class Workbench {
  constructor(readonly page: Page) {}

  get quickInput(): Locator {
    return this.page.locator(".quick-input-widget:visible");
  }

  get notifications(): Locator {
    return this.page.locator(".notification-toast");
  }

  /** A box that wants an answer before anything else. */
  get dialog(): Locator {
    return this.page.locator(".monaco-dialog-box");
  }

  get statusBar(): Locator {
    return this.page.locator(".part.statusbar");
  }

  async ready(): Promise<void> {
    const started = (marks: string[]) => marks.every((mark) => performance.getEntriesByName(mark).length > 0);
    await this.page.waitForFunction(started, STARTED, { timeout: START_MS });
    await this.statusBar.waitFor();
  }

  /** Reloads the window as the user would: VS Code stores its state first. The chat alone stays unfolded. */
  async reload(): Promise<void> {
    for (const view of VIEW_NAMES) {
      if (view !== "chat" && (await this.view(view).isVisible())) await this.foldView(view);
    }
    await this.page.evaluate(() => document.documentElement.setAttribute("data-before-reload", ""));
    await this.command("Developer: Reload Window");
    await this.page.waitForFunction(() => !document.documentElement.hasAttribute("data-before-reload"));
    await this.ready();
  }

  /** Runs a command by its exact title in the palette, which closes when an editor that opens takes the focus. */
  async command(title: string): Promise<void> {
    const row = this.quickInput.locator(`.monaco-list-row[aria-label^="${title}"]`).first();
    const run = async () => {
      await this.page.keyboard.press("F1");
      await this.quickInput.locator("input").fill(`>${title}`, { timeout: PALETTE_MS });
      await row.click({ timeout: PALETTE_MS });
    };
    await run().catch(run);
  }

  /** Picks from an open list by a part of the label. */
  async pick(label: string): Promise<void> {
    await this.quickInput.locator(".monaco-list-row", { hasText: label }).first().click();
  }

  /** Answers an open input box. */
  async answer(text: string): Promise<void> {
    await this.quickInput.locator("input").fill(text);
    await this.page.keyboard.press("Enter");
  }

  notification(text: string | RegExp): Locator {
    return this.notifications.filter({ hasText: text });
  }

  async setTheme(theme: Theme): Promise<void> {
    const { label, mark, kind } = THEMES[theme];
    await this.command("Preferences: Color Theme");
    await this.quickInput.locator("input").fill(label);
    await this.quickInput.locator(`.monaco-list-row.focused[aria-label^="${label}"]`).waitFor();
    await this.page.keyboard.press("Enter");
    await this.quickInput.waitFor({ state: "hidden" });
    await this.page.locator(`.monaco-workbench.${mark}`).waitFor();
    await this.webviewsHave(`body[data-vscode-theme-kind="${kind}"]`);
  }

  /** Shows a container of views by the title of its icon. A click on the icon of the one shown would hide it. */
  async showContainer(title: string): Promise<void> {
    const icon = this.containerIcon(title);
    await icon.waitFor();
    if (!(await icon.getAttribute("class"))?.includes("checked")) await icon.click();
    await this.containerShown(title);
  }

  /** Resolves when a container is shown; for those that something else shows, since a click would hide them again. */
  async containerShown(title: string): Promise<void> {
    await this.page.locator(`.activitybar .action-item.checked:has(> .action-label[aria-label^="${title}"])`).waitFor();
  }

  containerIcon(title: string): Locator {
    return this.page.locator(`.activitybar .action-item:has(> .action-label[aria-label^="${title}"])`);
  }

  /** Shows a view of ours, unfolded. */
  async showView(view: View): Promise<Locator> {
    await this.showContainer("Journeyman");
    await this.webviewsLoaded();
    await this.setFolded(view, "false");
    return this.view(view);
  }

  async foldView(view: View): Promise<void> {
    await this.setFolded(view, "true");
  }

  view(view: View): Locator {
    return this.page.locator(`.pane:has(> .pane-header[aria-label^="${VIEWS[view]}"])`);
  }

  /** What a view of ours shows that is a webview. */
  async webview(view: View): Promise<FrameLocator> {
    return this.page.frameLocator(await this.outerFrame(view)).frameLocator("iframe#active-frame");
  }

  /** The same as a frame, in which scripts can be run. */
  async webviewFrame(view: View): Promise<Frame> {
    const outer = this.page.frameLocator(await this.outerFrame(view));
    const frame = await (await outer.locator("iframe#active-frame").elementHandle())?.contentFrame();
    if (!frame) throw new Error(`The view ${view} was closed.`);
    return frame;
  }

  async openFile(name: string): Promise<Locator> {
    await this.page.keyboard.press("Control+P");
    await this.quickInput.locator("input").fill(name);
    await this.quickInput.locator(".monaco-list-row", { hasText: name }).first().click();
    const editor = this.editor(name);
    await editor.waitFor();
    return editor;
  }

  editor(name: string): Locator {
    return this.page.locator(`.monaco-editor[data-uri$="/${name}"]`).first();
  }

  /** The lines of an editor that are on the screen. */
  async shownText(name: string): Promise<string> {
    const lines = await this.editor(name)
      .locator(".view-line")
      .evaluateAll((elements) =>
        elements.map((line) => ({ top: Number.parseFloat((line as HTMLElement).style.top), text: line.textContent })),
      );
    const texts = lines.sort((a, b) => a.top - b.top).map((line) => line.text ?? "");
    return texts.join("\n").replaceAll("\u00a0", " ");
  }

  async save(name: string): Promise<void> {
    await this.page.keyboard.press("Control+S");
    await this.page.locator(`.tab.dirty[data-resource-name="${name}"]`).waitFor({ state: "detached" });
  }

  /** Opens the code actions at the cursor and picks one. */
  async pickCodeAction(title: string): Promise<void> {
    await this.page.keyboard.press("Control+.");
    const action = this.page.locator(".action-widget .monaco-list-row.action", { hasText: title });
    await action.waitFor();
    // The list takes no clicks until the mouse has moved over it.
    await action.hover({ force: true, position: { x: 8, y: 8 } });
    await action.hover({ force: true, position: { x: 12, y: 10 } });
    await this.page.locator(".context-view-pointerBlock").waitFor({ state: "detached" });
    await action.click();
  }

  /** Trusts the workspace as the user would, in VS Code's own page for it. */
  async trustWorkspace(): Promise<void> {
    await this.command("Workspaces: Manage Workspace Trust");
    const page = this.page.locator(".workspace-trust-editor");
    await page.getByRole("button", { name: "Trust", exact: true }).click();
    await page.locator(".workspace-trust-header", { hasText: "You trust this" }).waitFor();
  }

  private async setFolded(view: View, folded: "true" | "false"): Promise<void> {
    const header = this.view(view).locator("> .pane-header");
    if ((await header.getAttribute("aria-expanded")) === folded) await header.click();
  }

  /**
   * code-server serves all webviews from one origin, where two that load at once take each other's service
   * worker; one of them then asks for its files at VS Code's own address for them, which is outside.
   */
  private async webviewsLoaded(): Promise<void> {
    await this.webviewsHave("body");
  }

  /** Resolves when each webview is loaded and has such an element. */
  private async webviewsHave(selector: string): Promise<void> {
    await this.page.waitForFunction((selector) => {
      const frames = [...document.querySelectorAll<HTMLIFrameElement>("iframe.webview")];
      const inner = (frame: HTMLIFrameElement) =>
        frame.contentDocument?.querySelector<HTMLIFrameElement>("iframe#active-frame")?.contentDocument;
      return frames.every((frame) => inner(frame)?.readyState === "complete" && inner(frame)?.querySelector(selector));
    }, selector);
  }

  /** Webviews lie over their views, elsewhere in the document and without a name; their scripts tell them apart. */
  private async outerFrame(view: View): Promise<string> {
    const name = await this.page.waitForFunction((script) => {
      const frames = [...document.querySelectorAll<HTMLIFrameElement>("iframe.webview.ready")];
      const inner = (frame: HTMLIFrameElement) =>
        frame.contentDocument?.querySelector<HTMLIFrameElement>("iframe#active-frame")?.contentDocument;
      return frames.find((frame) => inner(frame)?.querySelector(`script[src*="${script}"]`))?.name;
    }, `/webview/${view}.js`);
    return `iframe[name="${await name.jsonValue()}"]`;
  }
}
