"""Keep pieces of data in one file without a name, which is gone when the process is."""

import os
import tempfile
from collections.abc import Mapping
from io import FileIO
from pathlib import Path
from typing import NamedTuple


class Place(NamedTuple):
    """Where a piece is in the file, in bytes."""

    offset: int
    size: int


class Spool:
    """Pieces together take at most `max_bytes`, and the file twice as much. For one thread at a time."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._file: FileIO | None = None
        self._end = 0
        self._used = 0

    @property
    def is_wasteful(self) -> bool:
        """Whether so much was removed that it is time to `compact`."""
        return self._end > 2 * self._max_bytes

    def add(self, data: bytes, limit: int) -> Place | None:
        """Keep `data`; return None if all pieces would then take more than `limit`, or the disk refuses."""
        if self._used + len(data) > limit:
            return None
        try:
            if self._file is None:
                self._file = self._open()
            # A disk that fills up may take a part.
            written = os.pwrite(self._file.fileno(), data, self._end)
        except OSError:
            return None
        if written < len(data):
            return None
        place = Place(self._end, len(data))
        self._end += place.size
        self._used += place.size
        return place

    def get(self, place: Place) -> bytes | None:
        """Return a piece; None if the disk cannot read it."""
        try:
            data = os.pread(self._file.fileno(), place.size, place.offset) if self._file else b""
        except OSError:
            return None
        return data if len(data) == place.size else None

    def remove(self, place: Place) -> None:
        """Give a piece up. Its bytes go with the next `compact`."""
        self._used -= place.size

    def compact(self, places: Mapping[str, Place]) -> dict[str, Place]:
        """Copy the pieces to a new file and return their new places, without those that could not be copied."""
        fresh = Spool(self._folder, self._max_bytes)
        moved: dict[str, Place] = {}
        for name, place in places.items():
            data = self.get(place)
            copied = None if data is None else fresh.add(data, self._max_bytes)
            if copied:
                moved[name] = copied
        self.close()
        self._file, self._end, self._used = fresh._file, fresh._end, fresh._used
        return moved

    def close(self) -> None:
        """Give the file back to the disk."""
        if self._file:
            self._file.close()
        self._file, self._end, self._used = None, 0, 0

    def _open(self) -> FileIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        # Closed by `close`, or with the process.
        return tempfile.TemporaryFile(dir=self._folder, prefix="journeyman-", buffering=0)
