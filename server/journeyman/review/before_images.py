"""Remember the files of a workspace as they are before a command, to tell and undo what the command changed."""

import asyncio
import heapq
import os
import stat
import threading
import time
import zlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain, starmap
from pathlib import Path, PurePosixPath
from weakref import WeakSet

from ..agent.interfaces import FileBytes
from ..errors import ToolError
from .spool import Spool
from .stamps import PACKED, Entries, Folder, Image, Stamp, entries_of, folders_of, is_watched, look_at, pack, stamp_of

MAX_FILES = 100_000
"""Beyond, nothing is watched. Watching some would take a file for created that was only not watched before."""
MAX_CHANGE_BYTES = 20_000_000
"""As `ByteFiles`; for files that a command made, whose content from before is known to be none."""
CLOCK_SKEW_NS = 10_000_000_000
"""How far the clock of a network disk may be from ours."""
CHUNK = 4_096
"""How many files are handled in one go: to sort 100,000 would keep the loop waiting for 0.1 s."""
IGNORE_FILES = frozenset({".gitignore", ".ignore", ".rgignore"})


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


Difference = tuple[str, Image | None, Stamp | None]


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
    """Compressed, of all contents together."""
    max_files: int = MAX_FILES
    now_ns: Callable[[], int] = time.time_ns
    busy: WeakSet[object] = field(default_factory=WeakSet, init=False, repr=False)
    """Whose commands may be changing files right now: while there are any, `refresh` would hide changes."""
    one_look: asyncio.Lock = field(default_factory=asyncio.Lock, init=False, repr=False)
    """To be held by those who share this, so that what they do with changes is in their order too."""
    _index: dict[str, bytes] = field(default_factory=dict, init=False, repr=False)
    _folders: dict[str, Folder] = field(default_factory=dict, init=False, repr=False)
    """Those with listed files, and those in them."""
    _ignore_files: dict[str, bytes] = field(default_factory=dict, init=False, repr=False)
    _looked_ns: int = field(default=0, init=False)
    """When the index was last brought up to date; 0 if it is not."""
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def __post_init__(self) -> None:
        self._spool = Spool(self.spool_folder, self.max_spool_bytes)
        self._base = f"{self.root}/"

    async def refresh(self) -> None:
        """Take everything as it is now for the state before.

        Raises:
            ToolError: the files cannot be listed, or are too many. Until this succeeds, there are no changes.
        """
        try:
            listed = await asyncio.to_thread(self._still_listed) or await self._list()
        except ToolError:
            self._looked_ns = 0
            raise
        await asyncio.to_thread(self._refresh, listed)

    async def changes(self) -> list[Change]:
        """Return what differs in content or mode from the state before, by path; this is then the state before.

        Raises:
            ToolError: the files cannot be listed, or are too many. The state before stays.
        """
        # A new file in a folder that was empty leaves no trace in the folders above it, so this always lists.
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

    def _still_listed(self) -> list[str]:
        """Return what a new list would hold, as far as nothing that decides about it has changed; else nothing."""
        with self._lock:
            is_same = (
                self._looked_ns
                and all(look_at(self._base + path) == stamp for path, stamp in self._ignore_files.items())
                and all(starmap(self._holds_the_same, self._folders.items()))
            )
            return list(self._index) if is_same else []

    def _holds_the_same(self, path: str, folder: Folder) -> bool:
        return look_at(self._base + path) == folder.stamp or entries_of(self._base, path).names == folder.names

    def _refresh(self, listed: list[str]) -> None:
        with self._lock:
            now = self.now_ns()
            # The last quarter is for what changes later: in a large workspace that is what counts.
            limit = self.max_spool_bytes if self._index else self.max_spool_bytes * 3 // 4
            is_full = False
            for path, _, stamp in self._differences(listed, now):
                data = None if is_full else self._read(path, stamp, self.max_file_bytes)
                is_kept = self._keep(path, stamp, data, now, limit)
                is_full = is_full or not (data is None or is_kept)
            self._finish(now)

    def _changes(self, listed: list[str]) -> list[Change]:
        with self._lock:
            if not self._looked_ns:
                return []
            now, room = self.now_ns(), self.max_spool_bytes
            known = set(self._folders)
            changes: list[Change] = []
            for path, old, stamp in self._differences(listed, now):
                data = self._read(path, stamp, min(room, MAX_CHANGE_BYTES))
                room -= len(data or b"")
                change = Change(PurePosixPath(path), self._before(old), _content(stamp, data))
                self._keep(path, stamp, data, now, self.max_spool_bytes)
                if _differs(change, old, stamp) and (old or self._is_new(path, stamp, known)):
                    changes.append(change)
            self._finish(now)
        return sorted(changes, key=lambda change: change.path)

    def _note(self, path: str) -> None:
        with self._lock:
            stamp = stamp_of(self._base + path)
            data = self._read(path, stamp, self.max_file_bytes)
            self._keep(path, stamp, data, self.now_ns(), self.max_spool_bytes)

    def _differences(self, listed: list[str], now: int) -> Iterable[Difference]:
        """Return what is not as in the index, in the order in which contents are to be kept."""
        watched = set(self._look_into_folders(listed, now))
        for start in range(0, len(listed), CHUNK):
            watched.update(listed[start : start + CHUNK])
        found: list[Difference] = []
        ignored: list[str] = []
        for path in chain(watched, (path for path in self._index if path not in watched)):
            old = self._index.get(path)
            known = old and old[: PACKED.size]
            # Where a folder may not be entered any more, nothing is known of a file; it is not gone.
            seen = look_at(self._base + path, known)
            if seen != known:
                stamp = Stamp.unpack(seen) if seen else None
                if old or (stamp and is_watched(stamp)):
                    found.append((path, Image.unpack(old) if old else None, stamp))
            elif path not in watched:
                ignored.append(path)
        for path in ignored:
            self._drop(path)
        chunks = [sorted(found[start : start + CHUNK], key=_priority) for start in range(0, len(found), CHUNK)]
        return heapq.merge(*chunks, key=_priority)

    def _look_into_folders(self, listed: Iterable[str], now: int) -> list[str]:
        """Remember the folders of what is listed, and return the links in those that have changed."""
        ignore_files = [path for path in listed if path.rpartition("/")[2] in IGNORE_FILES]
        stamps = {path: stamp_of(self._base + path) for path in [*ignore_files, ".git/info/exclude"]}
        self._ignore_files = {path: stamp.packed(now) for path, stamp in stamps.items() if stamp}
        known, self._folders = self._folders, {}
        folders, others, links = folders_of(listed), set(known), list[str]()
        for path in folders:
            entries = self._remember_folder(path, known.get(path), now, is_listed=True)
            links += entries.links
            others.update(entries.folders)
        for path in others - folders:
            self._remember_folder(path, known.get(path), now, is_listed=False)
        return links

    def _remember_folder(self, path: str, known: Folder | None, now: int, *, is_listed: bool) -> Entries:
        """Return what is in a folder, or nothing if that was the same before."""
        seen = look_at(self._base + path)
        if seen is None:
            return Entries(0, [], [])
        if known and known.stamp == seen and known.is_listed == is_listed:
            self._folders[path] = known
            return Entries(0, [], [])
        entries = entries_of(self._base, path)
        self._folders[path] = Folder(Stamp.unpack(seen).packed(now), entries.names, is_listed)
        return entries

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
        if stamp is None or not is_watched(stamp):
            return False
        place = None
        if data is not None and len(data) <= self.max_file_bytes:
            place = self._spool.add(zlib.compress(data, 1), limit)
        self._index[path] = pack(stamp.packed(now), place)
        return place is not None

    def _finish(self, now: int) -> None:
        self._looked_ns = now
        if self._spool.is_wasteful:
            places = {path: place for path, image in self._index.items() if (place := Image.unpack(image).place)}
            moved = self._spool.compact(places)
            self._index = {path: pack(image[: PACKED.size], moved.get(path)) for path, image in self._index.items()}

    def _drop(self, path: str) -> None:
        old = self._index.pop(path, None)
        if old and (place := Image.unpack(old).place):
            self._spool.remove(place)

    def _before(self, old: Image | None) -> Content:
        if old is None:
            return None
        data = self._spool.get(old.place) if old.place else None
        return UNKNOWN if data is None else FileBytes(zlib.decompress(data), stat.S_IMODE(old.stamp.mode))

    def _is_new(self, path: str, stamp: Stamp | None, known: set[str]) -> bool:
        """Whether a file that was not listed before was not there: it could be one that is no longer ignored.

        What is made or moved gets a new `ctime`. In a folder that was moved, only the folder does.
        """
        moved = (folder for folder in folders_of([path]) if folder not in known)
        stamps = [stamp, *(stamp_of(self._base + folder) for folder in moved)]
        return any(stamp.ctime_ns > self._looked_ns - CLOCK_SKEW_NS for stamp in stamps if stamp)


def _content(stamp: Stamp | None, data: bytes | None) -> Content:
    if stamp is None:
        return None
    return UNKNOWN if data is None else FileBytes(data, stat.S_IMODE(stamp.mode))


def _differs(change: Change, old: Image | None, stamp: Stamp | None) -> bool:
    """Whether more than the times differ, if the contents tell; else whether more than `ctime` does."""
    if old and stamp and (change.before is UNKNOWN or change.after is UNKNOWN):
        return old.stamp[:4] != stamp[:4]
    return change.before != change.after


def _priority(difference: Difference) -> tuple[int, int]:
    """Put what is gone first, because it makes room, then small files, of about the same size the newest."""
    stamp = difference[2]
    return (stamp.size >> 16, -stamp.mtime_ns) if stamp else (-1, 0)
