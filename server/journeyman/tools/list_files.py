"""List the files of the workspace, as deep as there is room for."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from ..errors import ToolError
from .arguments import Arguments, briefly, check, json_schema
from .listing import listing
from .paths import inside
from .ripgrep import files_below


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
    brief = briefly(spec, "List the files below a folder.", "path", "glob")

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
