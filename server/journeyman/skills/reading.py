"""Read files of skills, which may be anybody's: of any size, of any kind, or links to anywhere."""

import os
import stat
from pathlib import Path

from ..errors import SkillError

SKILL_FILE_NAMES = ("SKILL.md", "skill.md")
"""The reference validator takes both, the first one first."""

Stamp = tuple[int, int, int]
"""Time of the last change in nanoseconds, size in bytes, and inode: the same as long as nobody wrote the file."""


def read_file(path: Path, *, max_bytes: int) -> tuple[bytes, Stamp]:
    """Return what is in a file, and its stamp from before it was read. `path` itself must be no link.

    Raises:
        SkillError: it is no regular file, or larger than `max_bytes`.
        OSError: it cannot be opened or read.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise SkillError(f"{path.name} is no regular file. Put a text file in its place.")
        data = file.read(max_bytes + 1) if status.st_size <= max_bytes else b""
    if max(status.st_size, len(data)) > max_bytes:
        raise SkillError(
            f"{path.name} is {status.st_size:,} bytes; the limit is {max_bytes:,}. Shorten it, or split it into files "
            "beside SKILL.md."
        )
    return data, stamp_of(status)


def stamp_of(status: os.stat_result) -> Stamp:
    """Return the stamp of the file with this status."""
    return status.st_mtime_ns, status.st_size, status.st_ino


def decoded(data: bytes, name: str) -> str:
    """Return the text of the file `name`. Raise SkillError if it is none."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SkillError(f"{name} is no text. Save it as UTF-8.") from error
    if "\0" in text:
        raise SkillError(f"{name} is no text: it contains a NUL. Save it as UTF-8.")
    return text


def _without_waiting(path: str, flags: int) -> int:
    # Opening a pipe would wait for a writer for ever.
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOFOLLOW)
