"""Lines out of bytes that arrive in pieces cut anywhere."""

from collections.abc import Iterator

from ..errors import ProviderRefused

MAX_LINE_BYTES = 8_000_000
"""Longer than any answer: whoever sends such a line is no model service."""


class LineSplitter:
    r"""Splits at \n, \r and \r\n, whatever the pieces are. A byte order mark at the start is dropped.

    Bytes that are no UTF-8 become replacement characters, as the standard of server-sent events
    wants it.
    """

    def __init__(self, max_line_bytes: int = MAX_LINE_BYTES) -> None:
        self._max = max_line_bytes
        self._rest: list[bytes] = []
        self._rest_length = 0
        self._is_first = True
        self._after_return = False

    def feed(self, chunk: bytes) -> Iterator[str]:
        """Take the next bytes; yield the lines that they complete, without their ends.

        Raises:
            ProviderRefused: a line is too long.
        """
        if self._after_return and chunk:
            chunk = chunk.removeprefix(b"\n")
            self._after_return = False
        if b"\r" in chunk:
            self._after_return = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *complete, rest = chunk.split(b"\n")
        for line in complete:
            self._keep(line)
            yield self._take()
        self._keep(rest)

    def close(self) -> Iterator[str]:
        """Yield the last line, if it has no end."""
        if self._rest_length:
            yield self._take()

    def _keep(self, piece: bytes) -> None:
        self._rest_length += len(piece)
        if self._rest_length > self._max:
            raise ProviderRefused(
                f"The answer holds a line of more than {self._max:,} bytes. "
                "Check that the address is that of a model service."
            )
        if piece:
            self._rest.append(piece)

    def _take(self) -> str:
        line = b"".join(self._rest).decode("utf-8", "replace")
        self._rest.clear()
        self._rest_length = 0
        if self._is_first:
            self._is_first = False
            line = line.removeprefix("\ufeff")
        return line
