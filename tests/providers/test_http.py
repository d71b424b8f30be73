"""Waiting, trying again, breaking off, and what the user is told."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from journeyman.agent.interfaces import ModelRequest
from journeyman.agent.messages import UserMessage
from journeyman.errors import ProviderRefused, ProviderUnreachable
from journeyman.providers import Endpoint, Patience, open_provider
from journeyman.providers.http import seconds_to_wait
from providers.asking import HELLO, HURRIED, RECORDINGS, ask, chatting, opened
from providers.fake_service import Says, says_json

TEXT = (RECORDINGS / "chat_completions" / "text.sse").read_bytes()
GOOD = Says([TEXT])
BUSY = says_json({"error": {"message": "busy"}}, 503)


def noting(seconds: list[float]) -> Patience:
    """Return the patience of one who notes pauses instead of taking them."""

    async def note(pause: float) -> None:
        seconds.append(pause)

    return replace(HURRIED, sleep=note)


@pytest.mark.parametrize(
    "failure", [BUSY, Says(status=429), Says(status=408), Says(then="hang_up"), Says(then="break")]
)
async def test_a_request_that_failed_before_the_first_piece_is_sent_again(failure: Says):
    pauses: list[float] = []
    async with chatting(failure, failure, GOOD, patience=noting(pauses)) as (service, model):
        assert (await ask(model.provider)).text == "Hello, wörld"

    assert pauses == [0.5, 1.0]
    assert len({heard.body for heard in service.heard}) == 1


async def test_after_four_tries_the_service_is_given_up():
    pauses: list[float] = []
    async with chatting(BUSY, patience=noting(pauses)) as (service, model):
        with pytest.raises(ProviderUnreachable, match=r"could not answer \(503\)\. Try again.* It said: busy"):
            await ask(model.provider)

    assert len(service.heard) == 4
    assert pauses == [0.5, 1.0, 2.0]


async def test_a_service_says_how_long_to_wait():
    pauses: list[float] = []
    slow_down = [says_json({}, 429, **{"Retry-After": seconds}) for seconds in ("0", "3600", "soon")]
    async with chatting(*slow_down, GOOD, patience=noting(pauses)) as (_, model):
        await ask(model.provider)
    assert pauses == [0.5, 60.0, 2.0]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("2.5", 2.5),
        ("Mon, 23 Nov 2026 10:00:20 GMT", 20),
        ("Mon, 23 Nov 2026 10:00:20 -0000", 20),
        ("Mon, 23 Nov 2026 09:00:00 GMT", 0),
        ("Mon, 23 Nov 2026 12:00:00 GMT", 60),
        ("-5", 0),
        ("nan", 0),
        ("inf", 60),
        ("", 0),
        ("Mon, 99 Nov", 0),
    ],
)
def test_the_wait_comes_as_seconds_or_as_a_date(header, seconds):
    assert seconds_to_wait({"retry-after": header}, now=datetime(2026, 11, 23, 10, tzinfo=UTC)) == seconds


async def test_a_connection_that_breaks_in_the_answer_is_not_tried_again():
    async with chatting(Says([TEXT[:500]], then="break")) as (service, model):
        with pytest.raises(ProviderUnreachable, match="broke before the answer was complete"):
            await ask(model.provider)
    assert len(service.heard) == 1


async def test_nobody_at_home_is_told_with_the_next_step():
    async with opened({}, "openai") as (_, model):
        pass
    endpoint = Endpoint("ollama", model.endpoint.base_url)
    with pytest.raises(ProviderUnreachable) as caught:
        await open_provider(endpoint, "m")
    assert str(caught.value) == (
        f"Ollama at {endpoint.base_url} does not answer. "
        "Start it with `ollama serve`, or set JOURNEYMAN_ENDPOINT to where it runs."
    )


async def test_a_service_elsewhere_that_cannot_be_reached_is_told_with_the_reason():
    async with opened({}, "openai") as (service, _):
        pass
    # This spelling of 127.0.0.1 counts as a host like any other.
    with pytest.raises(ProviderUnreachable, match=r"not answer \(.*failed\)\. Check the network, or set"):
        await open_provider(Endpoint("openai", f"http://127.1:{service.port}"), "m")


@pytest.mark.parametrize(
    ("says", "complaint"),
    [
        (Says(then="never_answer"), "did not answer within 0.05 seconds"),
        (Says(then="hang"), "sent nothing for 0.05 seconds"),
        (Says([TEXT[:200]], then="hang"), "sent nothing for 0.02 seconds"),
    ],
)
async def test_a_service_that_falls_silent_is_left(says: Says, complaint: str):
    patience = replace(HURRIED, first_byte_seconds=0.05, stall_seconds=0.02)
    async with chatting(says, patience=patience) as (service, model):
        with pytest.raises(ProviderUnreachable, match=complaint):
            await ask(model.provider)
        await asyncio.wait_for(service.client_left.wait(), 5)
    assert len(service.heard) == 1


EVENT = b'data: {"choices":[{"index":0,"delta":%s}]}\n\n'
WORD, THOUGHT = EVENT % b'{"content":"a"}', EVENT % b'{"reasoning_content":"a"}'
NAME = EVENT % b'{"tool_calls":[{"index":0,"id":"1","function":{"name":"f","arguments":""}}]}'
REST = EVENT % b'{"tool_calls":[{"index":0,"function":{"arguments":" "}}]}'
HASTE = replace(HURRIED, content_seconds=0)


@pytest.mark.parametrize(
    "pieces",
    [
        [b": OPENROUTER PROCESSING\n\n"],
        [b"event: ping\ndata: {}\n\n"],
        [EVENT % b'{"role":"assistant","content":""}'],
        [WORD, b": keep-alive\n\n"],
        [NAME, EVENT % b'{"tool_calls":[{"index":0,"function":{"arguments":""}}]}'],
    ],
)
async def test_signs_of_life_without_a_word_are_not_waited_for_forever(pieces: list[bytes]):
    async with chatting(Says(pieces, then="hang"), patience=HASTE) as (service, model):
        with pytest.raises(ProviderUnreachable, match=r"signs of life, but said nothing, for 0 minutes. Try again"):
            await ask(model.provider)
        await asyncio.wait_for(service.client_left.wait(), 5)
    assert len(service.heard) == 1


async def test_whatever_is_said_is_more_than_a_sign_of_life():
    end = EVENT.replace(b"}]}", b',"finish_reason":"stop"}]}') % b"{}" + b"data: [DONE]\n\n"
    async with chatting(Says([THOUGHT, WORD, NAME, REST + end]), patience=HASTE) as (_, model):
        answer = await ask(model.provider)
    assert (answer.thought, answer.text, answer.tool_calls[0].name) == ("a", "a", "f")


async def test_closing_an_answer_closes_its_connection():
    async with chatting(Says([TEXT[:500]], then="hang")) as (service, model):
        async with aclosing(model.provider.stream(HELLO)) as parts:
            await anext(parts)
        await asyncio.wait_for(service.client_left.wait(), 5)


async def test_cancelling_the_asker_closes_the_connection():
    async with chatting(Says([TEXT[:500]], then="hang")) as (service, model):
        has_begun = asyncio.Event()

        async def read() -> None:
            async with aclosing(model.provider.stream(HELLO)) as parts:
                async for _ in parts:
                    has_begun.set()

        task = asyncio.create_task(read())
        await asyncio.wait_for(has_begun.wait(), 5)
        task.cancel()
        await asyncio.wait([task], timeout=5)
        await asyncio.wait_for(service.client_left.wait(), 5)
    assert task.cancelled()


async def test_closing_the_model_ends_its_answers():
    async with chatting(Says([TEXT[:500]], then="hang")) as (service, model):
        async with aclosing(model.provider.stream(HELLO)) as parts:
            await anext(parts)
            await model.aclose()
            with pytest.raises(ProviderUnreachable, match="broke before the answer was complete"):
                await anext(parts)
        await asyncio.wait_for(service.client_left.wait(), 5)


async def test_one_connection_serves_many_requests():
    async with chatting(GOOD) as (service, model):
        for _ in range(3):
            await ask(model.provider)
    assert service.connections == 1


async def test_a_complete_answer_needs_no_end_of_the_connection():
    async with chatting(Says([TEXT], then="hang")) as (_, model):
        assert (await ask(model.provider)).text == "Hello, wörld"


async def test_a_request_is_not_sent_on_to_another_place():
    async with chatting(Says(status=307, headers={"Location": "http://127.0.0.1:1/v1?key=x"})) as (service, model):
        with pytest.raises(ProviderRefused, match=r"sends us on to http://127.0.0.1:1/v1 \(307\)"):
            await ask(model.provider)
    assert len(service.heard) == 1


async def test_a_service_on_this_machine_is_asked_without_a_proxy(monkeypatch: pytest.MonkeyPatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with chatting(GOOD) as (service, model):
        await ask(model.provider)
    assert service.connections == 1


async def test_half_a_surrogate_pair_does_not_stop_a_request():
    async with chatting(GOOD) as (service, model):
        await ask(model.provider, ModelRequest("", (UserMessage("\ud83d wörld"),)))
    assert service.heard[0].json["messages"] == [{"role": "user", "content": "? wörld"}]
