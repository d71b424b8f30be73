"""The documents that are open in the editor, as its notifications describe them."""

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lsprotocol.types import TextDocumentContentChangeEvent, TextDocumentContentChangePartial

from .text_edits import PositionEncoding, split_lines, to_index


@dataclass(frozen=True)
class Document:
    """An open document at one moment."""

    uri: str
    version: int
    lines: Sequence[str]
    """With their endings, as `split_lines` makes them. The same object until the text changes."""
    path: Path | None
    """Absolute, links followed; None if it stands for no file: it has no name yet, or lies elsewhere."""
    is_saved: bool = False
    """Whether it is known to be as it was on the disk. Editors may open it with what was not saved before."""

    @cached_property
    def text(self) -> str:
        """All of it."""
        return "".join(self.lines)


class Documents:
    """The open documents of one client, whose positions are counted in `encoding`."""

    def __init__(self, encoding: PositionEncoding = "utf-16") -> None:
        self.encoding = encoding
        self._documents: dict[str, Document] = {}
        self._changed = asyncio.Event()

    def __iter__(self) -> Iterator[Document]:
        return iter(self._documents.values())

    def get(self, uri: str) -> Document | None:
        """Return an open document, or None."""
        return self._documents.get(uri)

    def get_at(self, path: Path) -> Document | None:
        """Return the open document of a file, None if there is none. `path` is absolute, its links followed.

        Where a link made two documents of one file, the one with unsaved changes counts.
        """
        found = [document for document in self if document.path == path]
        return min(found, key=lambda document: document.is_saved, default=None)

    def open(self, uri: str, version: int, text: str) -> None:
        """Take a document that was opened."""
        self._put(Document(uri, version, split_lines(text), to_path(uri)))

    def change(self, uri: str, version: int, changes: Sequence[TextDocumentContentChangeEvent]) -> None:
        """Apply changes, each to the outcome of the one before; nothing happens if no such document is open."""
        if (document := self.get(uri)) is None:
            return
        lines = list(document.lines)
        for change in changes:
            if isinstance(change, TextDocumentContentChangePartial):
                _apply(lines, change, self.encoding)
            else:
                lines = split_lines(change.text)
        self._put(replace(document, version=version, lines=lines, is_saved=False))

    def save(self, uri: str) -> None:
        """Note that a document, if it is open, is as it is on the disk."""
        if document := self.get(uri):
            self._put(replace(document, is_saved=True))

    def close(self, uri: str) -> None:
        """Forget a document."""
        self._documents.pop(uri, None)
        self._tell()

    async def wait_for(
        self, uri: str, is_reached: Callable[[Document], bool], *, timeout_seconds: float
    ) -> Document | None:
        """Return the document when `is_reached` holds for it, at the latest when time is up; None if it is closed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_seconds):
                while (document := self.get(uri)) and not is_reached(document):
                    await self._changed.wait()
        return self.get(uri)

    def _put(self, document: Document) -> None:
        self._documents[document.uri] = document
        self._tell()

    def _tell(self) -> None:
        """Wake all who wait; those who wait again get a new event."""
        self._changed.set()
        self._changed = asyncio.Event()


def to_path(uri: str) -> Path | None:
    """Return the file that a URI names, absolute and with links followed; None if it names none on this machine.

    The other way round is `Path.as_uri`.
    """
    try:
        parts = urlsplit(uri)
        if parts.scheme != "file" or parts.netloc not in {"", "localhost"}:
            return None
        # A name that is no UTF-8 comes back as the system wrote it.
        name = unquote(parts.path, errors="surrogateescape")
        # On Windows, `/c:/folder`.
        path = Path(name.removeprefix("/") if os.name == "nt" else name)
        return path.resolve() if path.is_absolute() else None
    except (OSError, RuntimeError, ValueError):
        # Too long, a loop of links, a NUL, or no URI at all.
        return None


def _apply(lines: list[str], change: TextDocumentContentChangePartial, encoding: PositionEncoding) -> None:
    """Replace a range; what lies behind the end of a line, or of the text, means that end."""
    start, end = change.range.start, change.range.end
    first, head = _place(lines, start.line, start.character, encoding)
    last, tail = max((first, head), _place(lines, end.line, end.character, encoding))
    changed = lines[first][:head] + change.text + lines[last][tail:]
    # A CR at the end of the line above may become part of a CRLF.
    above = max(0, first - 1)
    new = split_lines("".join(lines[above:first]) + changed)
    if last + 1 < len(lines):
        # The line after it is there already.
        new.pop()
    lines[above : last + 1] = new


def _place(lines: Sequence[str], line: int, character: int, encoding: PositionEncoding) -> tuple[int, int]:
    """Return the line and the index in it that are meant."""
    if line >= len(lines):
        return len(lines) - 1, len(lines[-1])
    return line, to_index(lines[line], character, encoding)
