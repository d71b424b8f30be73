import type { SessionItem } from "../../../src/protocol";
import { t } from "../../shared/l10n";
import { Changes } from "../changes";
import type { Chat } from "../chat";
import { fileName, type Listed, listSessions } from "./pages";

/** The sessions of a folder, and what can be done with each. */
export class SessionBook extends Changes {
  sessions: readonly SessionItem[] = [];
  nextCursor: string | undefined;
  isLoading = false;
  query = "";
  private asking = new AbortController();

  constructor(private readonly chat: Chat) {
    super();
  }

  /** Looks for sessions; what an earlier search still finds is dropped. */
  async search(query: string): Promise<void> {
    this.query = query;
    await this.load(undefined, ({ sessions }) => sessions);
  }

  async more(): Promise<void> {
    await this.load(this.nextCursor, ({ sessions }) => [...this.sessions, ...sessions]);
  }

  async rename({ sessionId }: SessionItem, title: string): Promise<void> {
    const { bridge, root } = this.chat;
    await this.chat.attempt(async () => {
      const renamed = await bridge.call("journeyman/session/rename", { root, sessionId, title });
      // It stays where it is until the list is read again.
      const rename = (one: SessionItem) => ({ ...one, title: renamed.title });
      this.keep(this.sessions.map((one) => (one.sessionId === sessionId ? rename(one) : one)));
    });
  }

  /** Returns whether it is gone: the user may say no. */
  async remove({ sessionId, title }: SessionItem): Promise<boolean> {
    const { bridge, root } = this.chat;
    let isGone = false;
    await this.chat.attempt(async () => {
      const { confirmed } = await bridge.call("host/confirm", {
        message: t("Delete “{0}”?", title),
        detail: t("Its messages and what was noted about its tasks are deleted for good. Files stay as they are."),
        action: t("Delete"),
      });
      if (confirmed) {
        await bridge.call("journeyman/session/delete", { root, sessionId });
        isGone = true;
      }
    });
    if (isGone) {
      this.chat.drafts.clear(sessionId);
      this.keep(this.sessions.filter((one) => one.sessionId !== sessionId));
      if (sessionId === this.chat.sessionId) {
        void this.chat.conversation.open(root);
      }
    }
    return isGone;
  }

  async export(session: SessionItem): Promise<void> {
    const { bridge, root } = this.chat;
    const { sessionId } = session;
    await this.chat.attempt(async () => {
      const { text } = await bridge.call("journeyman/session/export", { root, sessionId });
      await bridge.call("host/saveAs", { name: fileName(session), text });
    });
  }

  stop(): void {
    this.asking.abort();
  }

  private keep(sessions: readonly SessionItem[]): void {
    this.sessions = sessions;
    this.tell();
  }

  private async load(cursor: string | undefined, join: (page: Listed) => readonly SessionItem[]): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    const { bridge, root } = this.chat;
    this.isLoading = true;
    this.tell();
    await this.chat.attempt(async () => {
      try {
        const page = await listSessions(bridge, { root, query: this.query, cursor }, signal);
        if (!signal.aborted) {
          this.nextCursor = page.nextCursor;
          this.keep(join(page));
        }
      } catch (error) {
        // Nobody waits for what was given up.
        if (!signal.aborted) {
          throw error;
        }
      }
    });
    if (!signal.aborted) {
      this.isLoading = false;
      this.tell();
    }
  }
}
