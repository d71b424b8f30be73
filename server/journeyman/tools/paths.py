"""Keep paths given by the model inside the workspace."""

from contextlib import suppress
from pathlib import Path, PurePosixPath

from ..errors import ToolError


def inside(root: Path, path: str) -> PurePosixPath:
    """Return `path`, links followed, relative to `root`; "." is the root itself. It need not exist.

    Two names of one file give the same result, so it can be a key.

    Raises:
        ToolError: the path leads outside, even through a link, or is no path at all.
    """
    if complaint := _misspelling(path):
        raise ToolError(complaint)
    base = root.resolve()
    try:
        resolved = (base / path).resolve()
        resolved.exists()
    except (OSError, RuntimeError, ValueError) as error:
        raise ToolError(
            f"{_shown(path)} is no usable path: it is too long, contains a NUL or broken Unicode, goes through a "
            "folder that may not be entered, or its links form a loop. Use another path."
        ) from error
    if not resolved.is_relative_to(base):
        raise ToolError(f"{_shown(path)} is outside the workspace{_way_back(base, path)}")
    return PurePosixPath(resolved.relative_to(base).as_posix())


def _way_back(base: Path, path: str) -> str:
    """Return why `path` leads outside of `base`, if that cannot be seen from it, and what to use."""
    relative = path.lstrip("/")
    if relative == path:
        return ": it leads there through a link. Use a path that does not."
    # Some models take the workspace folder for the root of the disk.
    hint = ""
    with suppress(ToolError):
        if (base / inside(base, relative)).exists():
            hint = f", such as {relative}"
    return f". Use a path relative to the workspace folder{hint}."


def _misspelling(path: str) -> str:
    """Return what is wrong with how a path is written, or ""."""
    if not path.strip():
        return 'The path is empty. Use "." for the workspace folder.'
    if path.startswith("~"):
        return (
            f"{_shown(path)} is outside the workspace: `~` is a home folder. Write it from the workspace folder down."
        )
    if "\\" in path:
        return f"{_shown(path)} contains a backslash. Write it from the workspace folder down, with forward slashes."
    if ".." in path.split("/"):
        # Behind a link it would lead elsewhere than the rules, which judge the spelling, believe.
        return f"{_shown(path)} contains `..`. Write the path from the workspace folder down."
    return ""


def _shown(path: str) -> str:
    """Return `path` so that it can be printed."""
    return path[:200].encode("utf-8", "replace").decode().replace("\0", "\\0")
