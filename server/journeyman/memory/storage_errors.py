"""Say what the user can do when SQLite or the file system says no."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import StorageError
from .backups import backups_of

BUSY_TIMEOUT_SECONDS = 10.0
"""How long a write waits for another process that is writing."""

ANOTHER_FOLDER = "or set JOURNEYMAN_HOME to another folder"


@contextmanager
def told_to_the_user(path: Path) -> Iterator[None]:
    """Raise StorageError, with the next step, for whatever is wrong with the database at `path`.

    A mistake of ours, such as bad SQL, is no trouble with the storage and passes as it is.
    """
    try:
        yield
    except sqlite3.Error as error:
        advice = _advice(error, path)
        if not advice:
            raise
        raise StorageError(advice) from error


def cannot_open(path: Path, reason: str) -> str:
    """Return what to do about a file that this process may not use."""
    return f"{path} cannot be opened ({reason}). Make the file and its folder readable and writable, {ANOTHER_FOLDER}."


def _advice(error: sqlite3.Error, path: Path) -> str:
    # The low byte is the error, the rest its fine print (https://www.sqlite.org/rescode.html).
    match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return f"The disk is full: {path} was not changed. Free some space, then try again."
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return (
                f"Another process has been writing to {path} for {BUSY_TIMEOUT_SECONDS:.0f} seconds. "
                "Try again; if that does not help, close the other editors and commands that use it."
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            backups = backups_of(path)
            then = f"put a copy of its newest backup in its place: {backups[-1]}." if backups else "start again."
            # A log left behind would be applied to the next file of that name.
            return (
                f"{path} is damaged or no database ({error}). "
                f"Move it away, with its -wal and -shm files if there are any, and {then}"
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return cannot_open(path, str(error))
        case sqlite3.SQLITE_IOERR:
            return (
                f"{path} cannot be read or written ({error}). "
                f"Check the disk and the space left on it and try again, {ANOTHER_FOLDER}."
            )
        case _:
            return ""
