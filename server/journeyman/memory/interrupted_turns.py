"""What the stored messages tell of a turn whose process was killed."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from ..agent.messages import AssistantMessage, StopReason, Usage
from .message_rows import from_row

MESSAGES = """
    WITH prompts AS (
        SELECT messages.id, turn_id FROM change_sets JOIN messages USING (session_id, history, position)
        WHERE session_id = :session AND change_sets.kind = 'turn'
    ), prompt AS (SELECT max(id) AS id FROM prompts WHERE turn_id = :turn)
    SELECT messages.kind, body, created_at FROM messages, prompt
    WHERE session_id = :session AND messages.id > prompt.id
        AND NOT EXISTS (SELECT 1 FROM prompts WHERE prompts.id BETWEEN prompt.id + 1 AND messages.id)
        AND NOT EXISTS (
            SELECT 1 FROM messages AS older WHERE older.session_id = :session AND older.history < messages.history
            AND older.body = messages.body AND older.created_at = messages.created_at
        )
    ORDER BY messages.id
"""
"""From a turn's prompt to the next turn's, without what a compaction carried over."""


@dataclass(frozen=True, slots=True)
class InterruptedTurn:
    """How far a turn came."""

    stop_reason: StopReason
    """`end_turn` if the process was killed after the answer."""
    steps: int
    usage: Usage
    """Without what compactions and tools cost."""
    last_step_at: datetime | None


def interrupted_turn(db: Database, session_id: str, turn_id: str) -> InterruptedTurn:
    """Return how far a turn came before its process was killed. Raise StorageError if a message is damaged."""
    rows = list(db.query(MESSAGES, {"session": session_id, "turn": turn_id}))
    messages = [from_row(row["kind"], row["body"]) for row in rows]
    # An answer that was cut short is kept as a message, but was no step.
    steps = [
        (message, datetime.fromisoformat(row["created_at"]))
        for message, row in zip(messages, rows, strict=True)
        if isinstance(message, AssistantMessage) and message.stop_reason not in ("cancelled", "error")
    ]
    match messages:
        case [*_, AssistantMessage(tool_calls=(), stop_reason="end_turn" | "tool_calls", text=text)] if text:
            stop_reason: StopReason = "end_turn"
        case _:
            stop_reason = "error"
    usage = sum((message.usage for message, _ in steps), Usage())
    return InterruptedTurn(stop_reason, len(steps), usage, steps[-1][1] if steps else None)
