"""The agent loop: order of events, tool calls, steering, cancelling."""

import asyncio
from collections import deque
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import pytest

from journeyman.agent.events import (
    MessageAdded,
    StepFinished,
    TextDelta,
    ToolFinished,
    ToolOutput,
    ToolProgress,
    ToolStarted,
    TurnFinished,
)
from journeyman.agent.loop import run_turn
from journeyman.agent.messages import AssistantMessage, ToolCall, ToolResult, UserMessage, unanswered
from journeyman.errors import ProviderUnreachable
from scripted import ScriptedProvider
from turns import Meeting, No, Write, agent_with, asks_for, play, says


async def test_a_plain_answer_ends_the_turn():
    answer = AssistantMessage("hello you")

    assert await play(ScriptedProvider(answer)) == [
        TextDelta("hello"),
        TextDelta(" you"),
        StepFinished(answer),
        TurnFinished("end_turn"),
    ]


async def test_a_tool_result_goes_back_to_the_model():
    call = says("pong")
    first, last = asks_for(call), AssistantMessage("done")
    provider = ScriptedProvider(first, last)
    result = ToolResult("1", "pong")

    assert await play(provider) == [
        StepFinished(first),
        ToolStarted(call),
        ToolProgress("1", "working"),
        ToolFinished(result, ToolOutput("pong")),
        TextDelta("done"),
        StepFinished(last),
        TurnFinished("end_turn"),
    ]
    assert provider.requests[1].messages == (UserMessage("hi"), first, result)


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        (ToolCall("1", "echo", {}), "`say` is missing."),
        (ToolCall("1", "launch_rocket", {}), "launch_rocket"),
        (ToolCall("1", "echo", {}, malformed='{"say": oops'), "no JSON object"),
    ],
)
async def test_a_bad_tool_call_is_answered(call, answer):
    provider = ScriptedProvider(asks_for(call), AssistantMessage("sorry"))

    await play(provider)

    result = provider.requests[1].messages[-1]
    assert isinstance(result, ToolResult)
    assert result.is_error
    assert answer in result.text


async def test_a_refused_call_does_not_run_and_the_model_learns_why():
    write = Write()
    provider = ScriptedProvider(asks_for(ToolCall("1", "write", {"say": "x"})), AssistantMessage("ok"))

    await play(provider, write, consent=No())

    assert write.log == []
    assert provider.requests[1].messages[-1] == ToolResult("1", "The user said no: use echo.", is_error=True)


async def test_calls_that_only_read_run_side_by_side_and_are_reported_in_order():
    calls = [ToolCall(str(n), "meet", {"say": str(n)}) for n in range(3)]
    provider = ScriptedProvider(asks_for(*calls), AssistantMessage("done"))

    events = await play(provider, Meeting(3))

    assert [event.result.text for event in events if isinstance(event, ToolFinished)] == ["0", "1", "2"]


async def test_calls_that_write_run_one_after_the_other():
    write = Write()
    calls = [ToolCall(str(n), "write", {"say": str(n)}) for n in range(2)]

    await play(ScriptedProvider(asks_for(*calls), AssistantMessage("done")), write)

    assert write.log == ["start 0", "end 0", "start 1", "end 1"]


async def test_each_request_begins_with_the_one_before():
    provider = ScriptedProvider(asks_for(says("a")), asks_for(says("b", "2")), AssistantMessage("done"))

    await play(provider)

    for earlier, later in zip(provider.requests, provider.requests[1:], strict=False):
        assert later.messages[: len(earlier.messages)] == earlier.messages
        assert (later.system, later.tools) == (earlier.system, earlier.tools)


async def test_ids_that_a_service_uses_twice_are_made_unique():
    provider = ScriptedProvider(asks_for(says("a")), asks_for(says("b"), says("c")), AssistantMessage("done"))

    await play(provider)

    results = [message for message in provider.requests[-1].messages if isinstance(message, ToolResult)]
    assert len({result.call_id for result in results}) == 3
    assert [result.text for result in results] == ["a", "b", "c"]


@dataclass
class Steers:
    """A model during whose first answer the user says something."""

    scripted: ScriptedProvider
    steering: deque = field(default_factory=deque)

    async def stream(self, request):
        if not self.scripted.requests:
            self.steering.append(UserMessage("in French, please"))
        async with aclosing(self.scripted.stream(request)) as parts:
            async for part in parts:
                yield part


async def test_a_steering_message_joins_before_the_next_step():
    provider = Steers(ScriptedProvider(asks_for(says("a")), AssistantMessage("fini")))

    events = await play(provider, steering=provider.steering)

    assert MessageAdded(UserMessage("in French, please")) in events
    assert provider.scripted.requests[1].messages[-1] == UserMessage("in French, please")


async def test_steering_during_the_last_answer_keeps_the_turn_going():
    provider = Steers(ScriptedProvider(AssistantMessage("done"), AssistantMessage("fini")))

    events = await play(provider, steering=provider.steering)

    assert len(provider.scripted.requests) == 2
    assert events[-1] == TurnFinished("end_turn")


async def test_steering_that_comes_too_late_waits_for_the_next_turn():
    provider = Steers(ScriptedProvider(asks_for(says("a"))))

    events = await play(provider, steering=provider.steering, max_steps=1)

    assert events[-1] == TurnFinished("max_steps")
    assert list(provider.steering) == [UserMessage("in French, please")]


@pytest.mark.parametrize("stop_after", range(9))
async def test_a_turn_that_is_closed_anywhere_leaves_a_history_that_can_be_completed(stop_after):
    provider = ScriptedProvider(asks_for(says("a", "1"), says("b", "2")), AssistantMessage("done"))
    history: list[Any] = [UserMessage("hi")]

    async with aclosing(run_turn(agent_with(provider), history)) as events:
        seen = 0
        async for event in events:
            if isinstance(event, StepFinished):
                history.append(event.message)
            elif isinstance(event, ToolFinished):
                history.append(event.result)
            seen += 1
            if seen > stop_after:
                break

    history += unanswered(history, "Cancelled.")
    calls = [call.id for message in history if isinstance(message, AssistantMessage) for call in message.tool_calls]
    assert sorted(calls) == sorted(message.call_id for message in history if isinstance(message, ToolResult))


async def test_cancelling_stops_a_running_tool():
    write = Write()
    provider = ScriptedProvider(asks_for(ToolCall("1", "write", {"say": "forever"})))
    turn = asyncio.create_task(play(provider, write))
    await write.reached.wait()

    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn

    assert write.log == ["start forever"]


async def test_a_provider_that_fails_ends_the_turn_with_its_error():
    with pytest.raises(ProviderUnreachable, match="gone"):
        await play(ScriptedProvider(ProviderUnreachable("The server is gone.")))
