"""Whatever goes wrong with a model service: what the user is told, what is tried again, and that nothing is lost."""

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from traceback import format_exception
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import read, rows, sections
from journeyman.agent.events import Notice, TextDelta
from journeyman.errors import ProviderError, ProviderRefused
from journeyman.providers.trying import seconds_to_wait
from providers import broken_answers, mended_answers, mended_contents
from providers.asking import HELLO, HURRIED, ask, cut
from providers.fake_service import Says, fake_service
from providers.fault_server import GOOD, WIRES, Broken, Mended, Wire, facing, faulty

BROKEN_TABLES = broken_answers.TABLES
MENDED_TABLES = mended_answers.TABLES | mended_contents.TABLES
ALL_TABLES = BROKEN_TABLES | MENDED_TABLES
KEY = "sk-or-secret-0123456789"


def each(tables):
    faults = [(fault, wire) for table in tables.values() for fault in table for wire in fault.wires]
    return pytest.mark.parametrize(
        ("fault", "wire"), faults, ids=[f"{fault.name}-{wire.name}" for fault, wire in faults]
    )


every_wire = pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)


@pytest.fixture(autouse=True)
def no_names(monkeypatch: pytest.MonkeyPatch):
    """No name has an address, and no proxy is asked for one."""
    look_up = socket.getaddrinfo

    def answer(host, *more, **options):
        if host == "127.0.0.1":
            return look_up(host, *more, **options)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@each(BROKEN_TABLES)
async def test_a_fault_is_told_and_tried_again_and_loses_nothing(fault: Broken, wire: Wire):
    seen: list[Any] = []

    async def look() -> None:
        async with aclosing(model.provider.stream(HELLO)) as parts:
            async for part in parts:
                seen.append(part)  # noqa: PERF401 — what came before an error counts, too.

    async with faulty(fault, wire) as (service, model):
        with pytest.raises(ProviderError) as caught:
            await look()

    notices = [part for part in seen if isinstance(part, Notice)]
    assert [part for part in seen if part not in notices] == ([TextDelta(fault.came)] if fault.came else [])
    # The first pause is too short for people to notice.
    assert {notice.kind for notice in notices} == ({"waiting"} if fault.asked > 2 else set())
    assert type(caught.value) is fault.kind
    assert fault.told in str(caught.value)
    assert str(caught.value).count("\n") == 0
    if fault.place == "here":
        assert service.paths.count(wire.path) == fault.asked


@each(MENDED_TABLES)
@pytest.mark.parametrize("size", [1, 7, 1_000_000])
async def test_a_fault_is_read_as_what_was_meant_however_its_bytes_are_cut(fault: Mended, wire: Wire, size: int):
    says = fault.answer(wire)
    says = replace(says, pieces=cut(b"".join(says.pieces), size))
    async with facing(wire, says, patience=fault.patience) as (service, model):
        assert await ask(model.provider) == fault.means
    assert service.paths.count(wire.path) == 1


def test_the_document_has_every_fault():
    text = read("docs/faults.md")
    parts = sections(text, 2) | sections(text, 3)

    shown = {name: rows(parts[name]) for name in ALL_TABLES}

    assert shown == {name: [fault.row for fault in table] for name, table in ALL_TABLES.items()}
    assert len(rows(text)) == sum(map(len, shown.values()))


@every_wire
@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("20", 20.0),
        ("86400", 60.0),
        ("-20", 0.5),
        ("soon", 0.5),
        ("", 0.5),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0.5),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 60.0),
        ("Fri, 31 Dec 99999999999999999999 23:59:59 GMT", 0.5),
        ("Fri, 31 Dec 2027 23:59:59 +99999999999999999999", 0.5),
    ],
)
async def test_the_next_try_waits_as_long_as_the_service_wants_within_reason(wire: Wire, header: str, pause: float):
    pauses: list[float] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    slow_down = Says(status=429, headers={"Retry-After": header})
    async with facing(wire, slow_down, Says([wire.answer()]), patience=replace(HURRIED, sleep=note)) as (_, model):
        assert await ask(model.provider) == GOOD
    assert pauses == [pause]


@given(st.text() | st.from_regex(r"Mon, \d+ Nov \d+ \d+:\d+:\d+ [+-]?\d+"))
def test_no_header_makes_the_wait_longer_than_a_minute_or_less_than_nothing(header: str):
    assert 0 <= seconds_to_wait({"retry-after": header}, now=datetime(2026, 11, 23, tzinfo=UTC)) <= 60


@every_wire
@pytest.mark.parametrize("status", [401, 403])
async def test_a_key_that_is_not_accepted_is_told_apart_from_a_missing_one(wire: Wire, status: int):
    async with facing(wire, Says(status=status), api_key=KEY) as (_, model):
        with pytest.raises(ProviderRefused, match="did not accept the key"):
            await ask(model.provider)


@every_wire
async def test_a_redirect_takes_the_key_nowhere(wire: Wire):
    async with fake_service({}) as other:
        moved = Says(status=308, headers={"Location": f"{other.url}{wire.path}"})
        async with facing(wire, moved, api_key=KEY) as (service, model):
            with pytest.raises(ProviderRefused, match=f"sends us on to {other.url}"):
                await ask(model.provider)

    assert service.heard[-1].headers["authorization"] == f"Bearer {KEY}"
    assert other.connections == 0


@every_wire
async def test_no_log_shows_the_key_even_if_the_service_repeats_it(wire: Wire, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "asyncio", "anyio"):
        caplog.set_level(logging.DEBUG, name)
    echo = {"X-Your-Key": f"Bearer {KEY}"}
    answers = [
        Says([f"Bearer {KEY}".encode()], 503, echo),
        Says(then="break", headers=echo),
        Says(head=f"HTTP/1.1 200 OK\r\nAuthorization {KEY}\r\n\r\n".encode()),
    ]
    async with facing(wire, *answers, api_key=KEY) as (service, model):
        with pytest.raises(ProviderRefused, match="other than HTTP") as caught:
            await ask(model.provider)

    assert len(caplog.records) >= 2
    assert service.heard[-1].headers["authorization"] == f"Bearer {KEY}"
    assert "secret" not in caplog.text + "".join(format_exception(caught.value))


@every_wire
@pytest.mark.parametrize(
    "says",
    [
        lambda wire: Says(then="never_answer"),
        lambda wire: Says(then="hang"),
        lambda wire: Says([wire.text("Half")], then="hang"),
        lambda wire: Says([wire.text("Half")[:9]], then="hang"),
        lambda wire: Says([b"busy"], 503, then="hang"),
    ],
    ids=["before the status", "before the first piece", "in the middle", "in a piece", "in an error"],
)
async def test_to_cancel_closes_the_connection_at_once(wire: Wire, says: Callable[[Wire], Says]):
    async with facing(wire, says(wire)) as (service, model):
        task = asyncio.create_task(ask(model.provider))
        await asyncio.wait_for(service.is_silent.wait(), 10)
        task.cancel()
        await asyncio.wait([task], timeout=10)
        await asyncio.wait_for(service.client_left.wait(), 10)
    assert task.cancelled()


@every_wire
async def test_to_cancel_between_two_tries_ends_them(wire: Wire):
    is_waiting = asyncio.Event()

    async def wait(seconds: float) -> None:
        is_waiting.set()
        await asyncio.Event().wait()

    async with facing(wire, Says(status=503), patience=replace(HURRIED, sleep=wait)) as (service, model):
        task = asyncio.create_task(ask(model.provider))
        await asyncio.wait_for(is_waiting.wait(), 10)
        task.cancel()
        await asyncio.wait([task], timeout=10)
    assert task.cancelled()
    assert service.paths.count(wire.path) == 1


@every_wire
async def test_the_tries_end_with_the_first_that_succeeds(wire: Wire):
    broken = [Says(then="hang_up"), Says([b"\n"], then="break"), Says([wire.put({"error": "loading"})])]
    async with facing(wire, *broken, Says([wire.answer()])) as (service, model):
        assert await ask(model.provider) == GOOD
    assert service.paths.count(wire.path) == 4


@every_wire
async def test_very_many_tiny_pieces_are_one_answer(wire: Wire):
    pieces = [wire.text("ab ") * 50] * 1_000
    async with facing(wire, Says([*pieces, wire.end])) as (_, model):
        assert await ask(model.provider) == replace(GOOD, text="ab " * 50_000)
