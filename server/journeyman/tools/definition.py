"""Find where a name is defined."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from ..errors import ToolError
from .arguments import briefly, check, json_schema
from .editor import Location
from .naming import NameArguments, Names, identifier
from .passages import BY_EDITOR, BY_SEARCH, Passages

MORE = "Give `path` and `line` of a use of the one you mean."


@dataclass(frozen=True)
class Definition:
    """Asks the editor, which knows the language; else searches lines that look like definitions."""

    names: Names
    passages: Passages

    spec = ToolSpec(
        name="definition",
        description="Find where a name is defined.",
        parameters=json_schema(NameArguments),
        effect="read",
        kind="search",
    )
    brief = briefly(spec, "Find where a name is defined.", "name", "path", "line")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Return the lines, and who found them."""
        args = check(NameArguments, arguments)
        name = identifier(args.name)
        known, about = await self._ask(args, name)
        if known:
            text = self.passages.render(BY_EDITOR, await self.passages.at(known), more=MORE)
            # What an editor tells of a secret can be the secret.
            is_secret = any(self.passages.hidden(one.path) for one in known)
            return ToolOutput(text if is_secret else self.passages.described(text, about))
        if found := await self.passages.defining(name):
            return ToolOutput(self.passages.render(BY_SEARCH, found, more=MORE))
        raise ToolError(f"No definition of {name} was found by text search. Look for its uses with references.")

    async def _ask(self, args: NameArguments, name: str) -> tuple[Sequence[Location] | None, str]:
        """Return where it is defined, and what is known of it; a library's signature is known where it is used."""
        editor = self.names.editor
        if args.path and (place := await self.names.place(args)):
            known, about = await asyncio.gather(editor.definition(place), editor.about(place))
            return known, about or ""
        found = [symbol.location for symbol in await self.names.symbols(args.name)]
        return found, await self.names.about(name, found[0]) if len(found) == 1 else ""
