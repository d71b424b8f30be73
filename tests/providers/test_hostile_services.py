"""A service that means harm, or is broken in the worst way, gets no key, no time and no memory out of us."""

import asyncio
import gzip
import json
import logging
import re
from contextlib import aclosing
from dataclasses import replace
from itertools import pairwise
from time import monotonic

import pytest

from journeyman.agent.events import TextDelta
from journeyman.agent.messages import ToolCall
from journeyman.errors import ProviderError, ProviderRefused, ProviderUnreachable
from journeyman.providers import Endpoint, http, list_models
from journeyman.providers.answer import Answer
from journeyman.providers.bedrock_refusals import bedrock_refusal
from journeyman.providers.catalog import MAX_MODELS
from journeyman.providers.chat_completions import MAX_SEALED_BLOCKS, add_chunk, to_usage
from journeyman.providers.framing import EventDecoder
from journeyman.providers.http import connect
from journeyman.providers.json_text import parse, parse_chunk
from journeyman.providers.nim import wait_until_loaded
from journeyman.providers.ollama import MAX_SHOWN
from journeyman.providers.openrouter import DIALECT
from journeyman.providers.refusals import Statement, as_words, quote, refusal
from journeyman.providers.tool_calls import MAX_CALLS, CallCollector
from providers.asking import HURRIED, ask, chatting, opened
from providers.fake_service import Says, fake_service, says_json

HERE = Endpoint("openai", "http://127.0.0.1:1", "sk-secret")
END = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'


def seconds_for(work) -> float:
    begun = monotonic()
    work()
    return monotonic() - begun


@pytest.mark.parametrize("text", ["<" * 60_000, "<script" * 9_000, "<!--" * 16_000, "<style>" * 9_000])
def test_a_web_page_that_closes_nothing_is_read_in_no_time(text: str):
    assert seconds_for(lambda: as_words(text)) < 0.1


@pytest.mark.parametrize("words", ["model ", "input length ", "'loc': ('body', 'a'", "a" * 40 + " "])
def test_an_error_of_megabytes_is_read_in_no_time(words: str):
    assert seconds_for(lambda: refusal(HERE, "m", Statement(words * 1_000_000, 400))) < 0.5


def test_what_a_service_says_drives_no_terminal():
    assert quote(HERE, "\x1b]0;owned\x07 a\u202eb \x9b31m sk-secret \ud800") == "]0;owned a b 31m [key]"


@pytest.mark.parametrize("read", [parse, parse_chunk])
def test_json_that_is_nested_too_deep_to_be_stored_is_not_read(read):
    assert read("[" * 101 + "]" * 101) is None
    assert read("[" * 100 + "]" * 100) is not None


@pytest.mark.parametrize("copies", [1, 2])
def test_arguments_that_are_nested_too_deep_are_given_back_to_the_model(copies: int):
    arguments = ('{"a":' * 500 + "1" + "}" * 500) * copies
    collector = CallCollector()
    collector.add({"id": "1", "function": {"name": "x", "arguments": arguments}})
    assert collector.calls() == (ToolCall("1", "x", {}, arguments),)


def test_more_calls_than_anybody_makes_are_refused():
    collector = CallCollector()
    for number in range(MAX_CALLS):
        collector.add({"id": f"call-{number}", "function": {"name": "x"}})
    with pytest.raises(ProviderRefused, match="more than 1,000 tool calls"):
        collector.add_whole({"function": {"name": "x"}})


@pytest.mark.parametrize("block", [{"type": []}, {"type": "reasoning.text", "id": {}}, {"index": [], "type": {}}])
def test_sealed_thoughts_of_any_shape_are_taken(block: dict[str, object]):
    answer = Answer()
    for _ in range(2):
        list(add_chunk(answer, {"choices": [{"delta": {"reasoning_details": [block]}}]}, DIALECT))
    assert answer.sealed[0] == block


def test_sealed_thoughts_do_not_grow_for_ever():
    answer, block = Answer(), {"type": "reasoning.encrypted"}
    list(add_chunk(answer, {"choices": [{"delta": {"reasoning_details": [block] * 5_000}}]}, DIALECT))
    assert len(answer.sealed) == MAX_SEALED_BLOCKS


@pytest.mark.parametrize("cost", [True, "1", [1], -1, 1e7, None])
def test_a_cost_that_is_none_counts_as_nothing(cost: object):
    assert to_usage({"cost": cost}).cost_usd == 0


def test_blanks_without_an_end_are_not_held_back():
    answer = Answer()
    assert list(answer.add(thought="", text=" " * 2_000)) == [TextDelta(" " * 2_000)]


def test_an_event_without_an_end_is_refused():
    decoder = EventDecoder()
    for _ in range(7):
        decoder.add("data: " + "x" * 1_000_000)
    with pytest.raises(ProviderRefused, match="an event of more than 8,000,000 characters"):
        decoder.add("data: " + "x" * 1_000_000)


@pytest.mark.parametrize("packing", ["gzip, gzip", "gzip,deflate", "deflate, identity, gzip"])
async def test_what_is_packed_more_than_once_is_not_unpacked(packing: str):
    async with chatting(Says([gzip.compress(gzip.compress(END))], headers={"Content-Encoding": packing})) as (_, model):
        with pytest.raises(ProviderRefused, match="Turn compression off"):
            await ask(model.provider)


async def test_a_list_that_does_not_end_is_refused():
    bomb = gzip.compress(b" " * 40_000_000, 9)
    async with fake_service({"/v1/models": Says([bomb], headers={"Content-Encoding": "gzip"})}) as service:
        with pytest.raises(ProviderRefused, match="answered without an end"):
            await list_models(Endpoint("openai", service.url))


async def test_a_huge_list_of_models_is_cut():
    models = [{"id": f"m{number}"} for number in range(MAX_MODELS + 10)]
    async with fake_service({"/v1/models": says_json({"data": models})}) as service:
        assert len(await list_models(Endpoint("openai", service.url))) == MAX_MODELS


async def test_not_every_model_of_a_huge_list_is_asked_for():
    models = says_json({"models": [{"model": f"m{number}"} for number in range(MAX_SHOWN + 10)]})
    routes = {"/api/tags": models, "/api/ps": says_json({}), "/api/show": says_json({"capabilities": []})}
    async with fake_service(routes) as service:
        assert len(await list_models(Endpoint("ollama", service.url))) == MAX_SHOWN
    assert len(service.heard) == MAX_SHOWN + 2


async def test_others_get_their_turn_while_a_packed_answer_is_read():
    bomb = gzip.compress(b'data: {"choices":[{"delta":{}}]}\n\n' * 100_000 + END, 9)
    turns = [monotonic()]

    async def others() -> None:
        while True:
            await asyncio.sleep(0)
            turns.append(monotonic())

    async with chatting(Says([bomb], headers={"Content-Encoding": "gzip"})) as (_, model):
        task = asyncio.create_task(others())
        begun = monotonic()
        await ask(model.provider)
        whole = monotonic() - begun
        task.cancel()
    assert max(after - before for before, after in pairwise(turns)) < whole / 3


async def never(_: float) -> None:
    await asyncio.Event().wait()


async def test_an_answer_that_is_queued_is_not_waited_for_longer_than_an_answer_may_take():
    queued = says_json({}, 202, **{"NVCF-REQID": "abc"})
    patience = replace(HURRIED, first_byte_seconds=1, sleep=never)
    async with opened({"/v1/chat/completions": queued}, "nim", patience=patience) as (_, model):
        with pytest.raises(ProviderUnreachable, match="let the request wait for 1 seconds"):
            async with asyncio.timeout(10):
                await ask(model.provider)


async def test_a_server_that_loads_is_not_waited_for_longer_than_an_answer_may_take():
    loading = says_json({"error": "loading"}, 503)
    routes: dict[str, Says | list[Says]] = {"/v1/health/live": says_json({}), "/v1/health/ready": loading}
    patience = replace(HURRIED, first_byte_seconds=2, sleep=never)
    async with fake_service(routes) as service:
        endpoint = Endpoint("nim", service.url)
        async with aclosing(await connect(endpoint, patience)) as connection:
            with pytest.raises(ProviderUnreachable, match="still loading its model after 2 seconds"):
                async with asyncio.timeout(10):
                    await wait_until_loaded(connection)


async def test_an_answer_that_does_not_end_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http, "MAX_STREAM_BYTES", 1_000)
    async with chatting(Says([b": waiting\n\n" * 10] * 10, then="hang")) as (_, model):
        with pytest.raises(ProviderRefused, match="answered without an end"):
            await ask(model.provider)


def test_awss_copy_of_a_signed_request_is_not_shown():
    words = "The request signature does not match. The Canonical String for this request was 'x-amz-security-token:FwoG"
    error = bedrock_refusal(HERE, "m", Statement(words, 403, "InvalidSignatureException"))
    assert "does not match" in str(error)
    assert "FwoG" not in str(error)


async def test_a_service_that_repeats_the_key_in_every_place_does_not_get_it_shown(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    key = "sk-secret-key"
    body = json.dumps({"error": {"message": key, "type": key, "code": key, "metadata": {"raw": key}}}).encode()
    for status, headers in [(400, {}), (503, {}), (302, {"Location": f"https://x/{key}"}), (200, {})]:
        says = Says([body], status, headers={"Content-Encoding": key} if status == 200 else headers)
        async with chatting(says, api_key=key) as (_, model):
            with pytest.raises(ProviderError) as caught:
                await ask(model.provider)
        assert not re.search(key, str(caught.value) + caplog.text)
