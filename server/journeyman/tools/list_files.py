"""List the files of the workspace, as deep as there is room for."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import Field

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from ..errors import ToolError
from .arguments import Arguments, check, json_schema
from .lines import fitting
from .paths import inside
from .ripgrep import MAX_FILES, files_below

NOTE_CHARACTERS = 120
"""Room that is kept for the note at the end."""


class ListFilesArguments(Arguments):
    """Which files."""

    path: str = Field(".", description="folder")
    glob: str = Field("", description="such as **/*.py")


@dataclass(frozen=True)
class ListFiles:
    """Lists files below a folder; what .gitignore names is left out."""

    root: Path
    max_characters: int = 16_000

    spec = ToolSpec(
        name="list_files",
        description="List the files below a folder, ignored ones left out.",
        parameters=json_schema(ListFilesArguments),
        effect="read",
        kind="search",
    )

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Return sorted paths; deep folders are counted where there is no room for their files."""
        args = check(ListFilesArguments, arguments)
        folder = inside(self.root, args.path)
        if (self.root / folder).is_file():
            raise ToolError(f"{folder} is a file, not a folder. Use read_file to see what is in it.")
        if not (self.root / folder).is_dir():
            raise ToolError(f'{folder} does not exist. List its parent folder, or "." for the whole workspace.')
        files = await files_below(self.root, folder, glob=args.glob)
        if not files:
            which = f"files match {args.glob} below" if args.glob else "files are below"
            return ToolOutput(f"No {which} {folder} (ignored files are left out).")
        text = await asyncio.to_thread(listing, files, folder, self.max_characters)
        return ToolOutput(text)


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
