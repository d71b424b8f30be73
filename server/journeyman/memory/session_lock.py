"""One process at a time goes on with a session: two would weave their messages into one history."""

import os
import sys
from pathlib import Path
from typing import Self

from ..errors import StorageError

if sys.platform != "win32":
    import fcntl


class SessionLock:
    """Held until `release`, or until the process ends, however it ends."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, folder: Path, session_id: str) -> Self:
        """Take the lock of a session; the file for it lies in `folder`.

        Raises:
            StorageError: another process has it, or the folder cannot be written.
        """
        path = folder / f"{session_id}.lock"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            while True:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
                try:
                    _lock(descriptor)
                    # Whoever had it before may just have removed the file that we locked.
                    if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
                        return cls(path, descriptor)
                except BaseException:
                    os.close(descriptor)
                    raise
                os.close(descriptor)
        except BlockingIOError as error:
            raise StorageError(
                f"Session {session_id} is in use by another Journeyman. Wait for it to end, or start a new session."
            ) from error
        except OSError as error:
            raise StorageError(
                f"{path} cannot be written: {error.strerror}. Free the disk, or correct its rights."
            ) from error

    def release(self) -> None:
        """Let others have it."""
        self._path.unlink(missing_ok=True)
        os.close(self._descriptor)


def _lock(descriptor: int) -> None:
    # On Windows nothing is locked; Journeyman is not tested there yet.
    if sys.platform != "win32":
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
