"""Forget something for good."""

from dataclasses import dataclass
from typing import Any

from pydantic import Field

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from ..errors import NotRemembered, ToolError
from .arguments import Arguments, briefly, check, json_schema
from .memories import Memories


class ForgetArguments(Arguments):
    """What to forget, and the user's words for it."""

    id: str = Field(description="such as m12, from recall")
    quote: str = Field(description="the user's own words that ask for it")


@dataclass(frozen=True)
class Forget:
    """Forget a statement, with everything that it rests on. Nobody but the user can want that."""

    memories: Memories

    spec = ToolSpec(
        name="forget",
        description="Forget something remembered for good, when the user asks for it.",
        parameters=json_schema(ForgetArguments),
        effect="write",
        kind="other",
    )
    brief = briefly(
        spec, "Forget what the user asks you to; `id` is from recall, `quote`: their own words.", "id", "quote"
    )

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Forget it."""
        args = check(ForgetArguments, arguments)
        try:
            await self.memories.forget(args.id, args.quote)
        except NotRemembered as error:
            raise ToolError(str(error)) from error
        # Not what it said: this is kept with the conversation.
        return ToolOutput(f"{args.id} is forgotten. Do not repeat what it said.")
