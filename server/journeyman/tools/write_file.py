"""Create a file, or replace all of its text."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from ..agent.events import FileChange, ToolOutput
from ..agent.interfaces import Files, FileText, Report, ToolSpec
from ..errors import ToolError
from .arguments import Arguments, check, json_schema
from .numbering import split_lines
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

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Write the file, and return how long it is now."""
        args = check(WriteFileArguments, arguments)
        path = inside(self.root, args.path)
        file = await self._current(path)
        if file is None:
            self.seen[path] = await self.files.write(path, args.content, replacing=None)
            change = FileChange(str(path), None, args.content)
            return ToolOutput(f"Created {path} ({_size(args.content)}).", changes=(change,))
        self._check_seen(path, file)
        content = with_endings_of(file.text, args.content)
        if content == file.text:
            return ToolOutput(f"{path} holds exactly this text already; nothing was written.")
        self.seen[path] = await self.files.write(path, content, replacing=file.version)
        text = f"Replaced all of {path} ({_size(file.text)} before, {_size(content)} now)."
        return ToolOutput(text, changes=(FileChange(str(path), file.text, content),))

    async def _current(self, path: PurePosixPath) -> FileText | None:
        """Return the file, or None if there is none. Raise ToolError if it is there but no text file."""
        try:
            return await self.files.read(path)
        except ToolError:
            if await asyncio.to_thread(os.path.lexists, self.root / path):
                raise
            return None

    def _check_seen(self, path: PurePosixPath, file: FileText) -> None:
        """Raise ToolError if the model would replace what it does not know."""
        if path not in self.seen:
            raise ToolError(f"{path} exists already. Read it first, or change a part of it with edit_file.")
        if self.seen[path] != file.version:
            raise ToolError(f"{path} changed since you read it. Read it again before you replace it.")


def with_endings_of(old: str, new: str) -> str:
    """Return `new` with the line endings that most of `old` has; its byte order mark is kept elsewhere."""
    plain = new.removeprefix("\ufeff").replace("\r\n", "\n")
    crlf = old.count("\r\n")
    return plain.replace("\n", "\r\n") if crlf > old.count("\n") - crlf else plain


def _size(text: str) -> str:
    count = len(split_lines(text))
    return "1 line" if count == 1 else f"{count:,} lines"
