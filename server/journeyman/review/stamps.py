"""Tell which files may have changed, without reading them."""

import contextlib
import os
import stat
from collections.abc import Iterable
from struct import Struct
from typing import NamedTuple

from .spool import Place

TICK_NS = 20_000_000
"""The kernel's clock for files moves in steps of up to 10 ms: a change within one may leave all times as they were."""


PACKED = Struct("=qQqqq")
PACKED_PLACE = Struct("=qq")
PACKED_IMAGE = Struct(PACKED.format + "qq")
"""As objects, the numbers of 100,000 files would take 30 MB, and the loop would wait for the garbage collector."""


class Stamp(NamedTuple):
    """What tells that a file may have changed, without reading it."""

    mode: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int
    """Cannot be set back, unlike the other time. -1 if it cannot be relied on, see TICK_NS."""

    @classmethod
    def unpack(cls, packed: bytes) -> "Stamp":
        """Read what `look_at` returns."""
        return cls(*PACKED.unpack(packed))

    def packed(self, now: int) -> bytes:
        """Return what to compare `look_at` with later, if this was taken at `now`, in nanoseconds."""
        is_reliable = self.ctime_ns < now - TICK_NS
        return PACKED.pack(*(self if is_reliable else self._replace(ctime_ns=-1)))


class Image(NamedTuple):
    """A file or link as it was."""

    stamp: Stamp
    place: Place | None
    """Of the content in the spool."""

    @classmethod
    def unpack(cls, packed: bytes) -> "Image":
        """Read what `pack` wrote."""
        *stamp, offset, size = PACKED_IMAGE.unpack(packed)
        return cls(Stamp(*stamp), Place(offset, size) if offset >= 0 else None)


def pack(stamp: bytes, place: Place | None) -> bytes:
    """Return an image in a form that takes little room."""
    return stamp + PACKED_PLACE.pack(*(place or (-1, 0)))


def look_at(place: str, otherwise: bytes | None = None) -> bytes | None:
    """Return the packed stamp; None if nothing is there, and `otherwise` if that cannot be told.

    Links are not followed.
    """
    try:
        # Path.lstat takes twice as long, and this is called for all files.
        status = os.lstat(place)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    except OSError:
        return otherwise
    return PACKED.pack(status.st_mode, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def stamp_of(place: str) -> Stamp | None:
    """Return None if nothing is there, or that cannot be told."""
    packed = look_at(place)
    return Stamp.unpack(packed) if packed else None


def is_watched(stamp: Stamp) -> bool:
    """Whether it is a file or a link."""
    return stat.S_ISREG(stamp.mode) or stat.S_ISLNK(stamp.mode)


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return all folders on the way to `paths`; "" is the first."""
    folders = {""}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


class Folder(NamedTuple):
    """What tells that a list of files may have changed, without listing them."""

    stamp: bytes
    names: int
    """A hash of all names. Editors and tools that replace a file change the stamp, but no name."""
    is_listed: bool
    """Whether it holds listed files."""


class Entries(NamedTuple):
    """What is in a folder, without git's own; paths from the root."""

    names: int
    links: list[str]
    folders: list[str]


def entries_of(base: str, folder: str) -> Entries:
    """Return what is in a folder; nothing if it cannot be read."""
    names, links, folders = [], [], []
    with contextlib.suppress(OSError), os.scandir(base + folder) as entries:
        for entry in entries:
            names.append(entry.name)
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.name == ".git" or not _is_utf8(entry.name):
                continue
            if entry.is_symlink():
                links.append(path)
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
    return Entries(hash(frozenset(names)), links, folders)


def _is_utf8(name: str) -> bool:
    """Other names are read with halves of surrogate pairs in them."""
    return not any("\ud800" <= character <= "\udfff" for character in name)
