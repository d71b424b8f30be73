"""Remember the files of a workspace as they are before a command, to tell and undo what the command changed."""

import asyncio
import os
import stat
import threading
import time
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from weakref import WeakSet

from ..agent.interfaces import FileBytes
from ..errors import ToolError
from .spool import Place, Spool
from .stamps import Stamp, links_beside, stamp_of

MAX_FILES = 100_000
"""Beyond, nothing is watched. Watching some would take a file for created that was only not watched before."""
MAX_CHANGE_BYTES = 20_000_000
"""As `ByteFiles`; for files that a command made, whose content from before is known to be none."""
CLOCK_SKEW_NS = 10_000_000_000
"""How far the clock of a network disk may be from ours."""


class Unknown:
    """A content that was not kept or cannot be: of a large file, an unreadable one, a link, a device."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()
Content = FileBytes | Unknown | None
"""None: there is no file."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is another one than before."""

    path: PurePosixPath
    before: Content
    after: Content


class Image(NamedTuple):
    """A file or link as it was."""

    stamp: Stamp
    place: Place | None
    """Of the content in the spool."""

    @classmethod
    def unpack(cls, numbers: "Numbers") -> "Image":
        """Read what `packed` wrote."""
        *stamp, offset, size = numbers
        return cls(Stamp(*stamp), Place(offset, size) if offset >= 0 else None)

    def packed(self) -> "Numbers":
        """Return all numbers."""
        return (*self.stamp, *(self.place or (-1, 0)))


Numbers = tuple[int, ...]
"""The garbage collector passes over plain tuples of numbers; for other objects of 100,000 files the loop would wait."""


class Difference(NamedTuple):
    """A file or link that may be another one than before."""

    path: str
    old: Image | None
    stamp: Stamp | None


@dataclass
class BeforeImages:
    """The contents are in an unnamed file: nothing of them survives the process. Close with `close`.

    Small files, and of these the newest, are kept first. A change to what was not kept is found, but not its
    content from before. Folders and special files are not watched; links are, but never followed.
    """

    root: Path
    list_files: Callable[[], Awaitable[list[str]]]
    """Returns the paths, relative to `root`, of what is to be watched."""
    spool_folder: Path
    max_file_bytes: int = 1_000_000
    max_spool_bytes: int = 64_000_000
    """Compressed, of all contents together; the file takes up to twice as much."""
    max_files: int = MAX_FILES
    now_ns: Callable[[], int] = time.time_ns
    busy: WeakSet[object] = field(default_factory=WeakSet, init=False, repr=False)
    """Whose commands may be changing files right now: while there are any, `refresh` would hide changes."""
    one_look: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)
    """To be held by those who share this, so that what they do with changes is in their order too."""
    _index: dict[str, Numbers] = field(default_factory=dict, init=False, repr=False)
    _looked_ns: int = field(default=0, init=False)
    """When the index was last brought up to date; 0 if it is not."""
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def __post_init__(self) -> None:
        self._spool = Spool(self.spool_folder)
        self._base = f"{self.root}/"

    async def refresh(self) -> None:
        """Take everything as it is now for the state before.

        Raises:
            ToolError: the files cannot be listed, or are too many. Until this succeeds, there are no changes.
        """
        try:
            listed = await self._list()
        except ToolError:
            self._looked_ns = 0
            raise
        await asyncio.to_thread(self._refresh, listed)

    async def changes(self) -> list[Change]:
        """Return what differs in content or mode from the state before, by path; this is then the state before.

        Raises:
            ToolError: the files cannot be listed, or are too many. The state before stays.
        """
        listed = await self._list()
        return await asyncio.to_thread(self._changes, listed)

    async def note(self, path: PurePosixPath) -> None:
        """Take one file as it is now for the state before: it was changed by somebody known."""
        await asyncio.to_thread(self._note, str(path))

    def close(self) -> None:
        """Forget all contents."""
        with self._lock:
            self._looked_ns = 0
            self._index.clear()
            self._spool.close()

    async def _list(self) -> list[str]:
        listed = await self.list_files()
        if len(listed) > self.max_files:
            raise ToolError(
                f"The folder holds more than {self.max_files:,} files; name what is no source in .gitignore."
            )
        return listed

    def _refresh(self, listed: list[str]) -> None:
        with self._lock:
            now = self.now_ns()
            # The last quarter is for what changes later: in a large workspace that is what counts.
            limit = self.max_spool_bytes if self._index else self.max_spool_bytes * 3 // 4
            is_full = False
            for path, _, stamp in self._differences(listed):
                data = None if is_full else self._read(path, stamp, self.max_file_bytes)
                is_kept = self._keep(path, stamp, data, now, limit)
                is_full = is_full or not (data is None or is_kept)
            self._finish(now)

    def _changes(self, listed: list[str]) -> list[Change]:
        with self._lock:
            if not self._looked_ns:
                return []
            now, room = self.now_ns(), self.max_spool_bytes
            differences = self._differences(listed)
            gone = {old.stamp.inode for _, old, stamp in differences if old and not stamp}
            changes: list[Change] = []
            for path, old, stamp in differences:
                data = self._read(path, stamp, min(room, MAX_CHANGE_BYTES))
                room -= len(data or b"")
                change = Change(PurePosixPath(path), self._before(old), _content(stamp, data))
                self._keep(path, stamp, data, now, self.max_spool_bytes)
                if _differs(change, old, stamp) and (old or (stamp and self._is_new(stamp, gone))):
                    changes.append(change)
            self._finish(now)
        return sorted(changes, key=lambda change: change.path)

    def _note(self, path: str) -> None:
        with self._lock:
            stamp = stamp_of(self._base + path)
            data = self._read(path, stamp, self.max_file_bytes)
            self._keep(path, stamp, data, self.now_ns(), self.max_spool_bytes)

    def _differences(self, listed: list[str]) -> list[Difference]:
        """Return what is not as in the index, in the order in which contents are to be kept."""
        watched = {*listed, *links_beside(self._base, listed)}
        found: list[Difference] = []
        for path in [*watched, *(path for path in self._index if path not in watched)]:
            numbers = self._index.get(path)
            old = Image.unpack(numbers) if numbers else None
            # Where a folder may not be entered any more, nothing is known of a file; it is not gone.
            stamp = stamp_of(self._base + path, old and old.stamp)
            if old and stamp == old.stamp:
                if path not in watched:
                    self._drop(path)
            elif old or (stamp and stamp.is_watched):
                found.append(Difference(path, old, stamp))
        return sorted(found, key=_priority)

    def _read(self, path: str, stamp: Stamp | None, limit: int) -> bytes | None:
        """Return the content; None if there is none, it is larger than `limit`, cannot be read, or grows."""
        if stamp is None or not stat.S_ISREG(stamp.mode) or stamp.size > limit:
            return None
        try:
            # It may be a link or a pipe by now.
            file = os.open(self._base + path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                data = os.read(file, stamp.size + 1)
            finally:
                os.close(file)
        except OSError:
            return None
        return data if len(data) == stamp.size else None

    def _keep(self, path: str, stamp: Stamp | None, data: bytes | None, now: int, limit: int) -> bool:
        """Put a file into the index; return whether its content is kept."""
        self._drop(path)
        if stamp is None or not stamp.is_watched:
            return False
        place = None
        if data is not None and len(data) <= self.max_file_bytes:
            packed = zlib.compress(data, 1)
            place = self._spool.add(packed) if self._spool.used + len(packed) <= limit else None
        self._index[path] = Image(stamp.to_compare(now), place).packed()
        return place is not None

    def _drop(self, path: str) -> None:
        old = self._index.pop(path, None)
        if old and (place := Image.unpack(old).place):
            self._spool.give_up(place)

    def _finish(self, now: int) -> None:
        self._looked_ns = now
        if self._spool.end > 2 * self.max_spool_bytes:
            wasteful, self._spool = self._spool, Spool(self.spool_folder)
            for path, numbers in self._index.items():
                stamp, place = Image.unpack(numbers)
                data = place and wasteful.get(place)
                self._index[path] = Image(stamp, self._spool.add(data) if data else None).packed()
            wasteful.close()

    def _before(self, old: Image | None) -> Content:
        if old is None:
            return None
        data = self._spool.get(old.place) if old.place else None
        return UNKNOWN if data is None else FileBytes(zlib.decompress(data), stat.S_IMODE(old.stamp.mode))

    def _is_new(self, stamp: Stamp, gone: set[int]) -> bool:
        """Whether a file that was not listed before was not there: it could be one that is no longer ignored.

        What is made gets a new `ctime`. What is in a folder that was moved keeps its own: it is new here if it
        is gone elsewhere, and not if the folder came from outside, where nobody could put it back.
        """
        return stamp.ctime_ns > self._looked_ns - CLOCK_SKEW_NS or stamp.inode in gone


def _content(stamp: Stamp | None, data: bytes | None) -> Content:
    # Where a file became a folder, it is gone as well.
    if stamp is None or stat.S_ISDIR(stamp.mode):
        return None
    return UNKNOWN if data is None else FileBytes(data, stat.S_IMODE(stamp.mode))


def _differs(change: Change, old: Image | None, stamp: Stamp | None) -> bool:
    """Whether more than the times differ, if the contents tell; else whether more than `ctime` does."""
    if old and stamp and UNKNOWN in (change.before, change.after):
        return old.stamp[:4] != stamp[:4]
    return change.before != change.after


def _priority(difference: Difference) -> tuple[int, int]:
    """Put what is gone first, because it makes room, then small files, of about the same size the newest."""
    stamp = difference.stamp
    return (stamp.size >> 16, -stamp.mtime_ns) if stamp else (-1, 0)
