"""Read and write text files on the disk: whole, at once, in the encoding that they have."""

import asyncio
import contextlib
import errno
import hashlib
import os
import secrets
import stat
import threading
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ..agent.interfaces import FileText
from ..errors import ToolError
from .paths import inside

MAX_FILE_BYTES = 20_000_000

_MARKS = {BOM_UTF8: "utf-8", BOM_UTF16_LE: "utf-16-le", BOM_UTF16_BE: "utf-16-be"}
_ADVICE = {
    errno.ENOTDIR: "a part of the path is a file, not a folder. Use another path.",
    errno.EEXIST: "a part of the path is a file, not a folder. Use another path.",
    errno.EISDIR: "it is a folder. Use list_files to see what is in it.",
    errno.ENOENT: "it does not exist. Use list_files to see what does.",
    errno.ENAMETOOLONG: "the name is too long. Use a shorter one.",
}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file spells its text as bytes."""

    name: str = "utf-8"
    mark: bytes = b""
    """The byte order mark at the start, if there is one."""


@dataclass(frozen=True)
class DiskFiles:
    """The files below `root`, as they are on the disk. Implements `Files`."""

    root: Path
    _writing: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)
    """Held between the look at a file and its replacement, so that two writes cannot both pass."""

    async def read(self, path: PurePosixPath) -> FileText:
        """Raise ToolError if the file is absent, binary, larger than 20 MB or outside the workspace."""
        return await asyncio.to_thread(self._read, path)

    async def write(self, path: PurePosixPath, text: str, *, replacing: str | None) -> str:
        """Write the whole file at once, keep its encoding and mode, and return its new version.

        Folders above it are created. A crash leaves the old file or the new one, never a part.

        Raises:
            ToolError: the file is not the version `replacing`, cannot hold `text`, or the disk refused.
        """
        return await asyncio.to_thread(self._write, path, text, replacing)

    def _read(self, path: PurePosixPath) -> FileText:
        place = self._place(path)
        with _told_to_the_model("read", path):
            data = _read_bytes(place, path)
        text, _ = decode(data, path)
        return FileText(text, _version(data))

    def _write(self, path: PurePosixPath, text: str, replacing: str | None) -> str:
        place = self._place(path)
        with _told_to_the_model("write", path), self._writing:
            encoding = Encoding()
            if replacing is not None:
                old = _read_bytes(place, path)
                if _version(old) != replacing:
                    raise ToolError(f"{path} changed in the meantime; nothing was written. Read it again.")
                _, encoding = decode(old, path)
            elif os.path.lexists(place):
                raise ToolError(f"{path} exists already. Read it first, then write it again or edit it.")
            data = encode(text, encoding, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            _replace(place, data)
        return _version(data)

    def _place(self, path: PurePosixPath) -> Path:
        return self.root.resolve() / inside(self.root, str(path))


def decode(data: bytes, path: PurePosixPath) -> tuple[str, Encoding]:
    """Return the text of a file without its byte order mark. Raise ToolError if it is binary.

    Bytes that are not UTF-8 are taken as Latin-1, which has a character for every byte, so that they
    come back as they were when the file is written.
    """
    mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
    encoding = Encoding(_MARKS.get(mark, "utf-8"), mark)
    try:
        text = data[len(mark) :].decode(encoding.name)
    except UnicodeDecodeError as error:
        if mark and mark != BOM_UTF8:
            raise ToolError(f"{path} is not a text file: it is broken UTF-16.") from error
        encoding = Encoding("latin-1")
        text = data.decode("latin-1")
    if "\0" in text:
        raise ToolError(f"{path} is a binary file. Work with text files only.")
    return text, encoding


def encode(text: str, encoding: Encoding, path: PurePosixPath) -> bytes:
    """Return `text` as the bytes of a file. Raise ToolError if it could not be read back as it is."""
    if "\0" in text:
        raise ToolError(f"The text for {path} contains a NUL character. Leave it out.")
    try:
        data = encoding.mark + text.encode(encoding.name)
    except UnicodeEncodeError as error:
        raise ToolError(
            f"{path} is stored as {encoding.name}, which has no character {text[error.start]!r}. Use another one."
        ) from error
    if len(data) > MAX_FILE_BYTES:
        raise ToolError(f"{path} would be {len(data):,} bytes; the limit is {MAX_FILE_BYTES:,}. Write less.")
    return data


def _version(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read_bytes(place: Path, path: PurePosixPath) -> bytes:
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
    return data


def _replace(place: Path, data: bytes) -> None:
    """Put a file that holds `data`, safe on the disk, in the place of another one, with its owner and mode."""
    temporary = place.with_name(f".journeyman-{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            if place.exists():
                status = place.stat()
                # Only a privileged process can give files away; for all others the owner is the user anyway.
                with contextlib.suppress(PermissionError):
                    os.fchown(file.fileno(), status.st_uid, status.st_gid)
                os.fchmod(file.fileno(), stat.S_IMODE(status.st_mode))
            file.write(data)
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
