"""Trying a model out: what is asked, what is measured, what is said of it."""

import asyncio
from dataclasses import replace
from itertools import count

import pytest

from journeyman.agent.events import Notice, TextDelta
from journeyman.agent.messages import AssistantMessage, ToolCall, Usage
from journeyman.agent.probe import Limits, Probe, ProbePart, probe
from journeyman.errors import ProviderRefused, ProviderUnreachable, ToolsUnsupported
from scripted import ScriptedProvider

COUNTED = AssistantMessage("one two three four", usage=Usage(20, 31))
TALK = AssistantMessage("I would read it.")
RIGHT_JSON = AssistantMessage('{"tool": "read_file", "arguments": {"path": "notes/today.md"}}')
NO_TOOLS = ToolsUnsupported("It cannot take tools.")
SHORT = AssistantMessage("11 lines.")
REMEMBERED = AssistantMessage("The word is Marigold.")
PATIENT = Limits()
HURRIED = Limits(answer_seconds=0.01, call_seconds=0.01, long_seconds=0.01)


def called(name="read_file", *paths, **arguments):
    values = [{"path": path} for path in paths] or [arguments]
    calls = tuple(ToolCall(str(number), name, value) for number, value in enumerate(values))
    return AssistantMessage(tool_calls=calls, stop_reason="tool_calls")


RIGHT = called("read_file", "notes/today.md")
TWO = called("read_file", "notes/tomorrow.md", "notes/today.md")
ALL_GOOD = (COUNTED, RIGHT, TWO, RIGHT_JSON, SHORT, REMEMBERED)


async def try_out(*answers, has_tools=None, provider=None, window=8_000, limits=PATIENT):
    """Each look at the clock is half a second after the one before."""
    steps = []
    provider = provider or ScriptedProvider(*answers)
    ticks = count(step=0.5)
    async with asyncio.timeout(20):
        done = await probe(
            provider,
            has_tools=has_tools,
            window=window,
            clock=lambda: next(ticks),
            report=lambda *step: steps.append(step),
            limits=limits,
        )
    return done, provider, steps


def part_of(done, name):
    [part] = [part for part in done.parts if part.name == name]
    return part.outcome, part.message


async def test_a_model_that_does_all_of_it_right():
    done, provider, steps = await try_out(*ALL_GOOD)

    # 30 tokens after the first, in three steps of half a second.
    names = ("answer", "streaming", "tool_call", "two_tool_calls", "constrained_call", "long_input")
    parts = tuple(ProbePart(name, "right") for name in names)
    assert done == Probe(500, 20.0, called_tool=True, tool_calls="native", parts=parts)
    assert [len(request.tools) for request in provider.requests] == [0, 1, 1, 0, 0, 0]
    assert [request.answer_schema is not None for request in provider.requests] == [False] * 3 + [True, False, False]
    assert steps == [
        ("Asking for an answer", 0),
        ("Asking for a tool call", 20),
        ("Asking for two tool calls", 40),
        ("Asking for a tool call as JSON", 60),
        ("Asking about a long input", 80),
    ]


async def test_without_a_count_tokens_are_estimated():
    done, _, _ = await try_out(AssistantMessage(COUNTED.text), *ALL_GOOD[1:])

    assert done.tokens_per_second is not None
    assert 1 < done.tokens_per_second < 5


async def test_thoughts_are_tokens_too():
    done, _, _ = await try_out(AssistantMessage("", thought="one two three four", usage=Usage(20, 31)), *ALL_GOOD[1:])

    assert (done.first_token_ms, done.tokens_per_second) == (500, 20.0)


async def test_an_answer_in_one_piece_has_no_speed_and_does_not_stream():
    done, _, _ = await try_out(AssistantMessage("one"), *ALL_GOOD[1:])

    assert (done.first_token_ms, done.tokens_per_second, done.problem) == (500, None, "")
    assert part_of(done, "streaming") == ("wrong", "It came in one piece.")


@pytest.mark.parametrize(
    ("answers", "has_tools", "expected"),
    [
        ((RIGHT_JSON,), False, (None, "constrained", "")),
        ((NO_TOOLS, NO_TOOLS, RIGHT_JSON), None, (None, "constrained", "")),
        ((TALK, TWO, RIGHT_JSON), True, (False, "constrained", "It called no tool.")),
        ((called("list_files"), TWO, RIGHT_JSON), None, (False, "constrained", "It called 'list_files' instead of")),
        ((called("read_file", "today.md"), TWO, RIGHT_JSON), None, (False, "constrained", "with wrong arguments")),
        ((called("read_file"), TWO, RIGHT_JSON), None, (False, "constrained", "with wrong arguments")),
        ((ProviderRefused("No such template."), TALK, RIGHT_JSON), None, (False, "constrained", "No such template.")),
        ((TALK, TALK, TALK), None, (False, "none", "It called no tool. As JSON: It called no tool.")),
        ((TALK,), False, (None, "none", "As JSON: It called no tool.")),
        # What another way makes up for is no problem.
        ((RIGHT, TALK, TALK), None, (True, "native", "")),
        ((RIGHT, NO_TOOLS, NO_TOOLS, NO_TOOLS), None, (True, "native", "")),
    ],
)
async def test_the_way_that_works_is_found(answers, has_tools, expected):
    done, provider, _ = await try_out(COUNTED, *answers, SHORT, REMEMBERED, has_tools=has_tools)

    assert (done.called_tool, done.tool_calls) == expected[:2]
    assert expected[2] in done.problem
    assert bool(done.problem) == bool(expected[2])
    assert provider.answers == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (RIGHT, ("wrong", "It made one call instead of two.")),
        (TALK, ("wrong", "It called no tool.")),
        (
            called("read_file", "notes/today.md", "notes/today.md"),
            ("wrong", "It called the tool with wrong arguments."),
        ),
        (called("read_file", "notes/today.md", "today.md"), ("wrong", "It called the tool with wrong arguments.")),
        (ProviderRefused("One call at a time."), ("wrong", "One call at a time.")),
        (called("read_file", "notes/today.md", "notes/tomorrow.md", "notes"), ("right", "")),
    ],
)
async def test_two_calls_have_to_come_side_by_side(answer, expected):
    done, _, _ = await try_out(COUNTED, RIGHT, answer, *ALL_GOOD[3:])

    assert part_of(done, "two_tool_calls") == expected
    assert done.tool_calls == "native"


async def test_a_schema_is_tried_out_although_the_model_has_tools_of_its_own():
    done, _, _ = await try_out(COUNTED, RIGHT, TWO, TALK, SHORT, REMEMBERED)

    assert part_of(done, "constrained_call") == ("wrong", "It called no tool.")
    assert (done.tool_calls, done.problem) == ("native", "")


async def test_what_a_model_calls_a_tool_is_shortened():
    done, _, _ = await try_out(COUNTED, called("x" * 10_000), TWO, RIGHT_JSON, SHORT, REMEMBERED)

    assert len(done.problem) < 120


async def test_a_model_that_says_nothing_may_still_call_tools():
    done, _, _ = await try_out(AssistantMessage(), *ALL_GOOD[1:])

    assert (done.first_token_ms, done.tool_calls, done.problem) == (None, "native", "It answered with nothing.")
    assert part_of(done, "streaming") == ("not_tried", "There was no answer.")


class Waiting(ScriptedProvider):
    """Says that it waits, before each answer."""

    async def stream(self, request):
        yield Notice("waiting", "It is busy. Asking again in 2 s.")
        async for part in super().stream(request):
            yield part


async def test_a_notice_is_no_answer():
    done, _, _ = await try_out(provider=Waiting(AssistantMessage(), *ALL_GOOD[1:]))

    assert done.problem == "It answered with nothing."


@pytest.mark.parametrize("error", [ProviderUnreachable("Start it."), ProviderRefused("No such model.")])
async def test_a_service_that_gives_no_answer_tells_nothing_of_the_model(error):
    with pytest.raises(type(error), match=str(error)):
        await try_out(error)


@pytest.mark.parametrize("answered", [1, 2, 3])
async def test_a_service_that_goes_away_tells_nothing_of_the_model(answered):
    with pytest.raises(ProviderUnreachable):
        await try_out(*ALL_GOOD[:answered], ProviderUnreachable("Start it."))


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


async def test_each_part_has_a_limit():
    done, provider, _ = await try_out(provider=Stalled("one ", "two"), limits=HURRIED)

    assert (done.first_token_ms, done.called_tool, done.tool_calls) == (500, False, "none")
    assert done.tokens_per_second is not None
    assert "had not ended a short answer" in done.problem
    assert done.problem.count("had not called a tool") == 2
    assert "had not answered about 6,000 tokens" in done.problem
    assert provider.hung_up == 5


async def test_silence_tells_nothing_of_the_model():
    with pytest.raises(ProviderUnreachable, match="If it is being loaded, try again"):
        await try_out(provider=Stalled(), limits=replace(PATIENT, answer_seconds=0.01))


async def test_it_can_be_cancelled():
    provider = Stalled()
    task = asyncio.create_task(try_out(provider=provider))
    await asyncio.wait_for(provider.asked.wait(), 20)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert provider.hung_up == 1
