"""The stored changes of one session: written ahead, so that a crash loses nothing."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeVar

from ..agent.interfaces import FileBytes
from ..errors import MaybeWritten, ToolError, UsageError
from ..memory.blobs import Content, Lost
from ..memory.changes import ChangedFile, ChangeSet, ChangeSetKind, Decisions, Entry
from ..memory.stores import storable
from ..records import Records
from ..review.hunks import Change, Hunk, HunkState, compare, from_json, rebase, to_json

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

    async def change_sets(self, *, since: int = 0) -> list[ChangeSet]:
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
        name = str(path)
        if name != storable(name):
            raise ToolError(f"{name!r} is no name for a file that can be reviewed. Use only valid characters.")
        entry = await self._entry(change_set_id, name)
        known = entry[0].decisions if entry else None
        base, states = await asyncio.to_thread(_with_next, entry, before, after)
        await self._put(change_set_id, name, base, after, states, known)
        try:
            yield
        except MaybeWritten:
            raise
        except ToolError:
            if not isinstance(base, Lost):
                states = (await asyncio.to_thread(compare, base, before)).states
            await self._put(change_set_id, name, base, before, states, known)
            raise

    async def _entry(self, change_set_id: int, path: str) -> Entry | None:
        return await self.records.changes(lambda store, _: store.entry(change_set_id, path))

    async def _put(
        self,
        change_set_id: int,
        path: str,
        base: Content,
        result: Content,
        states: Mapping[Hunk, HunkState],
        known: Decisions | None,
    ) -> None:
        """Store a change; a file that is as it was before drops out."""
        if states:
            decisions = decided(known, states)
            await self.records.changes(lambda store, _: store.put(change_set_id, path, base, result, decisions))
        else:
            await self.records.changes(lambda store, _: store.remove(change_set_id, path))
        await self.tell_about(change_set_id)


def decided(
    known: Decisions | None, states: Mapping[Hunk, HunkState], *, accepted: int = 0, rejected: int = 0
) -> Decisions:
    """Return the decisions about a file; `accepted` and `rejected` hunks are added to those known."""
    pending = sum(state == "pending" for state in states.values())
    before = known or Decisions("", 0)
    return Decisions(to_json(states), pending, before.accepted + accepted, before.rejected + rejected)


async def twice(attempt: Callable[[], Awaitable[T]]) -> T:
    """Return what `attempt` returns, which may fail once: the user may type while a file is written."""
    try:
        return await attempt()
    except ToolError:
        return await attempt()


def _with_next(
    entry: Entry | None, before: FileBytes | None, after: FileBytes | None
) -> tuple[Content, Mapping[Hunk, HunkState]]:
    """Return the base and the hunks of a file after the agent's next change."""
    if entry is None:
        return before, compare(before, after).states
    file, base, result = entry
    if isinstance(base, Lost) or isinstance(result, Lost):
        return base, {Hunk("whole"): "pending"}
    change = rebase(Change(base, result, from_json(file.decisions.hunks)), before, after)
    return change.base, change.states
