"""The stored changes of one session: written ahead, so that a crash loses nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeVar

from ..agent.interfaces import FileBytes
from ..errors import MaybeWritten, ToolError, UsageError
from ..memory.blobs import Content, Lost
from ..memory.changes import ChangedFile, ChangeSet, ChangeSetKind, Entry
from ..memory.stores import storable
from ..records import Records
from ..review.hunks import Change, Hunk, compare, from_json, rebase, to_json

T = TypeVar("T")

NOT_KEPT = "What the file held before is too large to keep, or is not kept any more. Use your version control."


@dataclass(frozen=True)
class Journal:
    """Reads and writes the change sets of a session. Whoever writes does so one after the other."""

    session_id: str
    records: Records
    tell: Callable[[ChangeSet], None]
    """Called with a change set whenever it is another one than before."""

    async def open(self, kind: ChangeSetKind, turn_id: str, prompt: str, history: int, position: int) -> int:
        """Begin a change set and return its id."""
        return await self.records.changes(
            lambda store, now: store.open(
                self.session_id, turn_id, kind, prompt, history=history, position=position, now=now
            )
        )

    async def change_sets(self, *, since: int = 0) -> Sequence[ChangeSet]:
        """Return the change sets from the one with the id `since` on, the oldest first."""
        return await self.records.changes(lambda store, _: store.list(self.session_id, since=since))

    async def find(self, change_set_id: str) -> ChangeSet:
        """Return one change set. Raise UsageError if there is none with this id."""
        for found in await self.change_sets():
            if str(found.id) == change_set_id:
                return found
        raise UsageError(f"There is no change set {change_set_id!r} in this session. List them to see which there are.")

    async def load(self, file: ChangedFile) -> Change | None:
        """Return what was changed in a file; None if its content is not kept."""
        match await self._entry(file.change_set_id, file.path):
            case None | (_, Lost(), _) | (_, _, Lost()):
                return None
            case (now, base, result):
                return Change(base, result, from_json(now.decisions.hunks))

    async def tell_about(self, change_set_id: int) -> None:
        """Tell how a change set is now."""
        self.tell((await self.change_sets(since=change_set_id))[0])

    @asynccontextmanager
    async def written_ahead(
        self, change_set_id: int, path: PurePosixPath, before: FileBytes | None, after: FileBytes | None
    ) -> AsyncIterator[None]:
        """Add a change to a change set, then let it be made; withdraw it if that raises ToolError.

        MaybeWritten does not withdraw it: a change that is not there is easily taken back, one that is not
        known never.
        """
        base, hunks = await self.add(change_set_id, path, before, after)
        await self.tell_about(change_set_id)
        try:
            yield
        except MaybeWritten:
            raise
        except ToolError:
            if not isinstance(base, Lost):
                hunks = (await asyncio.to_thread(compare, base, before)).states
            await self._put(change_set_id, str(path), base, before, hunks)
            await self.tell_about(change_set_id)
            raise

    async def add(
        self, change_set_id: int, path: PurePosixPath, before: FileBytes | None, after: FileBytes | None
    ) -> tuple[Content, Collection[Hunk]]:
        """Add a change, and return the file's base and hunks. Tells nobody: there may be thousands to add."""
        name = str(path)
        if name != storable(name):
            raise ToolError(f"{name!r} is no name for a file that can be reviewed. Use only valid characters.")
        entry = await self._entry(change_set_id, name)
        base, hunks = await asyncio.to_thread(_with_next, entry, before, after)
        await self._put(change_set_id, name, base, after, hunks)
        return base, hunks

    async def _entry(self, change_set_id: int, path: str) -> Entry | None:
        return await self.records.changes(lambda store, _: store.entry(change_set_id, path))

    async def _put(
        self, change_set_id: int, path: str, base: Content, result: Content, hunks: Collection[Hunk]
    ) -> None:
        """Store a change whose hunks are all pending; a file that is as it was before drops out."""
        if hunks:
            states = to_json(dict.fromkeys(hunks, "pending"))
            await self.records.changes(
                lambda store, _: store.put(change_set_id, path, base, result, states, len(hunks))
            )
        else:
            await self.records.changes(lambda store, _: store.remove(change_set_id, path))


async def twice(attempt: Callable[[], Awaitable[T]]) -> T:
    """Return what `attempt` returns, which may fail once: the user may type while a file is written."""
    try:
        return await attempt()
    except ToolError:
        return await attempt()


def _with_next(
    entry: Entry | None, before: FileBytes | None, after: FileBytes | None
) -> tuple[Content, Collection[Hunk]]:
    """Return the base and the hunks of a file after the agent's next change."""
    if entry is None:
        return before, compare(before, after).states
    file, base, result = entry
    if isinstance(base, Lost) or isinstance(result, Lost):
        return base, [Hunk("whole")]
    change = rebase(Change(base, result, from_json(file.decisions.hunks)), before, after)
    return change.base, change.states
