"""Point at a folder in a prompt: `@src/`."""

import asyncio
from pathlib import Path

from ..errors import ToolError
from ..tools.listing import listing
from ..tools.paths import inside
from ..tools.ripgrep import files_below
from .suggestions import mentioned_files

MAX_LISTED = 3
"""Folders whose files one prompt can bring along."""
MAX_CHARACTERS = 4_000
"""Of one list. Where there is no room, deep folders are only counted."""


async def mentioned_folders(text: str, root: Path) -> str:
    """Return the files in the folders below `root` that a prompt names with `@`, for the model, or ""."""
    folders = await asyncio.to_thread(_folders_in, text, root)
    return "\n\n".join([listed for path in folders if (listed := await _listed(path, root))])


def _folders_in(text: str, root: Path) -> list[str]:
    return [path for path in mentioned_files(text, root) if (root / path).is_dir()][:MAX_LISTED]


async def _listed(path: str, root: Path) -> str:
    try:
        folder = inside(root, path)
        files = await files_below(root, folder)
    except ToolError:
        # The model knows which folder is meant, and can list it itself.
        return ""
    text = listing(files, folder, MAX_CHARACTERS) if files else "[No files, or only ignored ones.]"
    return f'<folder path="{folder}">\n{text}\n</folder>'
