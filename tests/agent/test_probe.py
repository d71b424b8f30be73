"""Trying a model out: what is asked, what is measured, what is said of it."""

import asyncio
from itertools import count

import pytest

from journeyman.agent import probe as module
from journeyman.agent.events import TextDelta
from journeyman.agent.messages import AssistantMessage, ToolCall, Usage
from journeyman.agent.probe import Probe, probe
from journeyman.errors import ProviderRefused, ProviderUnreachable, ToolsUnsupported
from scripted import ScriptedProvider

COUNTED = AssistantMessage("one two three four", usage=Usage(20, 31))
RIGHT = AssistantMessage(tool_calls=(ToolCall("1", "read_file", {"path": "notes/today.md"}),), stop_reason="tool_calls")
RIGHT_JSON = AssistantMessage('{"tool": "read_file", "arguments": {"path": "notes/today.md"}}')
TALK = AssistantMessage("I would read it.")
NO_TOOLS = ToolsUnsupported("It cannot take tools.")


def called(name, **arguments):
    return AssistantMessage(tool_calls=(ToolCall("1", name, arguments),), stop_reason="tool_calls")


async def try_out(*answers, has_tools=None, provider=None):
    """Each look at the clock is half a second after the one before."""
    steps = []
    provider = provider or ScriptedProvider(*answers)
    ticks = count(step=0.5)
    async with asyncio.timeout(20):
        done = await probe(
            provider, has_tools=has_tools, clock=lambda: next(ticks), report=lambda *step: steps.append(step)
        )
    return done, provider, steps


async def test_speed_is_measured_with_what_the_service_counts():
    done, provider, steps = await try_out(COUNTED, RIGHT)

    # 30 tokens after the first, in three steps of half a second.
    assert done == Probe(500, 20.0, called_tool=True, tool_calls="native")
    assert [len(request.tools) for request in provider.requests] == [0, 1]
    assert steps == [("Asking for an answer", 0), ("Asking for a tool call", 50)]


async def test_without_a_count_tokens_are_estimated():
    done, _, _ = await try_out(AssistantMessage(COUNTED.text), RIGHT)

    assert done.tokens_per_second is not None
    assert 1 < done.tokens_per_second < 5


async def test_thoughts_are_tokens_too():
    done, _, _ = await try_out(AssistantMessage("", thought="one two three four", usage=Usage(20, 31)), RIGHT)

    assert (done.first_token_ms, done.tokens_per_second) == (500, 20.0)


async def test_an_answer_in_one_piece_has_no_speed():
    done, _, _ = await try_out(AssistantMessage("one"), RIGHT)

    assert done == Probe(500, None, called_tool=True, tool_calls="native")


@pytest.mark.parametrize(
    ("answers", "has_tools", "expected"),
    [
        ((RIGHT_JSON,), False, (None, "constrained", "")),
        ((NO_TOOLS, RIGHT_JSON), None, (None, "constrained", "")),
        ((TALK, RIGHT_JSON), True, (False, "constrained", "It called no tool.")),
        ((called("list_files"), RIGHT_JSON), None, (False, "constrained", "It called 'list_files' instead of")),
        ((called("read_file", path="today.md"), RIGHT_JSON), None, (False, "constrained", "with wrong arguments")),
        ((called("read_file"), RIGHT_JSON), None, (False, "constrained", "with wrong arguments")),
        ((ProviderRefused("No such template."), RIGHT_JSON), None, (False, "constrained", "No such template.")),
        ((TALK, TALK), None, (False, "none", "It called no tool. As JSON: It called no tool.")),
        ((TALK,), False, (None, "none", "As JSON: It called no tool.")),
    ],
)
async def test_the_way_that_works_is_found(answers, has_tools, expected):
    done, provider, _ = await try_out(COUNTED, *answers, has_tools=has_tools)

    assert (done.called_tool, done.tool_calls) == expected[:2]
    assert expected[2] in done.problem
    assert bool(done.problem) == bool(expected[2])
    assert provider.answers == []


async def test_what_a_model_calls_a_tool_is_shortened():
    done, _, _ = await try_out(COUNTED, called("x" * 10_000), RIGHT_JSON)

    assert len(done.problem) < 120


async def test_a_model_that_says_nothing_may_still_call_tools():
    done, _, _ = await try_out(AssistantMessage(), RIGHT)

    assert done == Probe(None, None, called_tool=True, tool_calls="native", problem="It answered with nothing.")


@pytest.mark.parametrize("error", [ProviderUnreachable("Start it."), ProviderRefused("No such model.")])
async def test_a_service_that_gives_no_answer_tells_nothing_of_the_model(error):
    with pytest.raises(type(error), match=str(error)):
        await try_out(error)


async def test_a_service_that_goes_away_tells_nothing_of_the_model():
    with pytest.raises(ProviderUnreachable):
        await try_out(COUNTED, ProviderUnreachable("Start it."))


class Stalled:
    """Says something, and then nothing any more. Whoever waits for it hangs up."""

    def __init__(self, *words):
        self.words = words
        self.hung_up = 0
        self.asked = asyncio.Event()

    async def stream(self, request):
        try:
            if not request.tools and request.answer_schema is None:
                for word in self.words:
                    yield TextDelta(word)
            self.asked.set()
            await asyncio.Event().wait()
        finally:
            self.hung_up += 1


async def test_each_part_has_a_limit(monkeypatch):
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.01)
    monkeypatch.setattr(module, "CALL_SECONDS", 0.01)

    done, provider, _ = await try_out(provider=Stalled("one ", "two"))

    assert (done.first_token_ms, done.called_tool, done.tool_calls) == (500, False, "none")
    assert done.tokens_per_second is not None
    assert "had not ended a short answer" in done.problem
    assert done.problem.count("had not called a tool") == 2
    assert provider.hung_up == 3


async def test_silence_tells_nothing_of_the_model(monkeypatch):
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.01)

    with pytest.raises(ProviderUnreachable, match="If it is being loaded, try again"):
        await try_out(provider=Stalled())


async def test_it_can_be_cancelled():
    provider = Stalled()
    task = asyncio.create_task(try_out(provider=provider))
    await asyncio.wait_for(provider.asked.wait(), 20)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert provider.hung_up == 1
