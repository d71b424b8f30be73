"""What could be written next in a chat box: `/` begins a command, `@` names a file."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from lsprotocol import types as lsp

from ..agent.prompts import load_prompt
from ..errors import ToolError, UsageError
from ..tools.paths import inside
from ..tools.ripgrep import files_below
from .text_edits import split_lines, to_offset

MAX_SUGGESTIONS = 50
MAX_LOOKED_UP = 64
"""Words with `@` in a prompt. Pasted code can hold thousands, and each costs a look at the disk."""
COMMANDS = {
    "init": "Write or improve AGENTS.md for this repository",
    "review": "Review what is not committed yet",
    "test": "Run the tests, and fix what fails",
}
"""What a prompt may begin with, and what it does. The prompt itself is `agent/prompts/command_NAME.md`."""

_COMMAND = re.compile(r"/(\w*)$")
_FILE = re.compile(r"(?:^|\s)@([^\s@]*)$")


def commands() -> list[dict[str, Any]]:
    """Return the commands as the Agent Client Protocol has them."""
    return [{"name": name, "description": description} for name, description in COMMANDS.items()]


def expand(text: str) -> str:
    """Return what the command at the start of a prompt means; "" if there is none.

    Raises:
        UsageError: there is no such command.
    """
    if not (match := re.match(r"/([a-z]+)(?:\s|$)", text)):
        return ""
    if match[1] not in COMMANDS:
        known = ", ".join(f"/{name}" for name in COMMANDS)
        raise UsageError(f"There is no command /{match[1]}. There are: {known}. Begin with a space to say it as it is.")
    return load_prompt(f"command_{match[1]}")


async def suggest(root: Path, text: str, position: lsp.Position) -> list[dict[str, Any]]:
    """Return what could be written at a place in the text of a prompt."""
    before = text[: to_offset(split_lines(text), position, "utf-16")]
    if (found := suggest_commands(before)) is not None:
        return found
    if (wanted := wanted_file(before)) is None:
        return []
    return await asyncio.to_thread(suggest_files, wanted, await files_below(root, PurePosixPath()))


def suggest_commands(before: str) -> list[dict[str, Any]] | None:
    """Return the commands that fit what stands before the caret; None if no command is being written there."""
    match = _COMMAND.fullmatch(before)
    if match is None:
        return None
    return [
        {"label": f"/{name}", "insertText": f"/{name} ", "kind": "command", "detail": description}
        for name, description in COMMANDS.items()
        if name.startswith(match[1])
    ]


def wanted_file(before: str) -> str | None:
    """Return what of a file's name stands before the caret; None if none is being written there."""
    match = _FILE.search(before)
    return match[1] if match else None


def suggest_files(wanted: str, files: Iterable[str]) -> list[dict[str, Any]]:
    """Return the files whose paths have the letters of `wanted` in this order, the best first."""
    letters = wanted.lower()
    found = ((_rank(path, letters), path) for path in files if _holds(path.lower(), letters))
    return [{"label": path, "insertText": f"@{path} ", "kind": "file"} for _, path in sorted(found)[:MAX_SUGGESTIONS]]


def _holds(path: str, letters: str) -> bool:
    """Whether the letters occur in this order. No pattern: `aaaa…` can be found in `aaaa…` in too many ways."""
    rest = iter(path)
    return all(letter in rest for letter in letters)


def _rank(path: str, letters: str) -> Sequence[int]:
    """Lower is better: a file of this name, then one whose path holds it, then short paths."""
    lower = path.lower()
    name = lower.rpartition("/")[2]
    return (not name.startswith(letters), letters not in name, letters not in lower, len(path))


def mentioned_files(text: str, root: Path) -> list[str]:
    """Return the files and folders below `root` that a prompt names with `@`, each once."""
    named = (path.rstrip(".,;:!?)") for path in re.findall(r"(?:^|\s)@([^\s@]+)", text))
    return [path for path in islice(dict.fromkeys(named), MAX_LOOKED_UP) if _exists(root, path)]


def _exists(root: Path, path: str) -> bool:
    try:
        return inside(root, path) != PurePosixPath() and (root / path).exists()
    except ToolError:
        return False
