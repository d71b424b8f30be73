"""A service that drops a part of the prompt and does not say so is noticed by its own counts."""

from dataclasses import replace

import pytest

from journeyman.agent import truncation
from journeyman.agent.events import Notice, StepFinished
from journeyman.agent.fallback import Candidate, FallbackProvider
from journeyman.agent.interfaces import ModelRequest
from journeyman.agent.messages import AssistantMessage, Message, Usage, UserMessage
from journeyman.agent.tokens import estimate_request
from journeyman.agent.truncation import TruncationWatch
from journeyman.errors import ProviderUnreachable
from pictures import PIXEL
from scripted import ScriptedProvider
from turns import play, says

WORDS = "The committee met on Tuesday to discuss the proposal once more. " * 200
"""About 2,600 tokens."""


def request(*messages: Message) -> ModelRequest:
    return ModelRequest("You help.", messages)


def size(asked: ModelRequest) -> int:
    return estimate_request(asked.system, asked.tools, asked.messages)


LONG = request(UserMessage(WORDS))


def test_a_prompt_of_which_hardly_anything_was_counted_was_cut():
    notice = TruncationWatch().look(LONG, 512)

    assert notice is not None
    assert notice.kind == "truncated"
    assert "read 512 tokens of a prompt of about 2," in notice.text
    assert "context_window" in notice.text


@pytest.mark.parametrize("share", [0.45, 0.7, 1.0, 1.5, 3.0])
def test_estimates_may_be_wrong(share: float):
    assert TruncationWatch().look(LONG, int(size(LONG) * share)) is None


def test_a_service_that_counts_nothing_is_not_accused():
    assert TruncationWatch().look(LONG, 0) is None


def test_a_short_prompt_is_not_worth_a_warning():
    assert TruncationWatch().look(request(UserMessage("Hi")), 1) is None


def test_nobody_knows_what_an_image_takes():
    pictures = (PIXEL,) * 5

    assert TruncationWatch().look(request(UserMessage("Look.", images=pictures)), 300) is None


def test_a_count_that_stops_growing_with_the_prompt_shows_it():
    watch, longer = TruncationWatch(), request(UserMessage(WORDS), AssistantMessage("Go on."), UserMessage(WORDS))
    assert watch.look(LONG, size(LONG)) is None

    assert watch.look(longer, size(LONG) + 50) is not None


def test_a_prompt_that_was_compacted_counts_less_and_is_whole():
    watch = TruncationWatch()
    watch.look(request(UserMessage(WORDS), AssistantMessage("Go on."), UserMessage(WORDS)), 2 * size(LONG))

    assert watch.look(LONG, size(LONG)) is None


def test_the_user_is_warned_once_a_turn():
    watch = TruncationWatch()
    assert watch.look(LONG, 512) is not None

    assert watch.look(LONG, 512) is None


async def test_the_turn_goes_on_after_the_warning():
    call = says("pong")
    first = AssistantMessage(tool_calls=(call,), stop_reason="tool_calls", usage=Usage(40, 5))
    last = replace(AssistantMessage("done"), usage=Usage(60, 2))

    events = await play(ScriptedProvider(first, last), messages=[UserMessage(WORDS)])

    assert [event.kind for event in events if isinstance(event, Notice)] == ["truncated"]
    assert [event.message for event in events if isinstance(event, StepFinished)] == [first, last]


async def test_counts_of_who_stands_in_are_not_compared_with_those_of_the_first():
    first = AssistantMessage(tool_calls=(says(WORDS),), stop_reason="tool_calls", usage=Usage(4_000, 5))
    last = replace(AssistantMessage("done"), usage=Usage(3_800, 2))
    gone = ProviderUnreachable("The cloud does not answer. Check the network.")
    away, here = ScriptedProvider(first, gone), ScriptedProvider(last)

    events = await play(FallbackProvider([Candidate("a", away), Candidate("b", here)]), messages=[UserMessage(WORDS)])

    assert [event.kind for event in events if isinstance(event, Notice)] == ["fallback"]


def test_messages_of_earlier_steps_are_not_estimated_anew(monkeypatch):
    watch, first = TruncationWatch(), UserMessage(WORDS)
    watch.look(request(first), size(LONG))
    read = []
    monkeypatch.setattr(truncation, "estimate_message", lambda message: read.append(message) or 10)

    watch.look(request(first, last := AssistantMessage("Go on.")), size(LONG) + 10)

    assert read == [last]
