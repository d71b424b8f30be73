"""What is known about a session without reading its messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .columns import storable, to_utc

MAX_TITLE_LENGTH = 80


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


def title_of(text: str) -> str:
    """Return the first line of `text` that has words, cut to fit a list of sessions; "" if none has."""
    words = next((line.split() for line in text.splitlines() if line.strip()), [])
    title = storable(" ".join(words))
    return title if len(title) <= MAX_TITLE_LENGTH else title[: MAX_TITLE_LENGTH - 1].rstrip() + "…"


def to_session(row: dict[str, Any]) -> StoredSession:
    """Return the session of a row of the table `sessions`."""
    times = {name: datetime.fromisoformat(row[name]) for name in ("created_at", "updated_at")}
    return StoredSession(**row | times)


def to_line(session: StoredSession) -> dict[str, Any]:
    """Return the first object of an export."""
    return {
        "type": "session",
        "id": session.id,
        "workspace": session.workspace,
        "title": session.title,
        "created_at": to_utc(session.created_at),
        "updated_at": to_utc(session.updated_at),
        "model": session.model,
        "mode": session.mode,
        "history": session.history,
        "parent_id": session.parent_id,
    }
