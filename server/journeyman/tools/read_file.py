"""Read a text file, or a part of it."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import Field

from ..agent.events import ToolOutput
from ..agent.interfaces import Files, FileText, Report, ToolSpec
from ..errors import ToolError
from .arguments import Arguments, briefly, check, json_schema
from .lines import fitting, line_count, line_range, numbered, split_lines
from .paths import inside
from .ripgrep import similar_files

MAX_LINES = 2000


class ReadFileArguments(Arguments):
    """Which file, and which lines of it; lines are counted from 1."""

    path: str
    first_line: int = Field(1, ge=1)
    line_count: int = Field(MAX_LINES, ge=1)


@dataclass(frozen=True)
class ReadFile:
    """Shows numbered lines, and remembers in `seen` which version of the file the model knows."""

    files: Files
    root: Path
    seen: dict[PurePosixPath, str]
    max_characters: int = 16_000

    spec = ToolSpec(
        name="read_file",
        description="Read a text file. Each line comes as `number|text`; the number is not in the file.",
        parameters=json_schema(ReadFileArguments),
        effect="read",
        kind="read",
    )
    brief = briefly(spec, "Read a text file. Lines come as `number|text`.", "path", "first_line", "line_count")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Return the lines, and how to ask for the next ones if some are left."""
        args = check(ReadFileArguments, arguments)
        path = inside(self.root, args.path)
        file = await read_existing(self.files, self.root, path)
        lines = await asyncio.to_thread(split_lines, file.text)
        if args.first_line > max(1, len(lines)):
            raise ToolError(f"{path} has only {line_count(len(lines))}. Use a smaller first_line.")
        text = excerpt(lines, args.first_line, min(args.line_count, MAX_LINES), self.max_characters)
        self.seen[path] = file.version
        return ToolOutput(text or f"{path} is empty.")


async def read_existing(files: Files, root: Path, path: PurePosixPath) -> FileText:
    """Read `path`. Raise ToolError if that fails; if it does not exist, name the files meant, perhaps."""
    try:
        return await files.read(path)
    except ToolError as error:
        if await asyncio.to_thread(os.path.lexists, root / path):
            raise
        names = await similar_files(root, path)
        advice = f"Perhaps you mean {' or '.join(names)}." if names else "Use list_files to find it."
        raise ToolError(f"{path} does not exist. {advice}") from error


def excerpt(lines: Sequence[str], first_line: int, line_count: int, max_characters: int) -> str:
    """Return numbered lines that fit into `max_characters`, but at least one, and a note on the rest."""
    wanted = numbered(lines[first_line - 1 : first_line - 1 + line_count], first_line)
    shown = wanted[: max(1, fitting(wanted, max_characters))]
    last_line = first_line - 1 + len(shown)
    text = "\n".join(shown)
    if last_line < len(lines):
        of_all = f"{line_range(first_line, last_line)} of {len(lines):,}"
        text += f"\n[That was {of_all}. Continue with first_line={last_line + 1}.]"
    return text
