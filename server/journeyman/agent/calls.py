"""Run the tool calls of one step. Whatever goes wrong with a call is answered, never raised."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from itertools import groupby, islice

from ..errors import ToolError
from .events import ToolFinished, ToolProgress, ToolStarted
from .interfaces import Consent, Refused, Tool
from .messages import ToolCall, ToolResult
from .repair import unknown_tool_answer

ToolEvent = ToolStarted | ToolProgress | ToolFinished
SIDE_BY_SIDE = 16
"""A model may ask for a thousand searches at once, and each is a process with open files."""


async def run_calls(
    calls: Iterable[ToolCall], tools: Mapping[str, Tool], consent: Consent
) -> AsyncGenerator[ToolEvent, None]:
    """Run neighbouring calls that only read side by side, a few at a time, all others one after the other.

    Events come in the order of the calls. Closing the generator cancels what still runs.
    """
    for reads, neighbours in groupby(calls, lambda call: only_reads(call, tools)):
        while group := list(islice(neighbours, SIDE_BY_SIDE if reads else 1)):
            async with aclosing(_run_group(group, tools, consent)) as events:
                async for event in events:
                    yield event


def only_reads(call: ToolCall, tools: Mapping[str, Tool]) -> bool:
    """Whether the call leaves no trace."""
    return call.name in tools and tools[call.name].spec.effect == "read"


async def _run_group(
    calls: Sequence[ToolCall], tools: Mapping[str, Tool], consent: Consent
) -> AsyncGenerator[ToolEvent, None]:
    queues: list[asyncio.Queue[ToolProgress | ToolFinished]] = [asyncio.Queue() for _ in calls]
    running = [
        asyncio.create_task(_run(call, tools, consent, queue)) for call, queue in zip(calls, queues, strict=True)
    ]
    try:
        for call, queue, task in zip(calls, queues, running, strict=True):
            yield ToolStarted(call)
            async with aclosing(_events(queue, task)) as events:
                async for event in events:
                    yield event
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _events(
    queue: asyncio.Queue[ToolProgress | ToolFinished], task: asyncio.Task[None]
) -> AsyncGenerator[ToolProgress | ToolFinished, None]:
    while not (task.done() and queue.empty()):
        getting = asyncio.ensure_future(queue.get())
        try:
            await asyncio.wait((getting, task), return_when=asyncio.FIRST_COMPLETED)
            if getting.done():
                yield getting.result()
        finally:
            getting.cancel()
    # A tool that crashed is a bug: it ends the turn, and the front end reports it.
    task.result()


async def _run(
    call: ToolCall, tools: Mapping[str, Tool], consent: Consent, queue: asyncio.Queue[ToolProgress | ToolFinished]
) -> None:
    try:
        finished = await _answer(call, tools, consent, queue)
    except ToolError as error:
        finished = ToolFinished(ToolResult(call.id, str(error), is_error=True))
    queue.put_nowait(finished)


async def _answer(
    call: ToolCall, tools: Mapping[str, Tool], consent: Consent, queue: asyncio.Queue[ToolProgress | ToolFinished]
) -> ToolFinished:
    if call.name not in tools:
        raise ToolError(unknown_tool_answer(call.name, {name: tool.spec for name, tool in tools.items()}))
    if call.malformed:
        raise ToolError(f"The arguments are no JSON object: {call.malformed[:200]} … Send the call again.")
    tool = tools[call.name]
    decision = await consent.asks(call, tool.spec)
    if isinstance(decision, Refused):
        raise ToolError(decision.reason)
    output = await tool.run(call.arguments, lambda text: queue.put_nowait(ToolProgress(call.id, text)))
    return ToolFinished(ToolResult(call.id, output.text), output)
