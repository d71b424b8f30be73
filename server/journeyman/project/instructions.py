"""Read the rules that a team wrote down for agents: AGENTS.md and its kin."""

import asyncio
import os
import posixpath
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from .identity import repository_top

AGENTS = "AGENTS.md"
NAMES = (AGENTS, "CLAUDE.md", ".github/copilot-instructions.md", ".cursorrules")
"""In the order in which they are shown; see https://agents.md and the agents' own documentation."""
MAX_FILE_BYTES = 1_000_000
"""Far more than fits a prompt; of a larger file only the beginning is read."""
INTRODUCTION = (
    "These are the team's rules for working in this repository. Follow them. Where two disagree, the one "
    "that comes first wins; what the user says in this conversation wins over both."
)


@dataclass(frozen=True, slots=True)
class Instructions:
    """One file of rules, as far as it is shown to the model."""

    path: str
    """Relative to the workspace folder, with forward slashes; `../AGENTS.md` lies above it."""
    text: str
    note: str = ""
    """What is missing from `text`, and why."""

    @property
    def cut(self) -> bool:
        """Whether something is missing."""
        return bool(self.note)


async def read_instructions(root: Path, *, max_characters: int) -> tuple[Instructions, ...]:
    """Return what holds in the whole workspace folder, the most specific of each kind first.

    Looked for in `root` and in its parents up to the repository's top. The same text counts once.
    `max_characters` is for all texts together; the first ones get their share first.
    """
    return await asyncio.to_thread(_read_all, root, max_characters)


async def nested_instructions(root: Path, path: PurePosixPath, *, max_characters: int) -> tuple[Instructions, ...]:
    """Return each AGENTS.md between `root` and the folder of the file `path`, the nearest first.

    That of `root` is left out. A `path` that leads outside has none.
    """
    return await asyncio.to_thread(_read_nested, root, path, max_characters)


def render(instructions: Sequence[Instructions]) -> str:
    """Return the text for the model; "" if there are none."""
    if not instructions:
        return ""
    return "\n\n".join((INTRODUCTION, *map(_rendered, instructions)))


def _rendered(one: Instructions) -> str:
    body = "\n".join(part for part in (one.text, one.note and f"[{one.note}]") if part)
    return f'<instructions path="{one.path}">\n{body}\n</instructions>'


def _read_all(root: Path, max_characters: int) -> tuple[Instructions, ...]:
    root = root.resolve()
    top = repository_top(root) or root
    paths = [folder / name for name in NAMES for folder in _folders(root, top)]
    return tuple(_cut(_distinct(_read(paths, root, top)), max_characters))


def _read_nested(root: Path, path: PurePosixPath, max_characters: int) -> tuple[Instructions, ...]:
    root = root.resolve()
    folder = Path(os.path.realpath(root / path)).parent
    if not folder.is_relative_to(root):
        return ()
    paths = [each / AGENTS for each in _folders(folder, root)[:-1]]
    return tuple(_cut(_distinct(_read(paths, root, repository_top(root) or root)), max_characters))


def _folders(folder: Path, top: Path) -> list[Path]:
    """From `folder` up to `top`, both included."""
    return [each for each in (folder, *folder.parents) if each.is_relative_to(top)]


def _read(paths: Iterable[Path], root: Path, top: Path) -> Iterator[Instructions]:
    for path in paths:
        name = Path(os.path.relpath(path, root)).as_posix()
        real = Path(os.path.realpath(path))
        if not real.is_relative_to(top):
            yield Instructions(name, "", "Left out: it is a link that leads out of the repository.")
        elif _is_file(real):
            yield _read_file(real, name)


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _read_file(path: Path, name: str) -> Instructions:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        return Instructions(name, "", f"Left out: it cannot be read ({error.strerror}).")
    if b"\0" in content:
        return Instructions(name, "", "Left out: it is not UTF-8 text.")
    text = content[:MAX_FILE_BYTES].decode("utf-8-sig", "replace").replace("\r\n", "\n").strip()
    return Instructions(name, text, _cut_note(text) if len(content) > MAX_FILE_BYTES else "")


def _distinct(instructions: Iterable[Instructions]) -> Iterator[Instructions]:
    """Leave out what is empty, what was said already, and what only refers to it."""
    paths: set[str] = set()
    texts = {""}
    for one in instructions:
        if one.note or not (one.text in texts or _reference(one) in paths):
            yield one
        paths.add(one.path)
        texts.add(one.text)


def _reference(one: Instructions) -> str | None:
    """The path that a text such as `@AGENTS.md` refers to; None if it says more than that."""
    match = re.fullmatch(r"@(\S+)", one.text)
    return posixpath.normpath(posixpath.join(posixpath.dirname(one.path), match[1])) if match else None


def _cut(instructions: Iterable[Instructions], max_characters: int) -> Iterator[Instructions]:
    room = max_characters
    for one in instructions:
        if len(one.text) > room:
            # At the end of a line if there is one: half a rule can say the opposite of the whole.
            text = one.text[: room + 1].rpartition("\n")[0] or one.text[:room]
            one = replace(one, text=text, note=_cut_note(text))
        yield one
        room -= len(one.text)


def _cut_note(text: str) -> str:
    return f"Cut after {len(text):,} characters." if text else "Left out: it is too long."
