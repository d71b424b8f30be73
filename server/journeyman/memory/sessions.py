"""Conversations: what was said, in which order, and finding it again."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches
from itertools import chain
from typing import Any

from sqlite_utils import Database, Migrations

from ..agent.messages import Message, UserMessage, unanswered
from ..errors import StorageError
from .backups import erase_traces
from .columns import storable, to_utc
from .full_text import TOKENIZER
from .message_rows import MessageRow, from_row, to_line, to_row
from .message_search import MessageHit, search_messages
from .session_rows import SessionPage, StoredSession, title_of, to_session
from .session_rows import to_line as to_session_line
from .transactions import writing

__all__ = [
    "INTERRUPTED",
    "MessageHit",
    "SessionPage",
    "SessionStore",
    "StoredSession",
    "migrations",
    "new_session_id",
]

ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: sorts like the numbers, and no letter looks like a digit."""
TIME_DIGITS = 7
"""Seconds since 1970, up to the year 3058."""
RANDOM_DIGITS = 4

INTERRUPTED = (
    "Interrupted: the agent was stopped before this call returned. It may have taken effect or not; "
    "check before you repeat it."
)

# `SessionStore.list` takes the name in the class.
History = list[Message]
Sessions = list[StoredSession]

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


def new_session_id(now: datetime, randomness: random.Random) -> str:
    """Return an id of eleven characters. Later ids sort behind earlier ones."""
    number = int(now.timestamp()) << 5 * RANDOM_DIGITS | randomness.getrandbits(5 * RANDOM_DIGITS)
    digits = TIME_DIGITS + RANDOM_DIGITS
    return "".join(ID_ALPHABET[number >> 5 * place & 31] for place in reversed(range(digits)))


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
        rows = self._sessions("id = ? AND workspace = ?", [session_id, self._workspace])
        if not rows:
            raise StorageError(f"There is no session {session_id} in this workspace. {self._near(session_id)}")
        return rows[0]

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
            raise StorageError(f"No session starts with {typed!r}. {self._near(typed)}")
        raise StorageError(f"Several sessions start with {typed!r}. Type more of it: {_listed(found)}.")

    def list(self, *, limit: int = 50, cursor: str | None = None) -> SessionPage:
        """Return sessions, the last updated first, from `cursor` (a `next_cursor`) on."""
        limit = max(limit, 1)
        # Without a cursor: behind everything, for no time starts with a letter.
        updated_at, _, session_id = (cursor or "Z").partition(" ")
        sessions = self._sessions(
            "workspace = ? AND (updated_at, id) < (?, ?)",
            [self._workspace, storable(updated_at), storable(session_id)],
            limit=limit + 1,
        )
        page = tuple(sessions[:limit])
        more = len(sessions) > limit
        return SessionPage(page, f"{to_utc(page[-1].updated_at)} {page[-1].id}" if more else None)

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
            message_id = self._insert(session, self._length(session), to_row(message), to_utc(now))
            title = session.title
            if not title and isinstance(message, UserMessage):
                title = title_of(message.text)
            self._db.execute(
                "UPDATE sessions SET title = ?, updated_at = ? WHERE id = ?", [title, to_utc(now), session_id]
            )
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
            for position, result in enumerate(closing, len(messages)):
                self._insert(session, position, to_row(result), to_utc(now))
            return session, [*messages, *closing]

    def history(self, session_id: str) -> History:
        """Return the messages of the current history as they are."""
        return [from_row(row["kind"], row["body"]) for row in self._rows(self.get(session_id))]

    def replace_history(self, session_id: str, messages: Sequence[Message], *, now: datetime) -> StoredSession:
        """Start a new history with `messages`, after a compaction. The old one stays stored.

        A message that is carried over keeps its time, and is found where it was said.
        """
        with writing(self._db):
            said_at = {row["body"]: row["created_at"] for row in self._rows(self.get(session_id))}
            session = self._update(session_id, {"history": self.get(session_id).history + 1}, now)
            for position, message in enumerate(messages):
                row = to_row(message)
                if row.body in said_at:
                    row = replace(row, text="")
                self._insert(session, position, row, said_at.get(row.body, to_utc(now)))
            return session

    def delete(self, session_id: str) -> None:
        """Delete the session with its messages and episodes; no text of it stays in any of our files."""
        with writing(self._db):
            self.get(session_id)
            self._db.execute("DELETE FROM sessions WHERE id = ?", [session_id])
            # Until its parts are merged, the index only notes that the words are gone.
            self._db.execute("INSERT INTO messages_fts (messages_fts) VALUES ('optimize')")
        erase_traces(self._db)

    def search(self, question: str, *, limit: int = 10) -> tuple[MessageHit, ...]:
        """Return messages of this workspace that have words of `question`, the best first."""
        return search_messages(self._db, question, workspace=self._workspace, limit=limit)

    def export(self, session_id: str) -> Iterator[dict[str, Any]]:
        """Return one object for the session, then one for each message of all its histories.

        Each makes a line of a JSON Lines file. They are read as they are asked for, in the same thread.
        """
        session = self.get(session_id)
        rows = self._db.query(
            "SELECT id, history, position, kind, body, created_at FROM messages WHERE session_id = ?"
            " ORDER BY history, position",
            [session_id],
        )
        return chain([to_session_line(session)], map(to_line, rows))

    def _sessions(
        self, where: str, values: Sequence[Any], *, order_by: str = "updated_at DESC, id DESC", limit: int = 1
    ) -> Sessions:
        rows = self._db.table("sessions").rows_where(where, values, order_by=order_by, limit=limit)
        return [to_session(row) for row in rows]

    def _rows(self, session: StoredSession) -> Iterator[dict[str, Any]]:
        return self._db.query(
            "SELECT kind, body, created_at FROM messages WHERE session_id = ? AND history = ? ORDER BY position",
            [session.id, session.history],
        )

    def _length(self, session: StoredSession) -> int:
        [(length,)] = self._db.execute(
            "SELECT coalesce(max(position) + 1, 0) FROM messages WHERE session_id = ? AND history = ?",
            [session.id, session.history],
        ).fetchall()
        return int(length)

    def _insert(self, session: StoredSession, position: int, row: MessageRow, at: str) -> int:
        [(message_id,)] = self._db.execute(
            "INSERT INTO messages (session_id, history, position, kind, body, text, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            [session.id, session.history, position, row.kind, row.body, row.text, at],
        ).fetchall()
        return int(message_id)

    def _update(self, session_id: str, values: dict[str, Any], now: datetime) -> StoredSession:
        with writing(self._db):
            self.get(session_id)
            self._db.table("sessions").update(session_id, values | {"updated_at": to_utc(now)})
            return self.get(session_id)

    def _near(self, typed: str) -> str:
        latest = self.list(limit=200).sessions
        if not latest:
            return "It has no sessions yet; start one."
        near = get_close_matches(typed, [session.id for session in latest], n=3)
        return f"Near: {_listed([session for session in latest if session.id in near] or latest[:3])}."


def _listed(sessions: Sequence[StoredSession]) -> str:
    return ", ".join(f"{session.id} ({session.title or 'no title'})" for session in sessions)
