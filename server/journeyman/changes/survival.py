"""How much of what a turn wrote is still there later: what the user let stand was good."""

import asyncio
import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from ..agent.interfaces import ByteFiles, FileBytes
from ..errors import StorageError, ToolError
from ..memory.changes import ChangedFile
from ..memory.episode_rows import Evidence
from ..project.identity import repository_top
from ..review.hunks import Change, expected, is_text
from ..review.line_diff import changed_blocks, split_lines
from .journal import Journal

MAX_FILES = 50
"""Of one turn; more of them are the work of a command, and fifty show well enough what became of it."""
TIMEOUT_SECONDS = 2.0
"""Closing a session waits for it. What takes longer says nothing."""

TELLING = re.compile(rb"[0-9A-Za-z\x80-\xff]")
BLANKS = b" \t\r\n\v\f"
SAME_QUOTES = bytes.maketrans(b"'`", b'""')


@dataclass(frozen=True)
class Surviving:
    """Looks for the lines of a turn in the files as they are now."""

    journal: Journal
    files: ByteFiles

    async def evidence(self, turn_id: str, finished_at: datetime, root: Path) -> Evidence | None:
        """Return which share of the lines is still there; None if the turn wrote none, or nobody can tell.

        `root` is the workspace folder: in a repository where another branch was checked out since, missing
        lines may be on the other one, so that only what is there counts.
        """
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                kept, written = await self._count(turn_id)
                if not written or (2 * kept < written and await asyncio.to_thread(_has_switched, root, finished_at)):
                    return None
        except TimeoutError:
            return None
        now = self.journal.records.clock()
        source = f"{kept} of {written} lines still there after {_age((now - finished_at).total_seconds())}"
        return Evidence("survival", kept / written, source, now)

    async def _count(self, turn_id: str) -> tuple[int, int]:
        turns = [one for one in await self.journal.change_sets() if (one.kind, one.turn_id) == ("turn", turn_id)]
        if not turns:
            return 0, 0
        now = await self._load(turns[-1].files[:MAX_FILES])
        # Listed after the files were read: what the agent wrote in between is then known to be its own.
        changed: dict[str, list[ChangedFile]] = {path: [] for path in now}
        for file in (file for later in await self.journal.change_sets(since=turns[-1].id) for file in later.files):
            if file.path in changed:
                changed[file.path].append(file)
        counts = [await self._count_lines(changed[path], now[path]) for path in now]
        return sum(kept for kept, _ in counts), sum(written for _, written in counts)

    async def _load(self, files: Sequence[ChangedFile]) -> dict[str, FileBytes | None]:
        found: dict[str, FileBytes | None] = {}
        for file in files:
            try:
                current = await self.files.load(PurePosixPath(file.path))
            except ToolError:
                # Not to be read any more: it says nothing.
                continue
            if current is None or is_text(current):
                found[file.path] = current
        return found

    async def _count_lines(self, changed: Sequence[ChangedFile], current: FileBytes | None) -> tuple[int, int]:
        try:
            changes = [await self.journal.load(file) for file in changed]
        except StorageError:
            # Damaged: whoever wants to take it back is told so.
            return 0, 0
        known = [change for change in changes if change]
        if not known or len(known) < len(changes):
            return 0, 0
        return await asyncio.to_thread(survival, known, current) or (0, 0)


def survival(changes: Sequence[Change], current: FileBytes | None) -> tuple[int, int] | None:
    """Return how many lines of the first change are still in the file, and of how many; None if it is no text.

    The other changes are those that the agent, or a way back to a checkpoint, made of the file later, in
    order. What one of them takes out was not the user's verdict, so it leaves the count; what was missing
    before one of them was. Rejected hunks were no part of the file for long: they do not count at all.

    A line counts if it holds a letter or a digit. White space, the kind of quotes, and commas and semicolons
    at its end do not matter, since formatters change them; nor does its place in the file.
    """
    first, *others = changes
    files = [first.base, expected(first), *(file for one in others for file in (one.base, expected(one))), current]
    if not all(file is None or is_text(file) for file in files):
        return None
    base, latest, *later = map(_lines, files)
    places: Collection[int] = {
        place for block in changed_blocks(base, latest) for place in range(block.new_start, block.new_end)
    }
    count = len(places)
    for number, lines in enumerate(later):
        found = _followed(places, latest, lines)
        is_by_agent = number % 2 == 1
        count -= len(places) - len(found) if is_by_agent else 0
        places, latest = found, lines
    return len(places), count


def _lines(file: FileBytes | None) -> list[bytes]:
    """Return what formatters leave alone of each line that says something."""
    lines = split_lines(file.data) if file else []
    return [line.translate(SAME_QUOTES, BLANKS).rstrip(b",;") for line in lines if TELLING.search(line)]


def _followed(places: Collection[int], old: Sequence[bytes], new: Sequence[bytes]) -> list[int]:
    """Return where the lines at `places` of `old` are in `new`, without those that are gone."""
    blocks = changed_blocks(old, new)
    # Backwards, so that the first one is taken first.
    moved: dict[bytes, list[int]] = {}
    for block in reversed(blocks):
        for place in reversed(range(block.new_start, block.new_end)):
            moved.setdefault(new[place], []).append(place)
    found = []
    for place in sorted(places):
        index = bisect_right(blocks, place, key=lambda block: block.old_start)
        before = blocks[index - 1] if index else None
        if before is None or place >= before.old_end:
            found.append(place + (before.new_end - before.old_end if before else 0))
        elif moved.get(old[place]):
            found.append(moved[old[place]].pop())
    return found


def _has_switched(root: Path, since: datetime) -> bool:
    """Whether another branch was checked out since then. Git writes this file then, and not for a commit on one."""
    top = repository_top(root)
    try:
        return top is not None and (top / ".git" / "HEAD").stat().st_mtime > since.timestamp()
    except OSError:
        # A linked worktree, for example.
        return False


def _age(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"
