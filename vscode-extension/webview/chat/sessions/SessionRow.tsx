import { useEffect, useRef } from "preact/hooks";
import type { SessionItem } from "../../../src/protocol";
import { t } from "../../shared/l10n";
import type { Chat } from "../chat";
import { timeOf } from "./pages";
import type { SessionBook } from "./sessionBook";

interface RowProps {
  chat: Chat;
  book: SessionBook;
  session: SessionItem;
  isRenaming: boolean;
  /** Begins to rename a session; the empty id ends it. */
  rename: (sessionId: string) => void;
}

export function SessionRow({ chat, book, session, isRenaming, rename }: RowProps) {
  const { sessionId, title, parentId } = session;
  const isCurrent = sessionId === chat.sessionId;
  const row = useRef<HTMLLIElement>(null);
  const remove = async () => {
    const next = row.current?.nextElementSibling ?? row.current?.previousElementSibling;
    if (await book.remove(session)) {
      next?.querySelector<HTMLElement>(".resume")?.focus();
    }
  };
  const finish = async (name: string | undefined) => {
    rename("");
    if (name?.trim() && name.trim() !== title) {
      await book.rename(session, name.trim());
    }
  };
  useFocusAfter(isRenaming, row);
  if (isRenaming) {
    return (
      <li ref={row} class="session">
        <TitleBox title={title} finish={finish} />
      </li>
    );
  }
  return (
    <li ref={row} class={`session ${isCurrent ? "current" : ""}`}>
      <button
        class="resume"
        aria-current={isCurrent}
        aria-keyshortcuts="F2 Delete"
        onClick={() => chat.open({ sessionId })}
        onKeyDown={(event) => {
          if (event.key === "F2" || event.key === "Delete") {
            event.preventDefault();
            event.key === "F2" ? rename(sessionId) : void remove();
          }
        }}
      >
        <span class="title">{title || t("Without a title")}</span>
        <span class="detail">
          {[isCurrent && t("open"), parentId && t("fork"), session.model, timeOf(session, chat.host?.language ?? "en")]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </button>
      <div class="actions">
        <Action name={t("Rename")} session={session} act={() => rename(sessionId)} />
        <Action name={t("Fork")} session={session} act={() => chat.open({ from: { sessionId } })} />
        <Action name={t("Export")} session={session} act={() => book.export(session)} />
        <Action name={t("Delete")} session={session} act={remove} />
      </div>
    </li>
  );
}

/** Gives the focus back to the row whose title was written, unless the user has gone elsewhere. */
function useFocusAfter(isRenaming: boolean, row: { current: HTMLElement | null }): void {
  const before = useRef(false);
  useEffect(() => {
    if (before.current && !isRenaming && document.activeElement === document.body) {
      row.current?.querySelector<HTMLElement>(".resume")?.focus();
    }
    before.current = isRenaming;
  }, [isRenaming]);
}

function Action({ name, session, act }: { name: string; session: SessionItem; act: () => unknown }) {
  return (
    <button class="link" aria-label={t("{0} “{1}”", name, session.title)} onClick={act}>
      {name}
    </button>
  );
}

function TitleBox({ title, finish }: { title: string; finish: (name: string | undefined) => void }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    box.current?.focus();
    box.current?.select();
  }, []);
  return (
    <input
      ref={box}
      aria-label={t("Title")}
      defaultValue={title}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.isComposing) {
          finish(event.currentTarget.value);
        } else if (event.key === "Escape") {
          event.stopPropagation();
          finish(undefined);
        }
      }}
      onBlur={() => finish(undefined)}
    />
  );
}
