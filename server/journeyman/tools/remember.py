"""Keep something that the user said."""

from dataclasses import dataclass
from typing import Any

from pydantic import Field

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from ..errors import NotRemembered, ToolError
from .arguments import Arguments, briefly, check, json_schema
from .memories import Memories


class RememberArguments(Arguments):
    """What to keep, and the user's words for it."""

    statement: str = Field(description="such as: Prefers pytest for tests.", min_length=1)
    quote: str = Field(description="the user's own words that say so")
    everywhere: bool = Field(False, description="for all projects")


@dataclass(frozen=True)
class Remember:
    """Keep something that the user said. What nobody said is not kept."""

    memories: Memories

    spec = ToolSpec(
        name="remember",
        description="Keep for later sessions what the user wants remembered.",
        parameters=json_schema(RememberArguments),
        # It writes into the memory, never into the workspace, and only what the user has said.
        effect="read",
        kind="other",
    )
    brief = briefly(spec, "Keep what the user wants remembered; `quote`: their own words.", "statement", "quote")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Keep it."""
        args = check(RememberArguments, arguments)
        try:
            id_ = await self.memories.remember(args.statement, args.quote, everywhere=args.everywhere)
        except NotRemembered as error:
            raise ToolError(str(error)) from error
        return ToolOutput(f"Kept as {id_}.")
