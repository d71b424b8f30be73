"""Ask the user something that only they know."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from .arguments import Arguments, briefly, check, json_schema

AskUserFunction = Callable[[str, Sequence[str]], Awaitable[str | None]]
"""Shows a question and the answers to choose from; returns the answer, or None if nobody is there."""

NOBODY = (
    "Nobody is there to answer. Decide yourself: take the choice that is easiest to undo, and say in your "
    "final answer what you assumed."
)


class AskUserArguments(Arguments):
    """One question."""

    question: str = Field(min_length=1)
    choices: list[str] = Field([])


@dataclass(frozen=True)
class AskUser:
    """Waits for the user as long as it takes."""

    ask: AskUserFunction

    spec = ToolSpec(
        name="ask_user",
        description="Ask the user one question that you cannot answer by looking.",
        parameters=json_schema(AskUserArguments),
        effect="read",
    )
    brief = briefly(spec, "Ask what you cannot find out.", "question")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Answer with what the user said."""
        args = check(AskUserArguments, arguments)
        answer = await self.ask(args.question, tuple(args.choices))
        return ToolOutput(NOBODY if answer is None else f"The user answered: {answer}")
