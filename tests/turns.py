"""Play turns with a scripted model and small tools."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from grammar import check_grammar
from journeyman.agent.context import Window
from journeyman.agent.events import ToolOutput
from journeyman.agent.interfaces import Allowed, Refused, ToolSpec
from journeyman.agent.loop import Agent, TurnLimits, run_turn
from journeyman.agent.messages import AssistantMessage, ToolCall, UserMessage
from journeyman.errors import ToolError

PARAMETERS = {"type": "object", "properties": {"say": {"type": "string"}}, "required": ["say"]}


@dataclass(frozen=True)
class Echo:
    spec = ToolSpec("echo", "Say it back.", PARAMETERS, effect="read")

    async def run(self, arguments, report):
        if "say" not in arguments:
            raise ToolError("`say` is missing.")
        report("working")
        return ToolOutput(arguments["say"])


@dataclass
class Meeting:
    """A tool that ends only when as many calls as expected have started: proof that they run side by side."""

    expected: int
    spec = ToolSpec("meet", "Wait for the others.", PARAMETERS, effect="read")
    started: int = 0
    everybody: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, arguments, report):
        self.started += 1
        if self.started == self.expected:
            self.everybody.set()
        await self.everybody.wait()
        return ToolOutput(arguments["say"])


@dataclass
class Write:
    """A tool that notes when it runs, and can wait for ever."""

    log: list[str] = field(default_factory=list)
    spec = ToolSpec("write", "Write.", PARAMETERS, effect="write")
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, arguments, report):
        self.log.append(f"start {arguments['say']}")
        if arguments["say"] == "forever":
            self.reached.set()
            await asyncio.Event().wait()
        await asyncio.sleep(0)
        self.log.append(f"end {arguments['say']}")
        return ToolOutput("written")


class Yes:
    async def asks(self, call, spec):
        return Allowed()


class No:
    async def asks(self, call, spec):
        return Refused("The user said no: use echo.")


def agent_with(provider, *tools, consent=None, window=None, **limits) -> Agent:
    return Agent(
        provider,
        "Be good.",
        {tool.spec.name: tool for tool in (tools or (Echo(),))},
        consent or Yes(),
        window or Window(32_000, 4_000),
        TurnLimits(**limits),
    )


HELLO = (UserMessage("hi"),)


async def play(provider, *tools, messages=HELLO, steering=None, **options) -> list[Any]:
    events = [event async for event in run_turn(agent_with(provider, *tools, **options), messages, steering)]
    check_grammar(events)
    return events


def says(text: str, id: str = "1") -> ToolCall:
    return ToolCall(id, "echo", {"say": text})


def asks_for(*calls: ToolCall, **more) -> AssistantMessage:
    return AssistantMessage(tool_calls=calls, stop_reason="tool_calls", **more)
