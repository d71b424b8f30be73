"""Find out where a path in a command leads, without asking the disk."""

import posixpath
import re
from pathlib import PurePosixPath

SYSTEM_FOLDERS = frozenset("bin boot dev etc lib lib32 lib64 proc sbin sys usr var System Library Applications".split())
TEMPORARY_FOLDERS = (PurePosixPath("/var/tmp"), PurePosixPath("/var/folders"))  # noqa: S108
"""They lie in a system folder, and yet are made for throwing away."""


def place(root: PurePosixPath, directory: str | None, path: str) -> PurePosixPath | None:
    """Return the place that `path` means in `directory`: absolute, or below `~`. None if unknown.

    `directory` is relative to `root`, the workspace folder, or absolute, or below `~`; None if unknown.
    """
    path = re.sub(r"^\$(?:HOME\b|\{HOME\})", "~", path)
    path = re.sub(r"^\$(?:PWD\b|\{PWD\})", ".", path)
    if re.search(r"[$`{]", path):
        return None
    if not path.startswith(("/", "~")):
        if directory is None:
            return None
        path = posixpath.join(directory, path)
    if not path.startswith(("/", "~")):
        path = posixpath.join(root, path)
    normal = posixpath.normpath(path)
    if not normal.startswith(("/", "~")):
        # `~/..` is where homes are; its name differs between systems.
        normal = posixpath.join("/home", normal)
    return PurePosixPath(re.sub(r"^/+", "/", normal))


def without_wildcard(path: PurePosixPath) -> PurePosixPath:
    """The folder, if the last part of `path` means everything in it: `/etc/*` is `/etc`."""
    return path.parent if re.fullmatch(r"[.*?]*\*[.*?]*", path.name) else path


def is_precious(root: PurePosixPath, path: PurePosixPath) -> bool:
    """Whether losing `path` would lose a system, a home, or what the workspace lies in."""
    path = without_wildcard(path)
    if path.is_relative_to(root):
        return False
    if path in root.parents or any(path.is_relative_to(folder) for folder in TEMPORARY_FOLDERS):
        return path in root.parents
    if path.parts[0].startswith("~"):
        return len(path.parts) == 1
    is_home = path.parts[1:2] in (("home",), ("Users",)) and len(path.parts) <= 3
    return len(path.parts) <= 2 or is_home or path.parts[1] in SYSTEM_FOLDERS
