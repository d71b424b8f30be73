"""Contents of files, each stored once under its SHA-256."""

import hashlib
import zlib
from dataclasses import dataclass

from sqlite_utils import Database

from ..agent.interfaces import FileBytes
from ..errors import StorageError

MAX_FILE_BYTES = 20_000_000
"""A larger file is named, but its content is not kept."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A file whose content was too large to keep, or is not kept any more."""

    sha256: str
    mode: int | None


Content = FileBytes | Lost | None
"""None: there is no file."""


def may_be_kept(content: Content) -> bool:
    """Whether the content is known, and small enough."""
    return content is None or (isinstance(content, FileBytes) and len(content.data) <= MAX_FILE_BYTES)


def keep(db: Database, content: Content) -> None:
    """Store the content, if there is one and it is not stored yet."""
    sha256, _ = to_columns(content)
    if isinstance(content, FileBytes) and not db.execute("SELECT 1 FROM blobs WHERE sha256 = ?", [sha256]).fetchall():
        # The fastest level: this happens before every write, and text shrinks to a third anyway.
        packed = zlib.compress(content.data, level=1)
        db.execute("INSERT INTO blobs (sha256, size, data) VALUES (?, ?, ?)", [sha256, len(packed), packed])


def load(db: Database, sha256: str | None, mode: int | None) -> Content:
    """Return the content that `to_columns` named so. Raise StorageError if it is damaged."""
    if sha256 is None:
        return None
    packed = db.execute("SELECT data FROM blobs WHERE sha256 = ?", [sha256]).fetchone()
    if packed is None:
        return Lost(sha256, mode)
    try:
        data = zlib.decompress(packed[0])
    except zlib.error:
        data = b""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise StorageError(
            "The stored content of a changed file is damaged; nothing was written. "
            "Delete the session, or put a backup of the database in its place."
        )
    return FileBytes(data, mode)


def to_columns(content: Content) -> tuple[str | None, int | None]:
    """Return SHA-256 and mode of a content."""
    match content:
        case None:
            return None, None
        case FileBytes():
            return hashlib.sha256(content.data).hexdigest(), content.mode
        case Lost():
            return content.sha256, content.mode
