"""The changes of a session: kept before they are written, shown, decided on, gone back from."""

from .changes import Changes, RecordedFiles

__all__ = ["Changes", "RecordedFiles"]
