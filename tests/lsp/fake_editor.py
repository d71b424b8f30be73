"""An editor without windows: it has documents of its own, applies edits to them, and reports what happens."""

import asyncio
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from lsprotocol.types import (
    ApplyWorkspaceEditResult,
    Position,
    Range,
    TextDocumentContentChangePartial,
    TextDocumentContentChangeWholeDocument,
    TextDocumentEdit,
    TextEdit,
    WorkspaceEdit,
)

from journeyman.lsp.documents import Documents
from journeyman.lsp.text_edits import PositionEncoding

Reporting = Literal["at once", "in parts", "later"]
"""When the server hears of an edit: before the answer, each change by itself; or not before `report`."""

_UNITS = {"utf-16": ("utf-16-le", 2), "utf-8": ("utf-8", 1), "utf-32": ("utf-32-le", 4)}


class FakeEditor:
    """`documents` is what the server knows, `texts` is what the user sees; both by URI."""

    def __init__(self, reporting: Reporting = "at once") -> None:
        self.documents = Documents("utf-16")
        self.reporting = reporting
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.edits: list[WorkspaceEdit] = []
        self.saved: list[str] = []
        self.refusal: str | None = None
        """Why the next edits are refused, if they are."""
        self.before_edit: Callable[[], object] | None = None
        """What the user does between the server's request and the edit."""
        self.after_edit: Callable[[], object] | None = None
        """What the user does between the edit and the answer."""
        self._unreported: list[Callable[[], object]] = []

    def open(self, file: Path | str, text: str | None = None) -> str:
        """Open a file, or a URI, with its text on the disk or another one, and return its URI."""
        uri = file if isinstance(file, str) else file.as_uri()
        if text is None:
            assert isinstance(file, Path)
            with file.open(encoding="utf-8-sig", newline="") as lines:
                text = lines.read()
        self.texts[uri], self.versions[uri] = text, 1
        self.documents.open(uri, 1, text)
        return uri

    def type(self, uri: str, text: str) -> None:
        """Type at the end of a document."""
        self._set(uri, self.texts[uri] + text)
        change = TextDocumentContentChangeWholeDocument(self.texts[uri])
        self._tell([change], uri)

    def save(self, uri: str) -> None:
        """Save a document where the server looks for it, as UTF-8."""
        document = self.documents.get(uri)
        assert document
        assert document.path
        document.path.write_text(self.texts[uri], encoding="utf-8", newline="")
        self._send(lambda: self.documents.save(uri))

    def close(self, uri: str) -> None:
        """Close a document and throw away what was not saved."""
        del self.texts[uri], self.versions[uri]
        self._send(lambda: self.documents.close(uri))

    def report(self) -> None:
        """Tell the server what it has not heard yet."""
        waiting, self._unreported = self._unreported, []
        for tell in waiting:
            tell()

    def report_next(self) -> None:
        """Tell the server one more thing."""
        self._unreported.pop(0)()

    async def apply_edit(self, edit: WorkspaceEdit, label: str) -> ApplyWorkspaceEditResult:
        """Answer `workspace/applyEdit`, as VS Code does it: stale edits are refused."""
        assert label
        self.edits.append(edit)
        # Others get their turn, as they do while a message travels.
        await asyncio.sleep(0)
        if self.before_edit:
            self.before_edit()
        if self.refusal is not None:
            return ApplyWorkspaceEditResult(applied=False, failure_reason=self.refusal)
        for change in edit.document_changes or ():
            assert isinstance(change, TextDocumentEdit)
            if change.text_document.version != self.versions.get(change.text_document.uri):
                return ApplyWorkspaceEditResult(applied=False, failure_reason="stale")
            self._edit(change.text_document.uri, change.edits)
        for uri, edits in (edit.changes or {}).items():
            self._edit(uri, edits)
        if self.after_edit:
            self.after_edit()
        return ApplyWorkspaceEditResult(applied=True)

    async def save_when_asked(self, uri: str) -> bool:
        """Save for the server."""
        self.saved.append(uri)
        self.save(uri)
        return True

    def _edit(self, uri: str, edits: Sequence[TextEdit]) -> None:
        self._set(uri, apply_edits(self.texts[uri], edits))
        # From the end to the start, so that none moves the place of another.
        changes = [TextDocumentContentChangePartial(edit.range, edit.new_text) for edit in reversed(edits)]
        if self.reporting == "at once":
            self._tell(changes, uri)
        else:
            for change in changes:
                self._tell([change], uri)

    def _set(self, uri: str, text: str) -> None:
        self.texts[uri] = text
        self.versions[uri] += 1

    def _tell(self, changes, uri: str) -> None:
        version = self.versions[uri]
        self._send(lambda: self.documents.change(uri, version, changes))

    def _send(self, message: Callable[[], object]) -> None:
        if self.reporting == "later":
            self._unreported.append(message)
        else:
            message()


def apply_edits(text: str, edits: Sequence[TextEdit], encoding: PositionEncoding = "utf-16") -> str:
    """Apply edits, whose positions must exist and must not cut a character or a CRLF in two."""
    ends = [*re.finditer(r"\r\n|\r|\n", text)]
    starts = [0, *(end.end() for end in ends)]
    stops = [*(end.start() for end in ends), len(text)]
    codec, width = _UNITS[encoding]

    def offset(position: Position) -> int:
        start = starts[position.line]
        units = text[start : stops[position.line]].encode(codec)
        assert position.character * width <= len(units), "behind the end of the line"
        return start + len(units[: position.character * width].decode(codec))

    pieces, done = [], 0
    for edit in edits:
        start, end = offset(edit.range.start), offset(edit.range.end)
        assert done <= start <= end, "not in order, or one over another"
        pieces += [text[done:start], edit.new_text]
        done = end
    return "".join([*pieces, text[done:]])


def at(line: int, character: int, end_line: int | None = None, end_character: int | None = None) -> Range:
    """A range; an empty one if no end is given."""
    end = Position(line if end_line is None else end_line, character if end_character is None else end_character)
    return Range(Position(line, character), end)
