"""Outline a file, or find things of the workspace by name."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pydantic import Field

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from ..errors import ToolError
from .arguments import Arguments, briefly, check, json_schema
from .definition_lines import defined_name
from .editor import Location, Symbol
from .lines import split_lines
from .naming import Names, identifier
from .passages import BY_EDITOR, BY_SEARCH, Passage, Passages
from .paths import inside
from .read_file import read_existing

MORE = "Give `path` or a longer `name`."


class SymbolsArguments(Arguments):
    """A file, a name, or both."""

    path: str | None = Field(None, description="file to outline")
    name: str | None = Field(None, description="or name to find")


@dataclass(frozen=True)
class Symbols:
    """Asks the editor, which knows the language; else looks for lines that look like definitions."""

    names: Names
    passages: Passages

    spec = ToolSpec(
        name="symbols",
        description="List what a file defines, or find definitions by name.",
        parameters=json_schema(SymbolsArguments),
        effect="read",
        kind="search",
    )
    brief = briefly(spec, "List what a file defines, or find a name.", "path", "name")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Return a line for each symbol, and who found them."""
        args = check(SymbolsArguments, arguments)
        if args.path:
            return ToolOutput(await self._outline(inside(self.names.root, args.path), args.name or ""))
        if not args.name:
            raise ToolError("Give `path` for what a file defines, or `name` to find something anywhere.")
        return ToolOutput(await self._find(identifier(args.name)))

    async def _outline(self, path: PurePosixPath, name: str) -> str:
        if self.passages.hidden(path):
            raise ToolError(f"{path} may hold secrets and is not shown. Work without it.")
        file = await read_existing(self.names.files, self.names.root, path)
        if known := await self.names.editor.outline(path):
            title, found = BY_EDITOR, described(known)
        else:
            title, found = BY_SEARCH, await asyncio.to_thread(outline, file.text, path)
        chosen = [passage for passage in found if name.lower() in passage.text.lower()]
        if not chosen:
            raise ToolError(f"No definitions{f' of {name}' if name else ''} were found in {path}. Use read_file.")
        return self.passages.render(title, chosen, more=MORE)

    async def _find(self, name: str) -> str:
        answer = await self.names.editor.find_symbols(name) or ()
        if known := [one for one in answer if not self.passages.hidden(one.location.path)]:
            about = await self.names.about(identifier(known[0].name), known[0].location) if len(known) == 1 else ""
            return self.passages.described(self.passages.render(BY_EDITOR, described(known), more=MORE), about)
        if found := await self.passages.defining(name):
            return self.passages.render(BY_SEARCH, found, more=MORE)
        raise ToolError(f"No definition of {name} was found by text search. Try search_text with a part of the name.")


def described(symbols: Iterable[Symbol]) -> list[Passage]:
    """Return the symbols as lines: what it is, and what it belongs to."""
    return [
        Passage(one.location, f"{one.kind} {one.container}{'.' if one.container else ''}{one.name}") for one in symbols
    ]


def outline(text: str, path: PurePosixPath) -> list[Passage]:
    """Return the lines of a file that seem to define something."""
    lines = enumerate(split_lines(text), 1)
    return [Passage(Location(path, number), line) for number, line in lines if defined_name(line)]
