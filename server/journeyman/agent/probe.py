"""Try a model out: does it answer, how fast, and does it call a tool as it should?"""

import asyncio
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Literal

from ..errors import ProviderRefused, ProviderUnreachable, ToolsUnsupported
from .adaptive import AdaptiveProvider, constrained_ways
from .interfaces import ModelRequest, Provider, ToolSpec
from .messages import AssistantMessage, UserMessage
from .tokens import estimate_tokens

ANSWER_SECONDS = 180.0
"""For the first answer. Long, because the service may have to load the model before."""
CALL_SECONDS = 120.0
"""For each way to call a tool. Models that can think do so before."""
MAX_SHOWN_LENGTH = 40
"""Of what a model names a tool."""

ToolCalls = Literal["native", "constrained", "none"]
"""How a model calls tools: by itself, as JSON that the service enforces, or not at all."""

PATH = "notes/today.md"
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
QUESTION = ModelRequest("", (UserMessage("Count from one to thirty in words."),), max_output_tokens=256)
ERRAND = ModelRequest(
    "You work with files. Use the tools to do what the user asks.",
    (UserMessage(f"Read the file {PATH} and tell me what it says."),),
    tools=(READ_FILE,),
    max_output_tokens=1024,
)


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of trying a model out."""

    first_token_ms: int | None
    """From the question to the first piece of the answer, in milliseconds. None: there was no answer."""
    tokens_per_second: float | None
    """After the first piece. None: the answer came in one piece, or not at all."""
    called_tool: bool | None
    """Whether a tool call of its own was the right one. None: it has none of its own."""
    tool_calls: ToolCalls
    """The first way in which it made the right call."""
    problem: str = ""
    """What went wrong, for the user; empty if nothing did."""


async def probe(
    provider: Provider, *, has_tools: bool | None, clock: Callable[[], float], report: Callable[[str, int], None]
) -> Probe:
    """Ask for a short answer, then for a tool call. `clock` tells seconds; `report` gets a word and a percentage.

    Raises:
        ProviderError: the service did not answer in time, or refuses the model. Nothing is known then.
    """
    report("Asking for an answer", 0)
    first_token_ms, tokens_per_second, silence = await _measure(provider, clock)
    report("Asking for a tool call", 50)
    called_tool, tool_calls, mistake = await _find_way(provider, has_tools)
    return Probe(first_token_ms, tokens_per_second, called_tool, tool_calls, f"{silence} {mistake}".strip())


async def _measure(provider: Provider, clock: Callable[[], float]) -> tuple[int | None, float | None, str]:
    """Return the milliseconds to the first token, the tokens per second after it, and what went wrong."""
    counted, written, problem = 0, "", ""
    asked_at, arrived_at = clock(), list[float]()
    try:
        async with asyncio.timeout(ANSWER_SECONDS), aclosing(provider.stream(QUESTION)) as parts:
            async for part in parts:
                if isinstance(part, AssistantMessage):
                    counted = part.usage.output_tokens
                else:
                    arrived_at.append(clock())
                    written += part.text
    except TimeoutError:
        problem = f"It had not ended a short answer after {ANSWER_SECONDS:.0f} seconds."
        if not arrived_at:
            raise ProviderUnreachable(f"{problem} If it is being loaded, try again later.") from None
    if not arrived_at:
        return None, None, "It answered with nothing."
    first_token_ms = round((arrived_at[0] - asked_at) * 1000)
    return first_token_ms, _rate(counted or estimate_tokens(written), arrived_at[-1] - arrived_at[0]), problem


def _rate(tokens: int, seconds: float) -> float | None:
    """Return the tokens per second after the first token; None if nothing came after it."""
    return round((tokens - 1) / seconds, 1) if seconds > 0 and tokens > 1 else None


async def _find_way(provider: Provider, has_tools: bool | None) -> tuple[bool | None, ToolCalls, str]:
    """Return whether the model's own tool call was right, the first way that works, and what went wrong."""
    called_tool, mistake = None, ""
    if has_tools is not False:
        # It is no mistake to have no tools: there is another way.
        with suppress(ToolsUnsupported):
            mistake = await _problem_of_call(provider)
            called_tool = not mistake
    if called_tool:
        return True, "native", ""
    if not (complaint := await _problem_of_call(AdaptiveProvider(constrained_ways(provider)))):
        return called_tool, "constrained", mistake
    return called_tool, "none", f"{mistake} As JSON: {complaint}".strip()


async def _problem_of_call(provider: Provider) -> str:
    """Return what is wrong with the tool call that was asked for; nothing if it is right.

    Raises:
        ToolsUnsupported: the model takes no tools.
        ProviderUnreachable: the service is gone.
    """
    try:
        async with asyncio.timeout(CALL_SECONDS), aclosing(provider.stream(ERRAND)) as parts:
            async for part in parts:
                if isinstance(part, AssistantMessage):
                    return _judge(part)
    except TimeoutError:
        return f"It had not called a tool after {CALL_SECONDS:.0f} seconds."
    except ToolsUnsupported:
        raise
    except ProviderRefused as error:
        return str(error)
    return "It called no tool."


def _judge(message: AssistantMessage) -> str:
    if not message.tool_calls:
        return "It called no tool."
    call = message.tool_calls[0]
    if call.name != READ_FILE.name:
        return f"It called {call.name[:MAX_SHOWN_LENGTH]!r} instead of {READ_FILE.name!r}."
    return "" if call.arguments == {"path": PATH} else "It called the tool with wrong arguments."
