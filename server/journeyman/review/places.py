"""Find out where a path in a command leads, without asking the disk."""

import posixpath
import re
from pathlib import PurePosixPath

SYSTEM_FOLDERS = frozenset("bin boot dev etc lib lib32 lib64 proc sbin sys usr var System Library Applications".split())
TEMPORARY_FOLDERS = (PurePosixPath("/var/tmp"), PurePosixPath("/var/folders"))  # noqa: S108
"""They lie in a system folder, and yet are made for throwing away."""


def entered(directory: str | None, path: str) -> str | None:
    """Return the folder `path` as seen from `directory`; None if it is known only when the command runs.

    A folder is relative to the workspace folder, absolute, or below `~`.
    """
    path = re.sub(r"^\$(?:HOME\b|\{HOME\})", "~", path)
    path = re.sub(r"^\$(?:PWD\b|\{PWD\})", ".", path)
    if re.search(r"[$`{]", path):
        return None
    if path.startswith(("/", "~")):
        return path
    return None if directory is None else posixpath.join(directory, path)


def place(root: PurePosixPath, directory: str | None, path: str) -> PurePosixPath | None:
    """Return the place that `path` means in `directory`: absolute, or below `~`. None if unknown.

    `root` is the workspace folder; `directory` is as `entered` returns it.
    """
    seen = entered(directory, path)
    if seen is None:
        return None
    # A home stands in /home while `..` is resolved; where it really is differs between systems.
    full = posixpath.join(root, re.sub("^~", "/home/~", seen))
    normal = "/" + posixpath.normpath(full).lstrip("/")
    return PurePosixPath(re.sub("^/home/~", "~", normal))


def without_wildcard(path: PurePosixPath) -> PurePosixPath:
    """The folder, if the last part of `path` means everything in it: `/etc/*` is `/etc`."""
    return path.parent if re.fullmatch(r"[.*?]*\*[.*?]*", path.name) else path


def is_precious(root: PurePosixPath, path: PurePosixPath) -> bool:
    """Whether losing `path` would lose a system, a home, or what the workspace lies in."""
    path = without_wildcard(path)
    if path in root.parents:
        return True
    if any(path.is_relative_to(folder) for folder in (root, *TEMPORARY_FOLDERS)):
        return False
    if path.parts[0].startswith("~"):
        return len(path.parts) == 1
    is_home = path.parts[1] in {"home", "Users"} and len(path.parts) == 3
    return len(path.parts) == 2 or is_home or path.parts[1] in SYSTEM_FOLDERS
