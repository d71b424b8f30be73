"""Lines, and server-sent events, out of bytes that arrive in pieces cut anywhere."""

from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from io import IncrementalNewlineDecoder

from ..errors import ProviderRefused

MAX_LINE_LENGTH = 8_000_000
"""In characters. Longer than any answer: whoever sends such a line is no model service."""
MAX_STRAY_LENGTH = 1_000_000


def too_long(part: str) -> ProviderRefused:
    """Return the error for an answer of which a part cannot be what it should be."""
    return ProviderRefused(
        f"The answer holds {part} of more than {MAX_LINE_LENGTH:,} characters. "
        "Check that the address is that of a model service."
    )


class LineSplitter:
    r"""Splits at \n, \r and \r\n. A byte order mark is dropped; bytes that are no UTF-8 are replaced."""

    def __init__(self) -> None:
        self._decoder = IncrementalNewlineDecoder(getincrementaldecoder("utf-8-sig")("replace"), translate=True)
        self._rest: list[str] = []
        """The line that has no end yet, in pieces: joining them each time takes seconds when there are many."""
        self._rest_length = 0

    def feed(self, piece: bytes) -> Iterator[str]:
        """Take the next bytes; yield the lines that they complete, without their ends.

        Raises:
            ProviderRefused: a line is too long.
        """
        first, *others = self._decoder.decode(piece).split("\n")
        self._rest.append(first)
        self._rest_length += len(first)
        if others:
            lines = ["".join(self._rest), *others]
            self._rest, self._rest_length = [lines.pop()], len(others[-1])
            yield from lines
        if self._rest_length > MAX_LINE_LENGTH:
            raise too_long("a line")

    def close(self) -> Iterator[str]:
        """Yield what was left without an end, then a blank line, which ends whatever it belongs to."""
        yield from ("".join(self._rest) + self._decoder.decode(b"", final=True)).split("\n")
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
        self._data_length = 0
        self._name = ""

    def add(self, line: str) -> ServerEvent | None:
        """Take the next line; return the event that it ends.

        Raises:
            ProviderRefused: an event is too long.
        """
        if not line:
            event = ServerEvent("\n".join(self._data), self._name) if self._data else None
            self._data, self._data_length, self._name = [], 0, ""
            return event
        # Spaces in front are a proxy's, which keep the connection alive.
        field, _, value = line.lstrip(" ").partition(":")
        match field:
            case "data":
                self._data.append(value.removeprefix(" "))
                self._data_length += len(line)
                if self._data_length > MAX_LINE_LENGTH:
                    raise too_long("an event")
            case "error":
                # llama.cpp had a field of its own for them until September 2025 (llama.cpp#16109).
                self._data, self._data_length, self._name = [value], len(line), "error"
            case "event":
                self._name = value.removeprefix(" ")
            case "" | "id" | "retry":
                # Comments keep the connection alive; we never resume a stream, so ids are of no use.
                pass
            case _ if len(self.stray) < MAX_STRAY_LENGTH:
                self.stray += line + "\n"
        return None
