"""The files as the user sees them: what is open in the editor is read and edited there, the rest on the disk."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from lsprotocol.types import (
    ApplyWorkspaceEditResult,
    OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit,
    TextEdit,
    WorkspaceEdit,
)

from ..agent.encoding import Encoding, decode, encode
from ..agent.interfaces import ByteFiles, FileBytes
from ..errors import MaybeWritten, ToolError
from ..tools.paths import inside
from .documents import Document, Documents
from .text_edits import split_lines, to_text_edits

logger = logging.getLogger(__name__)

ApplyEdit = Callable[[WorkspaceEdit, str], Awaitable[ApplyWorkspaceEditResult]]
"""Sends `workspace/applyEdit` with a label, and returns the answer. Raises TimeoutError if there is none in time."""
Save = Callable[[str], Awaitable[bool]]
"""Asks the editor to save the document with this URI; false if it did not."""
EditForm = Literal["documentChanges", "changes"]
"""How edits are sent. In the second form they name no version, so that the editor cannot refuse stale ones."""

ARRIVAL_SECONDS = 2.0
"""How long to wait for the didChange that an edit causes. Neovim collects changes for 0.15 seconds."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A file that is open in the editor, at one moment."""

    document: Document
    disk: FileBytes | None
    file: FileBytes | None
    """What the editor would save; the same object as `disk` if there is nothing to save."""


class EditorFiles:
    """The files below `root`, with open documents in the place of what the disk holds. Implements `ByteFiles`.

    - An open document stands for the bytes that the editor would save: in the encoding of the file on the
      disk, UTF-8 if there is none. One that is empty and was never saved stands for no file.
    - A store into an open document edits it in the editor, where the user can undo it. The encoding and the
      mode stay. If there was nothing to save before, it is saved afterwards by `save`, if that is given, since
      commands see only the disk. A document with unsaved changes stays unsaved: the user decides when.
    - One without unsaved changes, whose file was changed or deleted behind the editor's back, is about to be
      loaded again: what the disk holds counts.
    - Deleting an open file deletes it on the disk. Its document stays with the editor; if it has unsaved changes,
      it is what a load finds.
    """

    def __init__(
        self,
        root: Path,
        disk: ByteFiles,
        documents: Documents,
        apply_edit: ApplyEdit,
        *,
        save: Save | None = None,
        edit_form: EditForm = "documentChanges",
        arrival_seconds: float = ARRIVAL_SECONDS,
    ) -> None:
        self._root = root.resolve()
        self._disk = disk
        self._documents = documents
        self._apply_edit = apply_edit
        self._save = save
        self._edit_form = edit_form
        self._arrival_seconds = arrival_seconds
        self._storing = asyncio.Lock()
        """Held between the look at a document and the edit of it, so that two edits cannot both pass."""

    async def load(self, path: PurePosixPath) -> FileBytes | None:
        """Return the file as the user sees it; None if there is none."""
        opened = await self._opened(path)
        return opened.file if opened else await self._disk.load(path)

    async def store(self, path: PurePosixPath, file: FileBytes | None, *, replacing: FileBytes | None) -> None:
        """Put `file` in the place of `replacing`: in the editor if it is open there, else on the disk.

        Raises:
            ToolError: the file is not that of `replacing`, or the editor or the disk refused.
        """
        async with self._storing:
            opened = await self._opened(path)
            if opened is None:
                await self._disk.store(path, file, replacing=replacing)
                return
            _check_content(path, opened.file, replacing)
            if file is None:
                await self._disk.store(path, None, replacing=opened.disk)
                return
            await self._edit(path, opened, file)

    def dirty(self) -> Mapping[PurePosixPath, str]:
        """Return the texts of open documents below the root that may differ from the disk, by path.

        What is known without a look at the disk: those that nobody has saved or looked at since they changed.
        """
        found = {}
        for document in self._documents:
            if not document.is_saved and (path := self._relative(document)):
                found[path] = document.text
        return found

    async def check(self, uri: str) -> None:
        """Find out whether a document has unsaved changes: editors keep them over a restart."""
        document = self._documents.get(uri)
        if document is None or (path := self._relative(document)) is None:
            return
        try:
            await self._look(path)
        except ToolError:
            # It is no file that tools could read either.
            self._documents.save(uri)

    def _relative(self, document: Document) -> PurePosixPath | None:
        if document.path is None or not document.path.is_relative_to(self._root):
            return None
        return PurePosixPath(document.path.relative_to(self._root).as_posix())

    async def _opened(self, path: PurePosixPath) -> _Open | None:
        """Return the document of a file, and the file; None if it is not open, or what is open is out of date."""
        opened = await self._look(path)
        is_outdated = opened and opened.document.is_saved and opened.file is not opened.disk
        return None if is_outdated else opened

    async def _look(self, path: PurePosixPath) -> _Open | None:
        """Return the document of a file, and the file; None if it is not open."""
        place = self._root / await asyncio.to_thread(inside, self._root, str(path))
        if self._documents.get_at(place) is None:
            return None
        disk = await self._disk.load(path)
        # Looked up again: it may have changed in the meantime, or be closed, perhaps after it was saved.
        if (document := self._documents.get_at(place)) is None:
            return None
        file = await asyncio.to_thread(_as_saved, path, document, disk)
        if file is disk and self._documents.get(document.uri) is document:
            self._documents.save(document.uri)
        return _Open(document, disk, file)

    async def _edit(self, path: PurePosixPath, opened: _Open, file: FileBytes) -> None:
        """Make the document say what `file` says."""
        before = opened.document
        edits, lines = await asyncio.to_thread(self._to_edits, path, before, file)
        if not edits:
            # Equal texts; but an empty file may have to be created.
            if opened.disk is None:
                await self._disk.store(path, file, replacing=None)
            return
        if (now := self._documents.get(before.uri)) is None or now.lines is not before.lines:
            raise ToolError(f"{path} changed in the meantime; nothing was written. Read it again.")
        await self._apply(path, before, edits)
        now = await self._documents.wait_for(
            before.uri, lambda document: document.lines == lines, timeout_seconds=self._arrival_seconds
        )
        is_certain = now is not None and now.lines == lines
        if now is None or not (is_certain or await asyncio.to_thread(_is_nearer, now.lines, lines, before.lines)):
            raise MaybeWritten(
                f"The user changed or closed {path} while it was edited, or the editor is slow: "
                "the edit may not be in it. Read it again."
            )
        if self._save and opened.file is opened.disk and is_certain and not await self._save(before.uri):
            # The user sees it and can mend it.
            logger.warning("%s was edited but not saved: the editor did not do it", before.uri)

    def _to_edits(self, path: PurePosixPath, before: Document, file: FileBytes) -> tuple[list[TextEdit], Sequence[str]]:
        new, _ = decode(file.data, path)
        return to_text_edits(before.text, new, self._documents.encoding), split_lines(new)

    async def _apply(self, path: PurePosixPath, document: Document, edits: Sequence[TextEdit]) -> None:
        """Have the editor apply the edits, all or none. Raise ToolError if it does not."""
        identifier = OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
        edit = (
            WorkspaceEdit(document_changes=[TextDocumentEdit(identifier, edits)])
            if self._edit_form == "documentChanges"
            else WorkspaceEdit(changes={document.uri: edits})
        )
        try:
            result = await self._apply_edit(edit, f"Journeyman: edit {path}")
        except TimeoutError as error:
            raise MaybeWritten(f"The editor did not answer; {path} may be edited or not. Read it again.") from error
        if not result.applied:
            raise ToolError(
                f"The editor did not apply the edit of {path} ({result.failure_reason or 'it gave no reason'}); "
                "nothing was written. The user may have changed it in the meantime: read it again."
            )


def _as_saved(path: PurePosixPath, document: Document, disk: FileBytes | None) -> FileBytes | None:
    """Return the file that saving the document would make; `disk` itself if it would stay the same."""
    # Neovim tells a buffer without any text as one empty line.
    is_empty = document.text in {"", "\n", "\r\n"}
    if disk is None:
        return None if is_empty else FileBytes(encode(document.text, Encoding(), path))
    text, encoding = decode(disk.data, path)
    if text == document.text or (is_empty and not text):
        return disk
    try:
        return FileBytes(encode(document.text, encoding, path), disk.mode)
    except ToolError:
        # It does not fit into the encoding that we took the file for; the editor may have guessed another one.
        return FileBytes(encode(document.text, Encoding(), path), disk.mode)


def _check_content(path: PurePosixPath, now: FileBytes | None, replacing: FileBytes | None) -> None:
    if replacing is None and now is not None:
        raise ToolError(f"{path} exists already. Read it first, then write it again or edit it.")
    if replacing is not None and (now is None or now.data != replacing.data):
        raise ToolError(f"{path} changed in the meantime; nothing was written. Read it again.")


def _is_nearer(now: Sequence[str], new: Sequence[str], old: Sequence[str]) -> bool:
    """Whether `now`, to which the user added something, has more in common with `new` than with `old`.

    Neovim says that it applied an edit when it left it out because the user had typed in between.
    """

    def distance(other: Sequence[str]) -> int:
        ours, theirs = Counter(now), Counter(other)
        return ((ours - theirs) + (theirs - ours)).total()

    return distance(new) < distance(old)
