"""The calls of one step, however many there are."""

import asyncio

from journeyman.agent.calls import SIDE_BY_SIDE, run_calls
from journeyman.agent.events import ToolFinished, ToolOutput
from journeyman.agent.interfaces import Allowed, ToolSpec
from journeyman.agent.messages import ToolCall


class Crowd:
    """A tool that only reads, and counts how many of its calls run at a time."""

    spec = ToolSpec(name="look", description="Look.", parameters={}, effect="read")

    def __init__(self):
        self.inside = self.most = 0

    async def run(self, arguments, report):
        self.inside += 1
        self.most = max(self.most, self.inside)
        await asyncio.sleep(0)
        self.inside -= 1
        return ToolOutput(str(arguments["number"]))


class Everybody:
    async def asks(self, call, spec):
        return Allowed()


async def test_of_a_thousand_calls_that_read_only_a_few_run_at_a_time():
    crowd = Crowd()
    calls = [ToolCall(str(number), "look", {"number": number}) for number in range(1_000)]

    events = [event async for event in run_calls(calls, {"look": crowd}, Everybody())]

    texts = [event.result.text for event in events if isinstance(event, ToolFinished)]
    assert texts == [str(number) for number in range(1_000)]
    assert 1 < crowd.most <= SIDE_BY_SIDE
