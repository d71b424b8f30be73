"""Lines, and server-sent events, out of bytes that arrive in pieces cut anywhere."""

from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from io import IncrementalNewlineDecoder

from ..errors import ProviderRefused

MAX_LINE_LENGTH = 8_000_000
"""In characters. Longer than any answer: whoever sends such a line is no model service."""
MAX_STRAY_LENGTH = 1_000_000


class LineSplitter:
    r"""Splits at \n, \r and \r\n. A byte order mark is dropped; bytes that are no UTF-8 are replaced."""

    def __init__(self) -> None:
        self._decoder = IncrementalNewlineDecoder(getincrementaldecoder("utf-8-sig")("replace"), translate=True)
        self._rest = ""

    def feed(self, piece: bytes) -> Iterator[str]:
        """Take the next bytes; yield the lines that they complete, without their ends.

        Raises:
            ProviderRefused: a line is too long.
        """
        *lines, self._rest = (self._rest + self._decoder.decode(piece)).split("\n")
        yield from lines
        if len(self._rest) > MAX_LINE_LENGTH:
            raise ProviderRefused(
                f"The answer holds a line of more than {MAX_LINE_LENGTH:,} characters. "
                "Check that the address is that of a model service."
            )

    def close(self) -> Iterator[str]:
        """Yield what was left without an end, then a blank line, which ends whatever it belongs to."""
        yield from (self._rest + self._decoder.decode(b"", final=True)).split("\n")
        yield ""


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One server-sent event."""

    data: str
    name: str = ""
    """What its `event:` line said; empty for the usual kind."""


class EventDecoder:
    """Turns lines into server-sent events.

    https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
    """

    def __init__(self) -> None:
        self.stray = ""
        """Lines that belong to no event: what a server sends that does not stream after all."""
        self._data: list[str] = []
        self._name = ""

    def add(self, line: str) -> ServerEvent | None:
        """Take the next line; return the event that it ends."""
        if not line:
            event = ServerEvent("\n".join(self._data), self._name) if self._data else None
            self._data, self._name = [], ""
            return event
        field, _, value = line.partition(":")
        match field:
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
