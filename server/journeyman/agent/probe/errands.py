"""Errands for which a model has to call a tool, and whether it called the right one."""

import asyncio
from typing import Protocol

from ...errors import ProviderRefused, ToolsUnsupported
from ..asking import ask
from ..interfaces import ModelRequest, Provider, ToolSpec
from ..messages import AssistantMessage, UserMessage
from .result import PartName, ProbePart

MAX_SHOWN_LENGTH = 40
"""Of what a model names a tool."""

TODAY, TOMORROW = "notes/today.md", "notes/tomorrow.md"
READ_FILE = ToolSpec(
    name="read_file",
    description="Read a text file of the workspace.",
    parameters={
        "type": "object",
        "properties": {"path": {"type": "string", "description": "Relative to the workspace."}},
        "required": ["path"],
        "additionalProperties": False,
    },
    effect="read",
)


class Errand(Protocol):
    """Something that a model can only do with tools."""

    async def __call__(self, provider: Provider, name: PartName, *, seconds: float) -> ProbePart:
        """Send it; `name` is what the part is called. Raise ProviderUnreachable if nobody answers."""
        ...


async def read_one(provider: Provider, name: PartName, *, seconds: float) -> ProbePart:
    """Ask for one tool call."""
    return await _send(provider, name, f"Read the file {TODAY} and tell me what it says.", {TODAY}, seconds)


async def read_two(provider: Provider, name: PartName, *, seconds: float) -> ProbePart:
    """Ask for two tool calls side by side."""
    text = f"Read the files {TODAY} and {TOMORROW}, both at once, and tell me what they say."
    return await _send(provider, name, text, {TODAY, TOMORROW}, seconds)


async def _send(provider: Provider, name: PartName, text: str, paths: set[str], seconds: float) -> ProbePart:
    """Send the model on an errand for which it has to read `paths`. Raise ProviderUnreachable if nobody answers."""
    request = ModelRequest(
        "You work with files. Use the tools to do what the user asks.",
        (UserMessage(text),),
        tools=(READ_FILE,),
        max_output_tokens=1024,
    )
    try:
        async with asyncio.timeout(seconds):
            complaint = _complaint(await ask(provider, request), paths)
    except TimeoutError:
        complaint = f"It had not called a tool after {seconds:.0f} seconds."
    except ToolsUnsupported as error:
        # It is no mistake to have none: there is another way.
        return ProbePart(name, "not_tried", str(error))
    except ProviderRefused as error:
        complaint = str(error)
    return ProbePart(name, "wrong" if complaint else "right", complaint)


def _complaint(message: AssistantMessage, paths: set[str]) -> str:
    """Return what is wrong with the tool calls; nothing if they are right. More than these do no harm."""
    calls = message.tool_calls[: len(paths)]
    if not calls:
        return "It called no tool."
    for call in calls:
        if call.name != READ_FILE.name:
            return f"It called {call.name[:MAX_SHOWN_LENGTH]!r} instead of {READ_FILE.name!r}."
    if len(calls) < len(paths):
        return "It made one call instead of two."
    arguments, wanted = [call.arguments for call in calls], [{"path": path} for path in paths]
    is_right = all(each in wanted for each in arguments) and all(each in arguments for each in wanted)
    return "" if is_right else "It called the tool with wrong arguments."
