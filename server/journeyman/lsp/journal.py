"""The updates of a session, numbered, so that a client which lost some can catch up."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from ..updates import Update

CHUNK_SECONDS = 1 / 30
"""Pieces of text that come faster than this are sent together: no screen shows more."""
MAX_KEPT = 200_000
"""Characters of updates that can be asked for again, about; older ones are rebuilt from what is stored."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """An update and its place in the session."""

    seq: int
    update: Update


class Journal:
    """Numbers updates from `seq` + 1 without gaps, tells them to listeners, and keeps the latest."""

    def __init__(self, seq: int = 0) -> None:
        self.seq = seq
        self.listeners: list[Callable[[Numbered], None]] = []
        self._kept: deque[tuple[Numbered, int]] = deque()
        self._size = 0
        self._waiting: Update | None = None
        """Text that is held back for a moment, to be sent with what follows."""
        self._timer: asyncio.TimerHandle | None = None
        self._flushed_at = 0.0

    def add(self, update: Update) -> None:
        """Tell an update. Text is told within a thirtieth of a second, everything else at once."""
        if _is_more_of(self._waiting, update):
            self._waiting = _joined(self._waiting, update)
            return
        self.flush()
        loop = asyncio.get_running_loop()
        wait = self._flushed_at + CHUNK_SECONDS - loop.time()
        if _text(update) is None or wait <= 0:
            self._tell(update)
        else:
            self._waiting = update
            self._timer = loop.call_later(wait, self.flush)

    def flush(self) -> None:
        """Tell the text that is held back."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._waiting is not None:
            update, self._waiting = self._waiting, None
            self._tell(update)

    def since(self, seq: int) -> list[Update] | None:
        """Return the updates after number `seq`; None if some of them are not kept any more."""
        self.flush()
        first = self._kept[0][0].seq if self._kept else self.seq + 1
        if not first - 1 <= seq <= self.seq:
            return None
        return [numbered.update for numbered, _ in self._kept if numbered.seq > seq]

    def _tell(self, update: Update) -> None:
        self.seq += 1
        numbered, size = Numbered(self.seq, update), _size(update)
        if _text(update) is not None:
            self._flushed_at = asyncio.get_running_loop().time()
        self._kept.append((numbered, size))
        self._size += size
        while self._size > MAX_KEPT:
            self._size -= self._kept.popleft()[1]
        for listener in list(self.listeners):
            listener(numbered)


def _text(update: Update) -> str | None:
    """The text of an update that is a piece of a longer one; None for all others."""
    if update["kind"] in {"agent_message_chunk", "agent_thought_chunk"}:
        return str(update["content"]["text"])
    is_progress = update["kind"] == "tool_call_update" and "progress" in update
    return str(update["progress"]) if is_progress else None


def _is_more_of(waiting: Update | None, update: Update) -> bool:
    return (
        waiting is not None
        and waiting["kind"] == update["kind"]
        and _text(update) is not None
        and waiting.get("toolCallId") == update.get("toolCallId")
    )


def _joined(waiting: Update | None, update: Update) -> Update:
    text = (_text(waiting) or "" if waiting else "") + (_text(update) or "")
    if "progress" in update:
        return {**update, "progress": text}
    return {**update, "content": {"type": "text", "text": text}}


def _size(value: object) -> int:
    """About how many characters an update has on the wire."""
    match value:
        case str():
            return len(value) + 2
        case dict():
            return sum(len(key) + 4 + _size(item) for key, item in value.items())
        case list() | tuple():
            return sum(map(_size, value))
        case _:
            return 4
