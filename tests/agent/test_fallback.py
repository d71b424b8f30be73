"""Another model answers while the first is away, and the user is told."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from journeyman.agent.events import Notice, TextDelta
from journeyman.agent.fallback import Candidate, FallbackProvider
from journeyman.agent.interfaces import AnswerPart, ModelRequest
from journeyman.agent.messages import AssistantMessage, ToolResult, UserMessage
from journeyman.errors import ContextOverflow, ProviderError, ProviderRefused, ProviderUnreachable
from scripted import ScriptedProvider

PROMPT = ModelRequest("", (UserMessage("Hi"),))
NEXT_STEP = ModelRequest("", (UserMessage("Hi"), AssistantMessage(), ToolResult("1", "pong")))
GONE = ProviderUnreachable("The cloud does not answer. Check the network.")
FINE = AssistantMessage("fine")


def falling_back(*providers: ScriptedProvider) -> FallbackProvider:
    return FallbackProvider([Candidate(name, provider) for name, provider in zip("abc", providers, strict=False)])


async def answer(provider: FallbackProvider, request: ModelRequest = PROMPT) -> list[AnswerPart]:
    async with aclosing(provider.stream(request)) as parts:
        return [part async for part in parts]


async def test_as_long_as_the_first_answers_nobody_else_is_asked():
    first, second = ScriptedProvider(FINE, FINE), ScriptedProvider()
    provider = falling_back(first, second)

    assert await answer(provider) == [TextDelta("fine"), FINE]
    assert await answer(provider, NEXT_STEP) == [TextDelta("fine"), FINE]


async def test_the_next_that_answers_stands_in_and_the_user_is_told():
    provider = falling_back(ScriptedProvider(GONE), ScriptedProvider(GONE), ScriptedProvider(FINE))

    assert await answer(provider) == [
        Notice("fallback", "The cloud does not answer. Asking b instead."),
        Notice("fallback", "The cloud does not answer. Asking c instead."),
        TextDelta("fine"),
        FINE,
    ]


async def test_who_stands_in_goes_on_until_the_next_prompt():
    first, second = ScriptedProvider(GONE, FINE), ScriptedProvider(FINE, FINE)
    provider = falling_back(first, second)
    await answer(provider)

    assert await answer(provider, NEXT_STEP) == [TextDelta("fine"), FINE]
    assert len(first.requests) == 1
    assert await answer(provider) == [TextDelta("fine"), FINE]
    assert len(first.requests) == 2


async def test_a_refusal_is_told_and_no_other_model_pays_for_it():
    provider = falling_back(ScriptedProvider(ProviderRefused("No credit.")), ScriptedProvider())

    with pytest.raises(ProviderRefused, match="No credit"):
        await answer(provider)


async def test_when_nobody_answers_the_first_ones_reason_is_told():
    refused = ProviderRefused("There is no model `b`. Pull it.")
    provider = falling_back(ScriptedProvider(GONE), ScriptedProvider(refused), ScriptedProvider(GONE))
    told: list[AnswerPart] = []

    async def listen() -> None:
        async with aclosing(provider.stream(PROMPT)) as parts:
            async for part in parts:
                told.append(part)  # noqa: PERF401 - what came before the error counts, too.

    with pytest.raises(ProviderUnreachable, match="Check the network"):
        await listen()

    assert [part.text for part in told if isinstance(part, Notice)] == [
        "The cloud does not answer. Asking b instead.",
        "There is no model `b`. Asking c instead.",
    ]


async def test_what_does_not_fit_the_window_of_who_stands_in_is_left_to_compaction():
    provider = falling_back(ScriptedProvider(GONE), ScriptedProvider(ContextOverflow("Too long.", window=8_000)))

    with pytest.raises(ContextOverflow):
        await answer(provider)


async def test_an_answer_that_has_begun_is_not_begun_again_elsewhere():
    class BreaksOff:
        async def stream(self, request: ModelRequest) -> AsyncGenerator[AnswerPart, None]:
            yield TextDelta("I wil")
            raise GONE

    provider = FallbackProvider([Candidate("a", BreaksOff()), Candidate("b", ScriptedProvider(FINE))])

    with pytest.raises(ProviderError):
        await answer(provider)


async def test_a_service_that_only_waits_has_not_begun():
    class Waits:
        async def stream(self, request: ModelRequest) -> AsyncGenerator[AnswerPart, None]:
            yield Notice("waiting", "It is busy. Asking again in 2 s.")
            raise GONE

    provider = FallbackProvider([Candidate("a", Waits()), Candidate("b", ScriptedProvider(FINE))])

    assert (await answer(provider))[-1] == FINE


async def test_a_window_too_small_for_any_task_is_no_window_for_the_session_to_shrink_to():
    tiny = ContextOverflow("Too long.", window=2_048)
    provider = falling_back(ScriptedProvider(GONE), ScriptedProvider(tiny), ScriptedProvider(FINE))

    assert (await answer(provider))[-1] == FINE
    with pytest.raises(ProviderUnreachable, match="Check the network"):
        await answer(falling_back(ScriptedProvider(GONE), ScriptedProvider(tiny)))
