"""Hand a part of the task to a second agent with a history of its own."""

from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from ..agent.events import (
    FileChange,
    HistoryCompacted,
    StepFinished,
    ToolFinished,
    ToolOutput,
    ToolStarted,
    TurnFinished,
)
from ..agent.interfaces import Report, ToolSpec
from ..agent.loop import Agent, run_turn
from ..agent.messages import StopReason, Usage, UserMessage
from ..errors import ProviderError, ToolError
from .arguments import Arguments, check, json_schema


class DelegateArguments(Arguments):
    """What the second agent gets to know."""

    task: str = Field(min_length=1, description="everything the other needs to know: it sees nothing else")


@dataclass(frozen=True)
class Delegate:
    """What it reads does not fill this conversation: only its summary comes back.

    Its own tool calls ask for consent one by one, so the call itself counts as reading.
    """

    agent: Agent

    spec = ToolSpec(
        name="delegate",
        description="Let a second agent do a separate part, such as a wide search. Returns its summary.",
        parameters=json_schema(DelegateArguments),
        effect="read",
    )

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Run a turn of its own and answer with its last words."""
        work = _Work()
        turn = run_turn(self.agent, [UserMessage(check(DelegateArguments, arguments).task)])
        try:
            async with aclosing(turn) as events:
                async for event in events:
                    match event:
                        case ToolStarted():
                            report(f"{event.call.name}\n")
                        case StepFinished():
                            work.text = event.message.text or work.text
                            work.usage += event.message.usage
                        case HistoryCompacted():
                            work.usage += event.usage
                        case ToolFinished(output=ToolOutput() as output):
                            work.changes += output.changes
                        case TurnFinished():
                            work.stop_reason = event.stop_reason
                        case _:
                            pass
        except ProviderError as error:
            raise ToolError(f"The second agent stopped: {error} Do this part yourself.") from error
        return ToolOutput(work.summary(), tuple(work.changes), usage=work.usage)


class _Work:
    """What came of a delegated turn so far."""

    def __init__(self) -> None:
        self.text = ""
        self.usage = Usage()
        self.changes: list[FileChange] = []
        self.stop_reason: StopReason = "end_turn"

    def summary(self) -> str:
        if self.stop_reason == "end_turn" and self.text:
            return self.text
        return f"The second agent ended without finishing ({self.stop_reason}). It last said: {self.text or 'nothing'}"
