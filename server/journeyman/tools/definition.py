"""Find where a name is defined."""

from dataclasses import dataclass
from typing import Any

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from ..errors import ToolError
from .arguments import check, json_schema
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

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Return the lines, and who found them."""
        args = check(NameArguments, arguments)
        name = identifier(args.name)
        if args.path and (place := await self.names.place(args)):
            known = await self.names.editor.definition(place)
        else:
            known = [symbol.location for symbol in await self.names.symbols(args.name)]
        if known:
            return ToolOutput(self.passages.render(BY_EDITOR, await self.passages.at(known), more=MORE))
        if found := await self.passages.defining(name):
            return ToolOutput(self.passages.render(BY_SEARCH, found, more=MORE))
        raise ToolError(f"No definition of {name} was found by text search. Look for its uses with references.")
