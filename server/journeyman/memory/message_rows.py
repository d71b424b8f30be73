"""Messages as rows, and back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Literal

from ..agent.messages import (
    AssistantMessage,
    Image,
    Message,
    SealedThought,
    Summary,
    ToolCall,
    ToolResult,
    Usage,
    UserMessage,
)
from ..errors import StorageError
from .full_text import searchable
from .observations import FORGOTTEN

MessageKind = Literal["user", "summary", "assistant", "tool_result"]

KINDS: dict[type[Message], MessageKind] = {
    UserMessage: "user",
    Summary: "summary",
    AssistantMessage: "assistant",
    ToolResult: "tool_result",
}

MAX_INDEXED_RESULT = 2000
"""Characters of a tool's result that can be found: its beginning names it, the rest is files and logs."""


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message as it is stored."""

    kind: MessageKind
    body: str
    """All its fields, as JSON; of images only what they are."""
    text: str
    """What full-text search finds it by."""


@dataclass(frozen=True, slots=True)
class MessageHit:
    """A message that may answer a question."""

    session_id: str
    message_id: int
    position: int
    """In its history; counts from 0."""
    role: MessageKind
    at: datetime
    snippet: str
    """The passage around the words."""
    score: float
    """How likely it is an answer, from 0 to 1; scores of different questions compare."""


def to_row(message: Message) -> MessageRow:
    """Return `message` as a row. What was retrieved for a prompt cannot be found again: it is no news."""
    text = message.text[:MAX_INDEXED_RESULT] if isinstance(message, ToolResult) else message.text
    return MessageRow(KINDS[type(message)], json.dumps(_to_body(message)), searchable(text))


def _to_body(message: Message) -> dict[str, Any]:
    body = asdict(message)
    # Without these a body is what earlier versions made of it: the same message is known by it.
    if body.get("sealed_thought") is None:
        body.pop("sealed_thought", None)
    body.pop("images", None)
    if isinstance(message, UserMessage) and message.images:
        body["images"] = [{"mime_type": one.mime_type, "size_bytes": one.size_bytes} for one in message.images]
    return body


def from_row(kind: str, body: str, images: tuple[Image, ...] = ()) -> Message:
    """Return the message of a row, with the images that are kept beside it. Unknown fields are passed over.

    Raises:
        StorageError: the row is damaged.
    """
    try:
        return _from_body(kind, json.loads(body) | {"images": images})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged(error) from error


def from_rows(rows: Sequence[Mapping[str, Any]], images: Mapping[int, tuple[Image, ...]]) -> list[Message]:
    """Return the messages of a session, with images by the ids of their rows; raises as `from_row` does."""
    messages = [from_row(row["kind"], row["body"], images.get(row["id"], ())) for row in rows]
    if not any(FORGOTTEN in row["body"] for row in rows):
        return messages
    # No signature would fit any more, and what is encrypted may hold what was forgotten, whoever said it.
    return [replace(one, sealed_thought=None) if isinstance(one, AssistantMessage) else one for one in messages]


def to_line(row: dict[str, Any]) -> dict[str, Any]:
    """Return an object of an export: a row with all that its body holds. Raises as `from_row` does."""
    try:
        return {"type": "message", **row, "body": json.loads(row["body"])}
    except ValueError as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> StorageError:
    return StorageError(
        f"A stored message is damaged ({type(error).__name__}: {error}). "
        "Delete its session, or put a backup of the database in its place."
    )


def _from_body(kind: str, body: dict[str, Any]) -> Message:
    match kind:
        case "user":
            return UserMessage(**_known(UserMessage, body))
        case "summary":
            return Summary(tuple(body["user_texts"]), body["text"])
        case "assistant":
            calls = tuple(ToolCall(**_known(ToolCall, call)) for call in body.get("tool_calls", ()))
            usage = Usage(**_known(Usage, body.get("usage", {})))
            parts = {"tool_calls": calls, "usage": usage, "sealed_thought": _sealed_thought(body)}
            return AssistantMessage(**_known(AssistantMessage, body) | parts)
        case "tool_result":
            return ToolResult(**_known(ToolResult, body))
        case _:
            raise ValueError(f"there is no kind of message called {kind!r}")


def _sealed_thought(body: dict[str, Any]) -> SealedThought | None:
    thought = body.get("sealed_thought")
    if not thought:
        return None
    return SealedThought(thought["origin"], tuple(map(dict, thought["blocks"])))


def _known(cls: type[Message | ToolCall | Usage], body: dict[str, Any]) -> dict[str, Any]:
    return {field.name: body[field.name] for field in fields(cls) if field.name in body}
