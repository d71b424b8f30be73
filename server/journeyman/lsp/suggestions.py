"""What could be written next in a chat box: `/` begins a command, `@` names a file or a folder."""

import asyncio
import re
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp

from ..agent.prompts import load_prompt
from ..errors import ToolError, UsageError
from ..tools.paths import inside
from ..tools.ripgrep import files_below
from .text_edits import split_lines, to_offset

if TYPE_CHECKING:
    from ..skillbook import KnownSkill

MAX_SUGGESTIONS = 50
MAX_LOOKED_UP = 64
"""Words with `@` in a prompt. Pasted code can hold thousands, and each costs a look at the disk."""
COMMANDS = {
    "init": "Write or improve AGENTS.md for this repository",
    "review": "Review what is not committed yet",
    "test": "Run the tests, and fix what fails",
}
"""What a prompt may begin with, and what it does. The prompt itself is `agent/prompts/command_NAME.md`."""

MAX_DESCRIPTION = 200
"""Characters of a skill's description in a menu."""

_COMMAND = re.compile(r"/([\w-]*)$")
_FILE = re.compile(r"(?:^|\s)@([^\s@]*)$")
_NAMED = re.compile(r"(?:^|\s)@(\w+):([^\s@]*)$")


def commands(skills: Iterable["KnownSkill"] = ()) -> list[dict[str, Any]]:
    """Return what a prompt may begin with as the Agent Client Protocol has it: all commands, the first skills."""
    named = ((skill.name, shortened(skill.description)) for skill in skills if skill.name not in COMMANDS)
    return [
        {"name": name, "description": description}
        for name, description in chain(COMMANDS.items(), islice(named, MAX_SUGGESTIONS))
    ]


def wanted(kind: str, before: str) -> str | None:
    """Return what stands behind `@kind:` before the caret, such as `@memory:`; None if nothing is being named there."""
    match = _NAMED.search(before)
    return match[2].casefold() if match and match[1] == kind else None


def named_command(text: str) -> str:
    """Return the name behind the slash at the start of a prompt; "" if there is none."""
    match = re.match(r"/([\w-]+)(?:\s|$)", text)
    return match[1] if match else ""


def expand(text: str, skills: Container[str] = ()) -> tuple[str, str | None]:
    """Return what the command at the start of a prompt means, and the skill that is named there instead.

    Raises:
        UsageError: there is no such command, and no such skill.
    """
    name = named_command(text)
    if name in COMMANDS:
        return load_prompt(f"command_{name}"), None
    if name in skills:
        return "", name
    if re.fullmatch(r"[a-z][a-z0-9-]*", name):
        known = ", ".join(f"/{command}" for command in COMMANDS)
        raise UsageError(
            f"There is no command /{name}, and no skill of this name. There are: {known}, and the skills that "
            "`/` offers; search them for others. Begin with a space to say it as it is."
        )
    return "", None


def before_caret(text: str, position: lsp.Position) -> str:
    """Return the text of a prompt up to the caret."""
    return text[: to_offset(split_lines(text), position, "utf-16")]


async def suggest(root: Path, before: str, skills: Iterable["KnownSkill"]) -> list[dict[str, Any]]:
    """Return what could be written behind `before` in a prompt."""
    if (found := suggest_commands(before, skills)) is not None:
        return found
    if (wanted := wanted_file(before)) is None:
        return []
    return await asyncio.to_thread(suggest_files, wanted, await files_below(root, PurePosixPath()))


def suggest_commands(before: str, skills: Iterable["KnownSkill"] = ()) -> list[dict[str, Any]] | None:
    """Return the commands and skills that fit what stands before the caret; None if none is being written there.

    A skill fits by the beginning of its name, or else of one of the words in it.
    """
    match = _COMMAND.fullmatch(before)
    if match is None:
        return None
    start = match[1]
    offered = [_offer(name, "command", text) for name, text in COMMANDS.items() if name.startswith(start)]
    others = (skill for skill in skills if skill.name not in COMMANDS)
    found = islice(fitting_skills(start, others), MAX_SUGGESTIONS - len(offered))
    return offered + [_offer(skill.name, "skill", shortened(skill.description)) for skill in found]


def fitting_skills(start: str, skills: Iterable["KnownSkill"]) -> Iterator["KnownSkill"]:
    """Return the skills whose names begin so, then those with a word in their name that does."""
    known = list(skills)
    by_name = (skill for skill in known if skill.name.startswith(start))
    by_word = (skill for skill in known if f"-{start}" in skill.name and not skill.name.startswith(start))
    return chain(by_name, by_word)


def _offer(name: str, kind: str, detail: str) -> dict[str, Any]:
    return {"label": f"/{name}", "insertText": f"/{name} ", "kind": kind, "detail": detail}


def shortened(description: str) -> str:
    """Return the description of a skill as one line of a menu."""
    line = " ".join(description.split())
    return line if len(line) <= MAX_DESCRIPTION else line[: MAX_DESCRIPTION - 1] + "…"


def wanted_file(before: str) -> str | None:
    """Return what of a file's name stands before the caret; None if none is being written there."""
    match = _FILE.search(before)
    return match[1] if match else None


def suggest_files(wanted: str, files: Collection[str]) -> list[dict[str, Any]]:
    """Return the files, and the folders that they are in, whose paths have the letters of `wanted` in this order.

    The best come first. A folder ends with a slash; the one that is written out already is not offered again.
    """
    letters = wanted.lower()
    paths = chain(files, folders_of(files) - {wanted})
    found = ((_rank(path, letters), path) for path in paths if _holds(path.lower(), letters))
    return [_offer_path(path) for _, path in sorted(found)[:MAX_SUGGESTIONS]]


def folders_of(files: Iterable[str]) -> set[str]:
    """Return all folders on the way to files, each with a slash at its end."""
    found: set[str] = set()
    for path in files:
        end = path.rfind("/")
        # Those above a folder that was met before were met with it.
        while end > 0 and path[: end + 1] not in found:
            found.add(path[: end + 1])
            end = path.rfind("/", 0, end)
    return found


def _offer_path(path: str) -> dict[str, Any]:
    # No space behind a folder: what is in it can be named next.
    is_folder = path.endswith("/")
    return {
        "label": path,
        "insertText": f"@{path}{'' if is_folder else ' '}",
        "kind": "folder" if is_folder else "file",
    }


def _holds(path: str, letters: str) -> bool:
    """Whether the letters occur in this order. No pattern: `aaaa…` can be found in `aaaa…` in too many ways."""
    rest = iter(path)
    return all(letter in rest for letter in letters)


def _rank(path: str, letters: str) -> Sequence[int]:
    """Lower is better: a file of this name, then one whose path holds it, then short paths."""
    lower = path.lower()
    name = lower.rstrip("/").rpartition("/")[2]
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
