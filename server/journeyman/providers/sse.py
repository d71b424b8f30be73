"""Server-sent events: the framing in which chat completions are streamed.

https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .lines import LineSplitter

MAX_STRAY_LENGTH = 1_000_000


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event of a stream."""

    data: str
    name: str = ""
    """What its `event:` line said; empty for the usual kind."""


class EventDecoder:
    """Turns the bytes of a stream, cut anywhere, into events."""

    def __init__(self) -> None:
        self.stray = ""
        """Lines that belong to no event: what a server sends that does not stream after all."""
        self._lines = LineSplitter()
        self._data: list[str] = []
        self._name = ""

    def feed(self, chunk: bytes) -> Iterator[ServerEvent]:
        """Take the next bytes; yield the events that they complete.

        Raises:
            ProviderRefused: a line is longer than any answer needs.
        """
        for line in self._lines.feed(chunk):
            if event := self._add(line):
                yield event

    def close(self) -> Iterator[ServerEvent]:
        """Yield the last event, when the stream ended without the blank line that should follow it."""
        for line in (*self._lines.close(), ""):
            if event := self._add(line):
                yield event

    def _add(self, line: str) -> ServerEvent | None:
        if not line:
            return self._dispatch()
        name, _, value = line.partition(":")
        match name:
            case "data":
                self._data.append(value.removeprefix(" "))
            case "event":
                self._name = value.removeprefix(" ")
            case "" | "id" | "retry":
                # Comments keep the connection alive; we never resume a stream, so ids are of no use.
                pass
            case _ if len(self.stray) < MAX_STRAY_LENGTH:
                self.stray += line + "\n"
        return None

    def _dispatch(self) -> ServerEvent | None:
        event = ServerEvent("\n".join(self._data), self._name) if self._data else None
        self._data = []
        self._name = ""
        return event
