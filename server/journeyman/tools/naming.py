"""Find the place that a model means by a name, and perhaps a file and a line."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import Field

from ..agent.interfaces import Files
from ..errors import ToolError
from .arguments import Arguments
from .definition_lines import defined_name
from .editor import Editor, Location, Place, Symbol
from .lines import split_lines
from .paths import inside
from .read_file import read_existing

MAX_NAME_CHARACTERS = 200
MAX_LISTED = 8


class NameArguments(Arguments):
    """A name, and where it stands; a model counts lines well and columns badly."""

    name: str
    path: str | None = Field(None, description="file that has the name")
    line: int | None = Field(None, description="tells namesakes apart")


@dataclass(frozen=True)
class Names:
    """Looks names up in the files as the user sees them."""

    root: Path
    files: Files
    editor: Editor

    async def place(self, args: NameArguments) -> Place | None:
        """Return where to ask; None if no path was given and the editor does not know the name.

        Raises:
            ToolError: the name is not there, or there are several things of that name.
        """
        name = identifier(args.name)
        if args.path:
            path = inside(self.root, args.path)
            file = await read_existing(self.files, self.root, path)
            return await asyncio.to_thread(find_place, file.text, path, name, args.line)
        found = [one for one in await self.symbols(args.name) if not one.location.path.is_absolute()]
        if not found:
            return None
        if len(found) > 1:
            places = listed([f"{one.location.path}:{one.location.line}" for one in found])
            raise ToolError(f"There are several {name}: {places}. Call again with path and line of the one you mean.")
        location = found[0].location
        file = await read_existing(self.files, self.root, location.path)
        return await asyncio.to_thread(find_place, file.text, location.path, name, location.line)

    async def about(self, name: str, location: Location) -> str:
        """Return what the editor knows of what is defined there; "" if nothing, or if it lies outside."""
        if location.path.is_absolute():
            return ""
        try:
            file = await read_existing(self.files, self.root, location.path)
            place = await asyncio.to_thread(find_place, file.text, location.path, name, location.line)
        except ToolError:
            # A language server can be some edits behind; where it is, is still worth telling.
            return ""
        return await self.editor.about(place) or ""

    async def symbols(self, name: str) -> list[Symbol]:
        """Return what the editor knows by exactly this name."""
        wanted = identifier(name)
        return [one for one in await self.editor.find_symbols(wanted) or () if _bare(one.name) == wanted]


def identifier(name: str) -> str:
    """Return the last part of a name: `total` for `Cart.total`, `cart::total` and `total()`.

    Raises:
        ToolError: it is no name.
    """
    last = _bare(name.strip().strip("`"))
    if not last or len(last) > MAX_NAME_CHARACTERS or re.search(r"\s", last):
        raise ToolError("`name` must be one identifier, such as parse_date. To find other text, use search_text.")
    return last


def occurrence(name: str) -> re.Pattern[str]:
    """Return what matches `name` as a whole word."""
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def find_place(text: str, path: PurePosixPath, name: str, line: int | None) -> Place:
    """Return where `name` stands on `line`, counted from 1; None for where it is defined, or else first.

    Raises:
        ToolError: it is not there; says where it is.
    """
    word = occurrence(name)
    found = {
        number: match
        for number, each in enumerate(split_lines(text), 1)
        if name in each and (match := word.search(each))
    }
    if not found:
        raise ToolError(f"{name} does not occur in {path}. Leave `path` out to look everywhere.")
    if line and line not in found:
        numbers = listed([str(number) for number in found])
        raise ToolError(f"{name} is not on line {line} of {path}, but on {numbers}. Use one of these lines.")
    defining = (number for number, match in found.items() if defined_name(match.string) == name)
    line = line or next(defining, min(found))
    return Place(path, line, found[line].string[: found[line].start()])


def listed(names: Sequence[str]) -> str:
    """Return the first of `names`, with commas, and how many there are beside."""
    rest = len(names) - MAX_LISTED
    return ", ".join(names[:MAX_LISTED]) + (f" and {rest:,} more" if rest > 0 else "")


def _bare(name: str) -> str:
    # Some language servers call a method `total()` or `total(int)`, or a Go method `(*Cart).total`.
    return re.split(r"\.|::|#|->", re.sub(r"(?<=.)\([^()]*\)$", "", name))[-1]
