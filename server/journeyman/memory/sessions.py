"""Conversations: what was said, in which order, and finding it again."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from sqlite_utils import Database, Migrations

from ..agent.messages import Message, UserMessage, unanswered
from ..errors import StorageError
from .backups import erase_traces
from .full_text import TOKENIZER
from .images import images_of, keep_images, m002_images
from .message_rows import MessageHit, MessageRow, from_rows, to_line, to_row
from .search import erase_index_traces, find_messages, to_hits
from .stores import storable, to_utc, writing

INTERRUPTED = (
    "Interrupted: the agent was stopped before this call returned. It may have taken effect or not; "
    "check before you repeat it."
)

LIST_THEM = "See which there are with `journeyman sessions list`."
MAX_TITLE_LENGTH = 80

migrations = Migrations("sessions")


@migrations()
def m001_sessions_and_messages(db: Database) -> None:
    """Sessions, their messages, and the full-text index over these."""
    db.executescript(
        """
        CREATE TABLE sessions (
            id TEXT PRIMARY KEY,
            workspace TEXT NOT NULL,
            title TEXT NOT NULL,
            created_at TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            model TEXT NOT NULL,
            mode TEXT NOT NULL,
            history INTEGER NOT NULL,
            parent_id TEXT REFERENCES sessions (id) ON DELETE SET NULL
        );
        CREATE INDEX sessions_by_update ON sessions (workspace, updated_at, id);
        CREATE INDEX sessions_by_parent ON sessions (parent_id);
        CREATE TABLE messages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            history INTEGER NOT NULL,
            position INTEGER NOT NULL,
            kind TEXT NOT NULL,
            body TEXT NOT NULL,
            text TEXT NOT NULL,
            created_at TEXT NOT NULL,
            UNIQUE (session_id, history, position)
        );
        """
    )
    db.table("messages").enable_fts(["text"], create_triggers=True, tokenize=TOKENIZER)


migrations()(m002_images)


@dataclass(frozen=True, slots=True)
class StoredSession:
    """One conversation, without its messages."""

    id: str
    workspace: str
    title: str
    """The beginning of the first prompt, or what the user made of it; empty before the first prompt."""
    created_at: datetime
    updated_at: datetime
    model: str
    mode: str
    history: int
    """Counts from 1; each compaction starts the next one."""
    parent_id: str | None = None
    """The session from which this one branched off, if it did and still exists."""


@dataclass(frozen=True, slots=True)
class SessionPage:
    """Some of the sessions of a workspace, the latest first."""

    sessions: tuple[StoredSession, ...]
    next_cursor: str | None
    """Where the next page begins; None after the last session."""


# `SessionStore.list` takes the name in the class.
History = list[Message]
Sessions = list[StoredSession]


def new_session_id(now: datetime, randomness: random.Random) -> str:
    """Return an id of thirteen characters. Later ids sort behind earlier ones."""
    return f"{int(now.timestamp()):08x}{randomness.getrandbits(20):05x}"


def title_of(text: str) -> str:
    """Return the first line of `text` that has words, cut to fit a list of sessions; "" if none has."""
    title = storable(" ".join(text.strip().partition("\n")[0].split()))
    return title if len(title) <= MAX_TITLE_LENGTH else title[: MAX_TITLE_LENGTH - 1].rstrip() + "…"


class SessionStore:
    """The sessions of one workspace. Each method is one transaction."""

    def __init__(self, db: Database, workspace: str) -> None:
        self._db = db
        self._workspace = workspace

    def create(
        self, session_id: str, *, model: str, mode: str, now: datetime, parent_id: str | None = None
    ) -> StoredSession:
        """Store a session without messages. Raise StorageError if there is one with this id."""
        at = to_utc(now)
        with writing(self._db):
            if self._db.execute("SELECT 1 FROM sessions WHERE id = ?", [session_id]).fetchall():
                raise StorageError(f"There is a session {session_id} already. Choose another id.")
            if parent_id is not None:
                self.get(parent_id)
            self._db.execute(
                "INSERT INTO sessions (id, workspace, title, created_at, updated_at, model, mode, history,"
                " parent_id) VALUES (?, ?, '', ?, ?, ?, ?, 1, ?)",
                [session_id, self._workspace, at, at, model, mode, parent_id],
            )
            return self.get(session_id)

    def get(self, session_id: str) -> StoredSession:
        """Return the session with exactly this id. Raise StorageError if there is none."""
        session_id = storable(session_id)
        found = self._sessions("id = ? AND workspace = ?", [session_id, self._workspace])
        if not found:
            raise StorageError(f"There is no session {session_id} in this workspace. {LIST_THEM}")
        return found[0]

    def find(self, prefix: str) -> StoredSession:
        """Return the one session whose id starts with `prefix`, as a person types it.

        Raises:
            StorageError: none does, or several do; the message lists what is near.
        """
        typed = prefix.strip().lower()
        found = self._sessions(
            "workspace = ? AND substr(id, 1, ?) = ?",
            [self._workspace, len(typed), storable(typed)],
            order_by="length(id), updated_at DESC, id DESC",
            limit=6,
        )
        if len(found) == 1 or (found and found[0].id == typed):
            return found[0]
        if not found:
            raise StorageError(f"No session starts with {typed!r}. {LIST_THEM}")
        near = ", ".join(f"{session.id} ({session.title or 'no title'})" for session in found)
        raise StorageError(f"Several sessions start with {typed!r}. Type more of it: {near}.")

    def list(self, *, limit: int = 50, cursor: str | None = None) -> SessionPage:
        """Return sessions, the last updated first, from `cursor` (a `next_cursor`) on."""
        # Without a cursor: behind everything, for no time starts with a letter.
        updated_at, _, session_id = storable(cursor or "Z").partition(" ")
        found = self._sessions(
            "workspace = ? AND (updated_at, id) < (?, ?)", [self._workspace, updated_at, session_id], limit=limit + 1
        )
        page = tuple(found[:limit])
        return SessionPage(page, f"{to_utc(page[-1].updated_at)} {page[-1].id}" if len(found) > limit else None)

    def rename(self, session_id: str, title: str, *, now: datetime) -> StoredSession:
        """Give the session a title of one line. Raise StorageError if `title` has no words."""
        if not title.strip():
            raise StorageError("The title is empty. Give the session a title with at least one character.")
        return self._update(session_id, {"title": title_of(title)}, now)

    def configure(self, session_id: str, *, model: str, mode: str, now: datetime) -> StoredSession:
        """Note with which model and in which mode the session goes on."""
        return self._update(session_id, {"model": model, "mode": mode}, now)

    def add(self, session_id: str, message: Message, *, now: datetime) -> int:
        """Append `message` to the current history and return its id."""
        with writing(self._db):
            session = self.get(session_id)
            message_id = self._insert(session, to_row(message), to_utc(now))
            keep_images(self._db, message_id, message)
            is_first_prompt = isinstance(message, UserMessage) and not session.title
            self._update(session_id, {"title": title_of(message.text)} if is_first_prompt else {}, now)
            return message_id

    def load(self, session_id: str, *, now: datetime) -> tuple[StoredSession, History]:
        """Return the session and its current history, ready to go on.

        Calls without a result, left by a server that was killed, are closed, in the database too. So this
        is for the one who goes on with the session; to look at one that may be running, use `history`.
        """
        with writing(self._db):
            session = self.get(session_id)
            messages = self.history(session_id)
            closing = unanswered(messages, INTERRUPTED)
            for result in closing:
                self._insert(session, to_row(result), to_utc(now))
            return session, [*messages, *closing]

    def history(self, session_id: str) -> History:
        """Return the messages of the current history as they are."""
        return self._messages(self.get(session_id))

    def old_history(self, session_id: str, number: int) -> History:
        """Return the messages of the history `number`, which compactions may have replaced since."""
        return self._messages(replace(self.get(session_id), history=number))

    def replace_history(self, session_id: str, messages: Sequence[Message], *, now: datetime) -> StoredSession:
        """Start a new history with `messages`, after a compaction or for going back. The old one stays stored.

        A message that is carried over keeps its time, and is found where it was said.
        """
        with writing(self._db):
            said_at = {row["body"]: row["created_at"] for row in self._rows(self.get(session_id))}
            session = self._update(session_id, {"history": self.get(session_id).history + 1}, now)
            for message in messages:
                row = to_row(message)
                at = said_at.get(row.body)
                message_id = self._insert(session, replace(row, text="") if at else row, at or to_utc(now))
                keep_images(self._db, message_id, message)
            return session

    def delete(self, session_id: str) -> None:
        """Delete the session with its messages and episodes; no text of it stays in any of our files."""
        with writing(self._db):
            self.get(session_id)
            self._db.execute("DELETE FROM sessions WHERE id = ?", [session_id])
            erase_index_traces(self._db)
        erase_traces(self._db)

    def search(self, question: str, *, limit: int = 10) -> tuple[MessageHit, ...]:
        """Return messages of this workspace that have words of `question`, the best first, a few hundred at most.

        "Last week" counts from when somebody last said something.
        """
        latest = self.list(limit=1).sessions
        if not latest:
            return ()
        ranked = find_messages(self._db, self._workspace, question, now=latest[0].updated_at)
        return to_hits(self._db, question, [each for each in ranked if each.has_words][:limit])

    def export(self, session_id: str) -> Iterator[dict[str, Any]]:
        """Return one object for the session, then one for each message of all its histories.

        Each makes a line of a JSON Lines file. They are read as they are asked for, in the same thread.
        """
        self.get(session_id)
        session = self._db.table("sessions").get(session_id)
        rows = self._db.query(
            "SELECT id, history, position, kind, body, created_at FROM messages WHERE session_id = ?"
            " ORDER BY history, position",
            [session_id],
        )
        return chain([{"type": "session", **session}], map(to_line, rows))

    def _sessions(
        self, where: str, values: Sequence[Any], *, order_by: str = "updated_at DESC, id DESC", limit: int = 1
    ) -> Sessions:
        rows = self._db.table("sessions").rows_where(where, values, order_by=order_by, limit=limit)
        return [_to_session(row) for row in rows]

    def _messages(self, session: StoredSession) -> History:
        images = images_of(self._db, session.id, session.history)
        return from_rows([*self._rows(session)], images)

    def _rows(self, session: StoredSession) -> Iterator[dict[str, Any]]:
        return self._db.query(
            "SELECT id, kind, body, created_at FROM messages WHERE session_id = ? AND history = ? ORDER BY position",
            [session.id, session.history],
        )

    def _insert(self, session: StoredSession, row: MessageRow, at: str) -> int:
        [(message_id,)] = self._db.execute(
            "INSERT INTO messages (session_id, history, position, kind, body, text, created_at)"
            " SELECT ?1, ?2, coalesce(max(position) + 1, 0), ?3, ?4, ?5, ?6"
            " FROM messages WHERE session_id = ?1 AND history = ?2 RETURNING id",
            [session.id, session.history, row.kind, row.body, row.text, at],
        ).fetchall()
        return int(message_id)

    def _update(self, session_id: str, values: dict[str, Any], now: datetime) -> StoredSession:
        with writing(self._db):
            self.get(session_id)
            self._db.table("sessions").update(session_id, values | {"updated_at": to_utc(now)})
            return self.get(session_id)


def _to_session(row: dict[str, Any]) -> StoredSession:
    times = {name: datetime.fromisoformat(row[name]) for name in ("created_at", "updated_at")}
    return StoredSession(**row | times)
