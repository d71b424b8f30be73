"""Go back to the moment before a turn."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from ..agent.interfaces import ByteFiles, FileBytes
from ..agent.messages import Message
from ..errors import ToolError
from ..memory.changes import ChangedFile, ChangeSet
from ..memory.sessions import SessionStore
from ..review.change_sets import RestoreAction, RestoredFile
from ..review.hunks import from_json, revert
from .deciding import note_evidence
from .journal import NOT_KEPT, Journal, twice


@dataclass(frozen=True)
class Restoring:
    """The way back to a checkpoint. A dry run does everything but write."""

    journal: Journal
    files: ByteFiles
    checkpoint: ChangeSet
    dry_run: bool

    async def restore_files(self) -> tuple[RestoredFile, ...]:
        """Undo all changes since the checkpoint, the newest first; each file is written once, or not at all."""
        undone = await self.journal.change_sets(since=self.checkpoint.id)
        changed: dict[str, list[ChangedFile]] = {}
        for file in (file for found in reversed(undone) for file in found.files):
            changed.setdefault(file.path, []).append(file)
        at, change_set_id = self.checkpoint, 0
        if changed and not self.dry_run:
            change_set_id = await self.journal.open("restore", at.turn_id, at.prompt, at.history, at.position)
        restored = [await self._restore_file(changed[path], change_set_id) for path in sorted(changed)]
        written = {file.path for file in restored if file.action not in ("unchanged", "conflict")}
        for found in () if self.dry_run else undone:
            if found.kind == "turn" and written & {file.path for file in found.files}:
                await note_evidence(self.journal, found.turn_id, 0, "restored from a checkpoint")
        return tuple(restored)

    async def cut_back(self) -> tuple[Message, ...]:
        """Start a new history with the messages before the checkpoint, and return them."""
        at = self.checkpoint

        def cut(store: SessionStore, now: datetime) -> tuple[Message, ...]:
            messages = store.old_history(at.session_id, at.history)[: at.position]
            if not self.dry_run:
                store.replace_history(at.session_id, messages, now=now)
            return tuple(messages)

        messages = await self.journal.records.sessions(cut)
        if not self.dry_run:
            # The model does not know these turns any more.
            await self.journal.records.changes(lambda store, _: store.take_rejections(at.session_id, since=at.id))
        return messages

    async def tell_model(self, restored: Sequence[RestoredFile]) -> None:
        """Let the next prompt say what was taken back, for a conversation that goes on."""
        paths = [file.path for file in restored if file.action not in ("unchanged", "conflict")]
        if paths and not self.dry_run:
            note = f"Everything that you changed in these files lately: {', '.join(paths)}."
            await self.journal.records.changes(lambda store, _: store.note_rejection(self.checkpoint.id, note))

    async def _restore_file(self, files: Sequence[ChangedFile], change_set_id: int) -> RestoredFile:
        """Undo `files`, the changes of one file, the newest first."""
        path = PurePosixPath(files[0].path)

        async def go_back() -> RestoredFile:
            current = await self.files.load(path)
            earlier = await self._undone(files, current)
            action = _action(current, earlier)
            if action != "unchanged" and not self.dry_run:
                async with self.journal.written_ahead(change_set_id, path, current, earlier):
                    await self.files.store(path, earlier, replacing=current)
            return RestoredFile(files[0].path, action)

        try:
            return await twice(go_back)
        except ToolError as error:
            return RestoredFile(files[0].path, "conflict", str(error))

    async def _undone(self, files: Sequence[ChangedFile], current: FileBytes | None) -> FileBytes | None:
        """Raise ToolError if that is impossible."""
        for file in files:
            if set(from_json(file.decisions.hunks).values()) == {"rejected"}:
                continue
            change = await self.journal.load(file)
            if change is None:
                raise ToolError(NOT_KEPT)
            reverted = await asyncio.to_thread(revert, change, change.hunks("pending", "accepted"), current)
            for reason in reverted.reasons.values():
                raise ToolError(reason)
            current = reverted.file
        return current


def _action(current: FileBytes | None, earlier: FileBytes | None) -> RestoreAction:
    if current == earlier:
        return "unchanged"
    if earlier is None:
        return "delete"
    return "create" if current is None else "restore"
