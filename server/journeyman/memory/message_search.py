"""Find what was said by its words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from .full_text import match_any, readable
from .message_rows import MessageKind

SNIPPET_WORDS = 24


@dataclass(frozen=True, slots=True)
class MessageHit:
    """A message that has words of the question."""

    session_id: str
    message_id: int
    position: int
    """In its history; counts from 0."""
    role: MessageKind
    at: datetime
    snippet: str
    """The passage around the words."""
    score: float
    """BM25, from 0; greater is better. Scores of different questions do not compare."""


def search_messages(db: Database, question: str, *, workspace: str | None, limit: int = 10) -> tuple[MessageHit, ...]:
    """Return messages that have words of `question`, the best first; None searches all workspaces."""
    rows = db.query(
        """
        SELECT session_id, messages.id AS message_id, position, kind, messages.created_at,
            snippet(messages_fts, 0, '', '', '…', :words) AS snippet, rank
        FROM messages_fts
        JOIN messages ON messages.id = messages_fts.rowid
        JOIN sessions ON sessions.id = session_id
        WHERE messages_fts MATCH :match AND (:workspace IS NULL OR workspace = :workspace)
        ORDER BY rank, message_id DESC LIMIT :limit
        """,
        {"match": match_any(question), "workspace": workspace, "limit": limit, "words": SNIPPET_WORDS},
    )
    return tuple(_to_hit(row) for row in rows)


def _to_hit(row: dict[str, Any]) -> MessageHit:
    return MessageHit(
        session_id=row["session_id"],
        message_id=row["message_id"],
        position=row["position"],
        role=row["kind"],
        at=datetime.fromisoformat(row["created_at"]),
        snippet=readable(row["snippet"]),
        score=-row["rank"],
    )
