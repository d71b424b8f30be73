"""Keep pieces of data in one file without a name, which is gone when the process is."""

import os
import tempfile
from io import FileIO
from pathlib import Path
from typing import NamedTuple


class Place(NamedTuple):
    """Where a piece is in the file, in bytes."""

    offset: int
    size: int


class Spool:
    """The file only grows: copy what is still needed to another spool when much is not. For one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: FileIO | None = None
        self.end = 0
        """The size of the file."""
        self.used = 0
        """The size of the pieces in it, without those given up."""

    def add(self, data: bytes) -> Place | None:
        """Keep `data`; return None if the disk refuses."""
        try:
            self._file = self._file or self._open()
            # A disk that fills up may take a part.
            written = os.pwrite(self._file.fileno(), data, self.end)
        except OSError:
            return None
        if written < len(data):
            return None
        place = Place(self.end, len(data))
        self.end += place.size
        self.used += place.size
        return place

    def get(self, place: Place) -> bytes | None:
        """Return a piece; None if the disk cannot read it."""
        try:
            data = os.pread(self._file.fileno(), place.size, place.offset) if self._file else b""
        except OSError:
            return None
        return data if len(data) == place.size else None

    def give_up(self, place: Place) -> None:
        """Do without a piece."""
        self.used -= place.size

    def close(self) -> None:
        """Give the file back to the disk."""
        if self._file:
            self._file.close()
        self._file, self.end, self.used = None, 0, 0

    def _open(self) -> FileIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        # Closed by `close`, or with the process.
        return tempfile.TemporaryFile(dir=self._folder, prefix="journeyman-", buffering=0)
