"""NVIDIA's cloud may put a request into a queue, and has to be asked for its answer then."""

from dataclasses import replace

import pytest

from journeyman.errors import ContextOverflow, ProviderUnreachable
from providers.asking import HURRIED, ask, opened
from providers.test_nim import CHAT, chatting, says

QUEUED = replace(says("queued.json", 202), headers={"NVCF-REQID": "6c3a6a3e-7d0b-4a55-9c53-000000000000"})
STATUS = "/v1/status/6c3a6a3e-7d0b-4a55-9c53-000000000000"


async def test_an_answer_that_comes_later_is_asked_for():
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    routes = {CHAT: QUEUED, STATUS: [QUEUED, says("text.sse")]}
    async with opened(routes, "nim", patience=replace(HURRIED, sleep=note)) as (service, model):
        assert (await ask(model.provider)).text == "Hello, wörld"

    assert [(heard.method, heard.path) for heard in service.heard] == [("POST", CHAT), ("GET", STATUS), ("GET", STATUS)]
    assert pauses == [1.0, 1.0]


@pytest.mark.parametrize("headers", [{}, QUEUED.headers])
async def test_an_answer_may_come_at_the_last_moment(headers):
    still_queued = replace(QUEUED, headers=headers)
    routes = {CHAT: QUEUED, STATUS: [still_queued, still_queued, says("text.sse")]}
    async with opened(routes, "nim", patience=replace(HURRIED, first_byte_seconds=3)) as (_, model):
        assert (await ask(model.provider)).text == "Hello, wörld"


async def test_an_answer_that_never_comes_is_told():
    routes = {CHAT: QUEUED, STATUS: QUEUED}
    async with opened(routes, "nim", patience=replace(HURRIED, first_byte_seconds=3)) as (service, model):
        with pytest.raises(ProviderUnreachable, match=r"has let the request wait for 3 seconds. Try again later"):
            await ask(model.provider)
    assert service.paths == [CHAT, *[STATUS] * 3]


async def test_a_failure_that_comes_later_is_a_failure():
    routes = {CHAT: QUEUED, STATUS: says("error_overflow.json", 400)}
    async with opened(routes, "nim") as (_, model):
        with pytest.raises(ContextOverflow):
            await ask(model.provider)


@pytest.mark.parametrize("name", ["", "../../elsewhere", "a" * 65])
async def test_what_is_no_name_of_a_request_is_not_asked_for(name: str):
    odd = replace(QUEUED, headers={"NVCF-REQID": name})
    async with chatting(odd, says("text.sse")) as (service, model):
        assert (await ask(model.provider)).text == "Hello, wörld"
    assert service.paths == [CHAT, CHAT]
