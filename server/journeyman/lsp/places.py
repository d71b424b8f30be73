"""Workspace folders and their URIs."""

from pathlib import Path

from ..errors import UsageError
from .documents import to_path


def to_folder(uri: str) -> Path:
    """Return the folder that a URI means, links followed. Raise UsageError if it is none of this machine."""
    if path := to_path(uri):
        return path
    raise UsageError(f"{uri[:200]!r} is no file URI of this machine. Send one such as file:///home/me/project.")
