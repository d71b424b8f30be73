"""Keep paths given by the model inside the workspace."""

import os
from pathlib import Path, PurePosixPath, PureWindowsPath

from ..errors import ToolError

MAX_NAME_BYTES = 255
"""The limit of ext4, APFS, NTFS and nearly every other file system."""
MAX_PATH_BYTES = 4096
"""PATH_MAX on Linux."""


def inside(root: Path, path: str) -> PurePosixPath:
    """Return `path`, links followed, relative to `root`; "." is the root itself. It need not exist.

    Two names of one file give the same result, so it can be a key, and a rule about names cannot be
    avoided through a link.

    Raises:
        ToolError: the path leads outside, even through a link, or is no path at all.
    """
    _check_spelling(path)
    base = root.resolve()
    try:
        resolved = (base / path).resolve()
    except (OSError, RuntimeError) as error:
        # A chain of links that bites its own tail: RuntimeError until Python 3.12, OSError after.
        raise ToolError(f"{_shown(path)} cannot be followed: its links form a loop. Use another path.") from error
    if not resolved.is_relative_to(base):
        raise ToolError(
            f"{_shown(path)} is outside the workspace. Use a path relative to the workspace folder"
            f"{_suggestion(base, path)}."
        )
    return PurePosixPath(resolved.relative_to(base).as_posix())


def _check_spelling(path: str) -> None:
    """Raise ToolError for what no path inside a workspace looks like."""
    if not path.strip():
        raise ToolError('The path is empty. Use "." for the workspace folder.')
    if complaint := _misspelling(path):
        raise ToolError(f"{_shown(path)} {complaint}")


def _misspelling(path: str) -> str:
    """Return what is wrong with a path that has characters, or ""."""
    if "\0" in path or "\n" in path:
        return "contains a NUL or a line break. Give one plain path."
    try:
        encoded = os.fsencode(path)
    except UnicodeEncodeError:
        return "is not valid Unicode. Give a plain path."
    if len(encoded) > MAX_PATH_BYTES or max(map(len, encoded.split(b"/"))) > MAX_NAME_BYTES:
        return f"is too long: a name has at most {MAX_NAME_BYTES} bytes. Use a shorter name."
    if path.startswith("~"):
        return "is outside the workspace: `~` is a home folder. Use a path relative to the workspace folder."
    if PureWindowsPath(path).drive and not Path(path).is_absolute():
        return "is a Windows path. Use a path relative to the workspace folder, with forward slashes."
    if "\\" in path and os.sep == "/":
        return "contains a backslash. Write paths with forward slashes."
    if ".." in path.split("/"):
        return "contains `..`. Write the path from the workspace folder down."
    return ""


def _suggestion(base: Path, path: str) -> str:
    """Return a hint for models that take the workspace folder for the root of the disk."""
    relative = path.lstrip("/")
    return f", such as {relative}" if relative and (base / relative).exists() else ""


def _shown(path: str) -> str:
    text = path.encode("utf-8", "replace").decode().replace("\0", "\\0").replace("\n", "\\n")
    return text if len(text) <= 200 else text[:200] + "…"
