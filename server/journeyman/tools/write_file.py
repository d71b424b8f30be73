"""Create a file, or replace all of its text."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ..agent.events import FileChange, ToolOutput
from ..agent.interfaces import Files, FileText, Report, ToolSpec
from ..errors import ToolError
from .arguments import Arguments, briefly, check, json_schema
from .lines import line_count, line_ending, split_lines
from .paths import inside


class WriteFileArguments(Arguments):
    """Which file, and all of its text."""

    path: str
    content: str


@dataclass(frozen=True)
class WriteFile:
    """Writes whole files; replaces one only if the model has seen it as it is now."""

    files: Files
    root: Path
    seen: dict[PurePosixPath, str]

    spec = ToolSpec(
        name="write_file",
        description="Create a file, or replace all of one that you have read. For a part, use edit_file.",
        parameters=json_schema(WriteFileArguments),
        effect="write",
        kind="edit",
    )
    brief = briefly(spec, "Create a file, or replace one that you have read.", "path", "content")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Write the file, and return how long it is now."""
        args = check(WriteFileArguments, arguments)
        path = inside(self.root, args.path)
        old = await self._current(path)
        if old is None:
            content, text = args.content, f"Created {path} ({_size(args.content)})."
        else:
            content = with_endings_of(old.text, args.content)
            text = f"Replaced all of {path} ({_size(old.text)} before, {_size(content)} now)."
        if old and content == old.text:
            return ToolOutput(f"{path} holds exactly this text already; nothing was written.")
        self.seen[path] = await self.files.write(path, content, replacing=old.version if old else None)
        return ToolOutput(text, changes=(FileChange(str(path), old.text if old else None, content),))

    async def _current(self, path: PurePosixPath) -> FileText | None:
        """Return the file, None if there is none. Raise ToolError if it is no text, or not as the model knows it."""
        try:
            file = await self.files.read(path)
        except ToolError:
            if await asyncio.to_thread(os.path.lexists, self.root / path):
                raise
            return None
        if path not in self.seen:
            raise ToolError(f"{path} exists already. Read it first, or change a part of it with edit_file.")
        if self.seen[path] != file.version:
            raise ToolError(f"{path} changed since you read it. Read it again before you replace it.")
        return file


def with_endings_of(old: str, new: str) -> str:
    """Return `new` with the line endings that most of `old` has; its byte order mark is kept elsewhere."""
    return new.removeprefix("\ufeff").replace("\r\n", "\n").replace("\n", line_ending(old))


def _size(text: str) -> str:
    return line_count(len(split_lines(text)))
