"""Cut the bytes that an editor sends into messages. Pure: bytes in, bodies out.

See the base protocol of LSP: a header with `Content-Length`, an empty line, and that many bytes of JSON.
Whatever is not that is skipped up to the next header, so that one broken message does not end the connection.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_HEADER_BYTES = 8 * 1024
MAX_BODY_BYTES = 64 * 1024 * 1024
PARSE_ERROR = -32700
INVALID_REQUEST = -32600

_LENGTH = re.compile(rb"content-length:", re.IGNORECASE)
_SIZE = re.compile(rb"content-length:[ \t]*(\d{1,10})[ \t]*\r?\n", re.IGNORECASE)
"""Ten digits at most: a longer number would be skipped for ever."""
_HEADER = re.compile(rb"(?:[\w-]+:[^\r\n]*\r?\n)+\r?\n")
_OTHER_LINES = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n)*")
_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that came instead of a message, as the error to answer with."""

    code: int
    reason: str


class Framer:
    """Remembers the bytes that are no whole message yet."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._length: int | None = None
        """Of the body that is being read; None while a header is."""
        self._to_skip = 0
        self._in_step = True
        """False from a flaw to the next good header, so that it is told once."""

    def feed(self, data: bytes) -> Iterator[bytearray | Flaw]:
        """Take the next bytes and yield the bodies that are whole now."""
        self._buffer += data
        while (found := self._next()) is not None:
            if isinstance(found, bytearray):
                yield found
            elif self._in_step:
                self._in_step = False
                yield found

    def unread(self, body: bytearray) -> None:
        """Look for a header in a body that is no JSON: its length was wrong, and it took the next message with it.

        JSON writes line ends inside of strings as escapes, so that no text of a user can be taken for a header.
        """
        self._buffer[:0] = body
        self._in_step = False

    def _next(self) -> bytearray | Flaw | None:
        """Return the next thing in the buffer; None if more bytes are needed."""
        if self._to_skip:
            skipped = min(self._to_skip, len(self._buffer))
            del self._buffer[:skipped]
            self._to_skip -= skipped
        if self._length is None and (flaw := self._read_header()):
            return flaw
        if self._length is None or len(self._buffer) < self._length:
            return None
        length, self._length = self._length, None
        if length == len(self._buffer):
            # The usual case, and for a large body the one without a copy.
            body, self._buffer = self._buffer, bytearray()
            return body
        body = self._buffer[:length]
        del self._buffer[:length]
        return body

    def _read_header(self) -> Flaw | None:
        start = _LENGTH.search(self._buffer)
        if start is None:
            if len(self._buffer) <= MAX_HEADER_BYTES:
                return None
            return self._drop(len(self._buffer) - len(b"content-length:"))
        if not _OTHER_LINES.fullmatch(self._buffer, 0, start.start()):
            return self._drop(start.start())
        end = _END.search(self._buffer, start.end())
        if end is None:
            return self._drop(start.end()) if len(self._buffer) > MAX_HEADER_BYTES else None
        header = self._buffer[start.start() : end.end()]
        sizes = _SIZE.findall(header)
        if not _HEADER.fullmatch(header) or len(sizes) < len(_LENGTH.findall(header)):
            return self._drop(start.end())
        length = int(sizes[0])
        if any(int(size) != length for size in sizes) or end.end() > MAX_HEADER_BYTES:
            return self._drop(end.end())
        del self._buffer[: end.end()]
        self._in_step = True
        if length > MAX_BODY_BYTES:
            self._to_skip = length
            return Flaw(INVALID_REQUEST, f"The message has {length:,} bytes. At most {MAX_BODY_BYTES:,} are taken.")
        self._length = length
        return None

    def _drop(self, size: int) -> Flaw:
        del self._buffer[:size]
        return Flaw(PARSE_ERROR, "Expected a header with one `Content-Length`, an empty line, and that many bytes.")
