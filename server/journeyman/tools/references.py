"""Find where a name is used."""

from dataclasses import dataclass
from typing import Any

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from ..errors import ToolError
from .arguments import briefly, check, json_schema
from .naming import NameArguments, Names, identifier
from .passages import BY_EDITOR, BY_SEARCH, Passages

MORE = "Use search_text with `path` or `glob` to see a part of them."


@dataclass(frozen=True)
class References:
    """Asks the editor, which tells things of one name apart; else searches the word."""

    names: Names
    passages: Passages

    spec = ToolSpec(
        name="references",
        description="Find where a name is used.",
        parameters=json_schema(NameArguments),
        effect="read",
        kind="search",
    )
    brief = briefly(spec, "Find where a name is used.", "name", "path", "line")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Return the lines, and who found them."""
        args = check(NameArguments, arguments)
        name, place = identifier(args.name), await self.names.place(args)
        known = await self.names.editor.references(place) if place else None
        if known:
            return ToolOutput(self.passages.render(BY_EDITOR, await self.passages.at(known), more=MORE))
        if found := await self.passages.with_word(name):
            return ToolOutput(self.passages.render(BY_SEARCH, found, more=MORE))
        raise ToolError(f"{name} occurs in no file that is not ignored. Try a part of the name with search_text.")
