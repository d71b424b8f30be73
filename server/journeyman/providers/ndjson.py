"""JSON, one object a line: the framing in which Ollama streams."""

from collections.abc import Iterator
from typing import Any

from .json_text import Broken, parse_object
from .lines import LineSplitter


class ObjectDecoder:
    """Turns the bytes of a stream, cut anywhere, into JSON objects. Blank lines mean nothing."""

    def __init__(self) -> None:
        self._lines = LineSplitter()

    def feed(self, chunk: bytes) -> Iterator[dict[str, Any] | Broken]:
        """Take the next bytes; yield the objects that they complete.

        Raises:
            ProviderRefused: a line is longer than any answer needs.
        """
        return _objects(self._lines.feed(chunk))

    def close(self) -> Iterator[dict[str, Any] | Broken]:
        """Yield the last object, if its line has no end."""
        return _objects(self._lines.close())


def _objects(lines: Iterator[str]) -> Iterator[dict[str, Any] | Broken]:
    return (parse_object(line) for line in lines if line.strip())
