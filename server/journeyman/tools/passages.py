"""Find lines with a name, and show lines that were found: by file, and as many as fit."""

import asyncio
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..agent.context import cut_middle
from ..agent.interfaces import Files
from ..errors import ToolError
from .definition_lines import defined_name
from .editor import Location
from .lines import fitting, split_lines
from .naming import occurrence
from .ripgrep import globs, ripgrep

BY_EDITOR = "From the editor:"
BY_SEARCH = "By text search, may be incomplete:"

MAX_SHOWN_LINES = 1_000
MAX_SEARCHED_LINES = 20_000
"""Among which definitions are looked for."""
MAX_READ_FILES = 40
MAX_TEXT_CHARACTERS = 200
NOTE_CHARACTERS = 120
"""Room that is kept for the note at the end."""

_OPTIONS = (
    "--sort=path",
    "--null",
    "--no-heading",
    "--with-filename",
    "--line-number",
    "--max-columns=400",
    "--max-columns-preview",
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A line and what is on it."""

    location: Location
    text: str = ""
    """"" for a line that is not to be shown."""


@dataclass(frozen=True)
class Passages:
    """Lines of the workspace's files, except of those that `hidden` is true for."""

    root: Path
    files: Files
    hidden: Callable[[PurePosixPath], bool]
    max_characters: int = 16_000
    buffers: Callable[[], Mapping[PurePosixPath, str]] = dict
    """Texts that the user has not saved yet; they count instead of what the disk holds."""

    async def with_word(self, name: str) -> list[Passage]:
        """Return the first lines with `name` as a whole word; ignored files are left out."""
        return await self._search(name, MAX_SHOWN_LINES, bool)

    async def defining(self, name: str) -> list[Passage]:
        """Return the lines that seem to define `name`."""
        return await self._search(name, MAX_SEARCHED_LINES, lambda line: defined_name(line) == name)

    async def at(self, locations: Iterable[Location]) -> list[Passage]:
        """Return what is on these lines, sorted; nothing of files outside the workspace, and of no more than forty."""
        places = sorted(set(locations), key=lambda place: (place.path.is_absolute(), place.path, place.line))
        paths = list(dict.fromkeys(place.path for place in places))
        shown = [path for path in paths if not path.is_absolute() and not self.hidden(path)][:MAX_READ_FILES]
        texts = dict(zip(shown, await asyncio.gather(*map(self._lines, shown)), strict=True))
        return [Passage(place, _line(texts.get(place.path, ()), place.line).strip()) for place in places]

    def render(self, title: str, passages: Sequence[Passage], *, more: str) -> str:
        """Return the lines by file, cut to fit; `more` says how to see the others."""
        rows = [title]
        for path, group in itertools.groupby(passages, lambda passage: passage.location.path):
            rows.append(str(path))
            rows += [_row(passage) for passage in group]
        shown = rows[: fitting(rows, self.max_characters - NOTE_CHARACTERS)]
        if len(shown) < len(rows):
            shown.append(f"[There are more. {more}]")
        return "\n".join(shown)

    def described(self, text: str, about: str) -> str:
        """Return what was rendered, with what is known of it below, cut to fit."""
        return f"{text}\n\n{cut_middle(about, self.max_characters // 4)}" if about else text

    async def _lines(self, path: PurePosixPath) -> Sequence[str]:
        try:
            file = await self.files.read(path)
        except ToolError:
            # Gone, or no text: where it is, is still worth telling.
            return ()
        return await asyncio.to_thread(split_lines, file.text)

    async def _search(self, name: str, limit: int, is_wanted: Callable[[str], bool]) -> list[Passage]:
        options = [*_OPTIONS, *globs(""), "--fixed-strings", "--word-regexp", f"--regexp={name}"]
        # What it says about binary files has no NUL.
        found = await ripgrep(self.root, options, PurePosixPath(), limit=limit, keep=lambda record: "\0" in record)
        buffers = self.buffers()

        def merged() -> list[Passage]:
            on_disk = (_parsed(record) for record in found.records if is_wanted(_text(record)))
            lines = [line for line in on_disk if line.location.path not in buffers]
            for path, text in buffers.items():
                for number, line in enumerate(split_lines(text), 1):
                    if name in line and occurrence(name).search(line) and is_wanted(line):
                        lines.append(Passage(Location(path, number), line.strip()))
            shown = (line for line in lines if not self.hidden(line.location.path))
            return sorted(shown, key=lambda line: (line.location.path, line.location.line))

        return await asyncio.to_thread(merged)


def _text(record: str) -> str:
    return record.partition("\0")[2].partition(":")[2].removesuffix("\r")


def _parsed(record: str) -> Passage:
    path, _, rest = record.partition("\0")
    return Passage(Location(PurePosixPath(path), int(rest.partition(":")[0])), _text(record).strip())


def _row(passage: Passage) -> str:
    text = passage.text.rstrip()
    if len(text) > MAX_TEXT_CHARACTERS:
        text = text[:MAX_TEXT_CHARACTERS] + "…"
    return f"  {passage.location.line}{': ' if text else ''}{text}"


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""
