"""Show the files of a folder in little room."""

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from .lines import fitting
from .ripgrep import MAX_FILES

NOTE_CHARACTERS = 120
"""Room that is kept for the note at the end."""


def listing(files: Sequence[str], folder: PurePosixPath, max_characters: int) -> str:
    """Return `files` below `folder`, sorted, one a line; deep folders are counted where there is no room."""
    files = sorted(files)
    room = max_characters - NOTE_CHARACTERS
    entries = _deepest_that_fits(files, len(folder.parts) + 1, room)
    lines = entries[: fitting(entries, room)]
    if len(lines) < len(entries):
        lines.append(f"[{len(entries) - len(lines):,} more entries are left out. Narrow with path or glob.]")
    elif len(files) == MAX_FILES:
        lines.append(f"[Only the first {MAX_FILES:,} files were counted. Narrow with path or glob.]")
    elif len(entries) < len(files):
        lines.append("[Some folders are only counted. List one with `path` to see its files.]")
    return "\n".join(lines)


def collapse(files: Sequence[str], depth: int) -> list[str]:
    """Return sorted `files`, those below `depth` as one line a folder, with their number."""
    counts: Counter[str] = Counter()
    for file in files:
        parts = file.split("/", depth)
        counts[file if len(parts) <= depth else "/".join(parts[:depth]) + "/"] += 1
    return [f"{name} ({_files(count)})" if name.endswith("/") else name for name, count in counts.items()]


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def _deepest_that_fits(files: Sequence[str], depth: int, room: int) -> list[str]:
    """Return `files` collapsed as little as possible, but at least to `depth`."""
    entries = collapse(files, depth)
    deeper = collapse(files, depth + 1)
    if deeper == entries or fitting(deeper, room) < len(deeper):
        return entries
    return _deepest_that_fits(files, depth + 1, room)
