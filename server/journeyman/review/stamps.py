"""Tell which files may have changed, without reading them."""

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from typing import NamedTuple

TICK_NS = 20_000_000
"""The kernel's clock for files moves in steps of up to 10 ms: a change within one may leave all times as they were."""


class Stamp(NamedTuple):
    """What tells that a file may have changed."""

    mode: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int
    """Cannot be set back, unlike the other time. -1 if it cannot be relied on, see TICK_NS."""

    @property
    def is_watched(self) -> bool:
        """Whether it is a file or a link."""
        return stat.S_ISREG(self.mode) or stat.S_ISLNK(self.mode)

    def to_compare(self, now: int) -> "Stamp":
        """Return what later stamps are to be compared with, if this was taken at `now`, in nanoseconds."""
        return self if self.ctime_ns < now - TICK_NS else self._replace(ctime_ns=-1)


def stamp_of(place: str, otherwise: Stamp | None = None) -> Stamp | None:
    """Return None if nothing is there, and `otherwise` if that cannot be told. Links are not followed."""
    try:
        # Path.lstat takes twice as long, and this is called for all files.
        status = os.lstat(place)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    except OSError:
        return otherwise
    return Stamp(status.st_mode, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def links_beside(base: str, files: Iterable[str]) -> Iterator[str]:
    """Yield the links in the folders with `files` and in those above, by their paths from `base`."""
    folders = {""}
    for file in files:
        folder = file.rpartition("/")[0]
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    for folder in folders:
        with contextlib.suppress(OSError), os.scandir(base + folder) as entries:
            for entry in entries:
                # Names that are not UTF-8 are read with halves of surrogate pairs in them.
                if entry.is_symlink() and not any("\ud800" <= character <= "\udfff" for character in entry.name):
                    yield f"{folder}/{entry.name}" if folder else entry.name
