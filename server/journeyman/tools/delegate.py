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
from ..agent.messages import Usage, UserMessage
from ..errors import ProviderError, ToolError
from .arguments import Arguments, briefly, check, json_schema


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
    brief = briefly(spec, "Let a second agent, which knows only `task`, do a part. Returns its summary.", "task")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Run a turn of its own and answer with its last words."""
        task = check(DelegateArguments, arguments).task
        text, usage, stop_reason = "", Usage(), ""
        changes: list[FileChange] = []
        try:
            async with aclosing(run_turn(self.agent, [UserMessage(task)])) as events:
                async for event in events:
                    match event:
                        case ToolStarted(call):
                            report(f"{call.name}\n")
                        case StepFinished(message):
                            text = message.text or text
                            usage += message.usage
                        case HistoryCompacted():
                            usage += event.usage
                        case ToolFinished(output=ToolOutput() as output):
                            changes += output.changes
                        case TurnFinished():
                            stop_reason = event.stop_reason
                        case _:
                            pass
        except ProviderError as error:
            raise ToolError(f"The second agent stopped: {error} Do this part yourself.") from error
        if stop_reason != "end_turn" or not text:
            text = f"The second agent ended without finishing ({stop_reason}). It last said: {text or 'nothing'}"
        return ToolOutput(text, tuple(changes), usage=usage)
