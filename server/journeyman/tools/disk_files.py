"""Read, write and delete files on the disk: whole, at once, byte for byte."""

import asyncio
import contextlib
import errno
import os
import secrets
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ..agent.encoding import MAX_FILE_BYTES
from ..agent.interfaces import FileBytes
from ..errors import ToolError
from .paths import inside

_ADVICE = {
    errno.ENOTDIR: "a part of the path is a file, not a folder. Use another path.",
    errno.EEXIST: "a part of the path is a file, not a folder. Use another path.",
    errno.EISDIR: "it is a folder. Use list_files to see what is in it.",
    errno.ENOENT: "it does not exist. Use list_files to see what does.",
    errno.ENAMETOOLONG: "the name is too long. Use a shorter one.",
}


@dataclass(frozen=True)
class DiskFiles:
    """The files below `root`, as they are on the disk. Implements `ByteFiles`."""

    root: Path
    _writing: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)
    """Held between the look at a file and its replacement, so that two writes cannot both pass."""

    async def load(self, path: PurePosixPath) -> FileBytes | None:
        """Return the file with its mode; None if there is none."""
        return await asyncio.to_thread(self._load, path)

    async def store(self, path: PurePosixPath, file: FileBytes | None, *, replacing: FileBytes | None) -> None:
        """Put `file` in the place of `replacing`, keep its owner and, if `file` names none, its mode.

        Folders above it are created. A crash leaves the old file or the new one, never a part.

        Raises:
            ToolError: the file is not that of `replacing`, or the disk refused.
        """
        await asyncio.to_thread(self._store, path, file, replacing)

    def _load(self, path: PurePosixPath) -> FileBytes | None:
        place = self._place(path)
        with _told_to_the_model("read", path):
            try:
                return _read(place, path)
            except FileNotFoundError:
                return None

    def _store(self, path: PurePosixPath, file: FileBytes | None, replacing: FileBytes | None) -> None:
        place = self._place(path)
        with _told_to_the_model("write" if file else "delete", path), self._writing:
            if replacing is not None:
                if _read(place, path).data != replacing.data:
                    raise ToolError(f"{path} changed in the meantime; nothing was written. Read it again.")
            elif os.path.lexists(place):
                raise ToolError(f"{path} exists already. Read it first, then write it again or edit it.")
            if file is not None:
                place.parent.mkdir(parents=True, exist_ok=True)
                _replace(place, file)
            elif replacing is not None:
                place.unlink()

    def _place(self, path: PurePosixPath) -> Path:
        return self.root.resolve() / inside(self.root, str(path))


def _read(place: Path, path: PurePosixPath) -> FileBytes:
    status = place.stat()
    # Opening a pipe would wait for a writer for ever; a device never ends.
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise ToolError(f"{path} is not a regular file. Work with text files only.")
    with place.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise ToolError(
            f"{path} is {status.st_size:,} bytes; the limit is {MAX_FILE_BYTES:,}. "
            "Use search_text to find what you need in it."
        )
    return FileBytes(data, stat.S_IMODE(status.st_mode))


def _replace(place: Path, new: FileBytes) -> None:
    """Put `new`, safe on the disk, in the place of the file that may be there, with that one's owner."""
    temporary = place.with_name(f".journeyman-{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            mode = new.mode
            if place.exists():
                status = place.stat()
                # Only a privileged process can give files away; for all others the owner is the user anyway.
                with contextlib.suppress(PermissionError):
                    os.fchown(file.fileno(), status.st_uid, status.st_gid)
                mode = stat.S_IMODE(status.st_mode) if mode is None else mode
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            file.write(new.data)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(place)
    finally:
        temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def _told_to_the_model(verb: str, path: PurePosixPath) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, f"{error.strerror}. Tell the user, or work on another file.")
        raise ToolError(f"Could not {verb} {path}: {advice}") from error
