"""Replace passages of a file."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import Field, field_validator

from ..agent.events import FileChange, ToolOutput
from ..agent.interfaces import Files, Report, ToolSpec
from ..errors import ToolError
from .arguments import Arguments, briefly, check, json_schema
from .lines import line_range, numbered, split_lines
from .paths import inside
from .read_file import read_existing
from .replacement import Edit, Matching, Replaced, replace

MAX_SHOWN_LINES = 12
"""Of each change; the model knows what it wrote and needs to see where that is now."""
MAX_SHOWN_CHANGES = 6


class EditFileArguments(Arguments):
    """Which file, and what to replace in it."""

    path: str
    edits: list[Edit] = Field(min_length=1)

    @field_validator("edits", mode="before")
    @classmethod
    def _as_list(cls, value: object) -> object:
        """Small models send the list as a string, or a single edit without a list."""
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                return value
        return [value] if isinstance(value, dict) else value


@dataclass(frozen=True)
class EditFile:
    """Replaces passages, if the file is as the model has seen it."""

    files: Files
    root: Path
    seen: dict[PurePosixPath, str]

    spec = ToolSpec(
        name="edit_file",
        description="Replace passages of a file: all edits or none, each matched against the file as it is.",
        parameters=json_schema(EditFileArguments),
        effect="write",
        kind="edit",
    )
    brief = briefly(spec, "Replace passages. `old` must occur exactly once, without line numbers.", "path", "edits")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Edit the file, and return the changed lines with their new numbers."""
        args = check(EditFileArguments, arguments)
        path = inside(self.root, args.path)
        file = await read_existing(self.files, self.root, path)
        is_seen = path in self.seen
        if is_seen and self.seen[path] != file.version:
            raise ToolError(f"{path} changed since you read it. Read it again, then edit it.")
        # A file that was never read may be edited, but then nothing is left to interpretation.
        matching: Matching = "loose" if is_seen else "exact"
        replaced = await asyncio.to_thread(replace, file.text, args.edits, matching=matching)
        version = await self.files.write(path, replaced.text, replacing=file.version)
        if is_seen:
            self.seen[path] = version
        return ToolOutput(describe(path, replaced), changes=(FileChange(str(path), file.text, replaced.text),))


def describe(path: PurePosixPath, replaced: Replaced) -> str:
    """Return where the changes are now, with the lines around them."""
    lines = split_lines(replaced.text)
    places = ", ".join(line_range(first, last) for first, last in replaced.changed)
    shown = ["\n".join(_lines_around(lines, first, last)) for first, last in replaced.changed[:MAX_SHOWN_CHANGES]]
    return f"Edited {path}: {places}.\n" + "\n…\n".join(shown)


def _lines_around(lines: Sequence[str], first: int, last: int) -> list[str]:
    """Return the lines `first` to `last`, counted from 1, and one on either side; cut in the middle."""
    start = max(0, first - 2)
    shown = numbered(lines[start : last + 1], start + 1)
    half = MAX_SHOWN_LINES // 2
    return shown if len(shown) <= MAX_SHOWN_LINES else [*shown[:half], "…", *shown[-half:]]
