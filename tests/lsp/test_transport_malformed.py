"""Whatever comes in, the server answers what can be answered, and then the next good request."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from command import environment
from journeyman.lsp import protocol
from lsp.probe_server import TESTS, command, connect
from lsp.raw_client import RawClient, frame, framed

WRONG = [None, True, 5, -1.5, "x", [], [5], {}, {"root": 5}, {"sessionId": []}, {"root": None, "sessionId": None}]
PING = {"jsonrpc": "2.0", "id": "ping", "method": "probe/echo", "params": {}}


SERVERS = {"probe": command("ours"), "journeyman": [sys.executable, "-m", "journeyman", "serve", "--stdio"]}

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=SERVERS)
async def client(request, tmp_path_factory):
    """One connection for all that is broken: it is never too much."""
    home = tmp_path_factory.mktemp("home")
    async with RawClient.started(SERVERS[request.param], env=with_tests(home), cwd=home) as client:
        await client.initialize()
        yield client


def with_tests(home: Path) -> dict[str, str]:
    return environment(home, PYTHONPATH=str(TESTS))


async def ping(client: RawClient) -> None:
    """See that the server still answers. It does so in order: what it has to say to what came before is there then."""
    assert (await client.answer(client.start("no/such/request")))["error"]["code"] == -32601
    client.messages.pop()


def codes(client: RawClient) -> list[tuple[Any, int]]:
    return [(message["id"], message["error"]["code"]) for message in client.messages if "error" in message]


@pytest.mark.parametrize(
    ("body", "answers"),
    [
        (b"", [(None, -32700)]),
        (b"{", [(None, -32700)]),
        (b"\xff\xfe", [(None, -32700)]),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "\xe9"}', [(None, -32700)]),
        (b"[" * 100_000, [(None, -32700)]),
        (b"[]", [(None, -32600)]),
        (b"5", [(None, -32600)]),
        (b"null", [(None, -32600)]),
        (b'"text"', [(None, -32600)]),
        (b"{}", [(None, -32600)]),
        (json.dumps([PING, PING]).encode(), [(None, -32600)]),
        (b'{"jsonrpc": "2.0"}', [(None, -32600)]),
        (b'{"jsonrpc": "2.0", "id": 7}', [(7, -32600)]),
        (b'{"id": 7, "method": "probe/echo"}', [(7, -32600)]),
        (b'{"jsonrpc": "1.0", "id": 7, "method": "probe/echo"}', [(7, -32600)]),
        (b'{"jsonrpc": "2.0", "id": 7, "method": 5}', [(7, -32600)]),
        (b'{"jsonrpc": "2.0", "id": 7, "method": null, "result": 1}', [(7, -32600)]),
        (b'{"jsonrpc": "2.0", "id": null, "method": "probe/echo"}', [(None, -32600)]),
        (b'{"jsonrpc": "2.0", "id": true, "method": "probe/echo"}', [(None, -32600)]),
        (b'{"jsonrpc": "2.0", "id": 1.5, "method": "probe/echo"}', [(None, -32600)]),
        (b'{"jsonrpc": "2.0", "id": {}, "method": "probe/echo"}', [(None, -32600)]),
        (b'{"jsonrpc": "2.0", "id": 7, "method": "no/such"}', [(7, -32601)]),
        (b'{"jsonrpc": "2.0", "id": 7, "method": ""}', [(7, -32601)]),
        (b'{"jsonrpc": "2.0", "id": 7, "method": "exit"}', [(7, -32601)]),
        (b'{"jsonrpc": "2.0", "method": "no/such"}', []),
        (b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": 5}', []),
        (b'{"jsonrpc": "2.0", "id": "nobody", "result": 1}', []),
        (b'{"jsonrpc": "2.0", "id": [1], "result": 1}', []),
        (b'{"jsonrpc": "2.0", "id": null, "error": {"code": 1, "message": ""}}', []),
    ],
)
async def test_a_message_that_is_none_is_answered_and_the_next_one_is_heard(client, body, answers):
    client.messages.clear()

    client.send(framed(body))
    await ping(client)

    assert codes(client) == answers


@pytest.mark.parametrize(
    "broken",
    [
        b"Content-Length: -5\r\n\r\n{}",
        b"Content-Length: many\r\n\r\n{}",
        b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"Content-Type: text/plain\r\n\r\n{}",
        b"Content-Len",
        b"\r\n\r\n{}",
        framed(b'{"jsonrpc": "2.0"}')[:-8],
        b"Content-Length: 5\r\n\r\n" + frame(PING)[20:],
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x00" * 100_000,
    ],
)
async def test_after_a_broken_header_or_a_wrong_length_the_next_message_is_heard(client, broken):
    client.messages.clear()

    client.send(broken)
    await ping(client)

    assert codes(client) == [(None, -32700)]


async def test_an_input_that_ends_within_a_message_ends_the_server():
    async with connect() as client:
        client.send(b"Content-Length: 100\r\n\r\n{")
        client.hang_up()

        assert await client.exit_code() == 1
        assert "Traceback" not in await client.errors()


@pytest.mark.parametrize("method", protocol.REQUESTS)
async def test_params_of_a_wrong_type_are_refused_with_the_reason(client, method):
    requests = [client.start(method, params) for params in WRONG] + [client.start(method)]
    answers = [await client.answer(request) for request in requests]
    await ping(client)

    for answer in answers:
        assert answer["error"]["code"] == -32602
        assert answer["error"]["message"].startswith("params")


@pytest.mark.parametrize("method", protocol.NOTIFICATIONS)
async def test_notifications_of_a_wrong_type_are_dropped(client, method):
    client.messages.clear()

    for params in WRONG:
        client.say(method, params)
    client.say(method)
    await ping(client)

    assert client.messages == []


async def test_an_id_in_use_is_refused_and_can_be_used_again():
    async with connect() as client:
        client.say("probe/slow", {}, id=1)
        await client.notification("probe/began")
        client.say("probe/echo", {}, id=1)
        refused = await client.answer(1)
        client.messages.clear()
        await client.notify("$/cancelRequest", {"id": 1})
        cancelled = await client.answer(1)
        client.messages.clear()
        client.say("probe/echo", {"a": 1}, id=1)

        assert [refused["error"]["code"], cancelled["error"]["code"]] == [-32600, -32800]
        assert (await client.answer(1))["result"] == {"a": 1}


async def test_a_message_of_50_megabytes_is_taken_and_one_of_70_is_skipped():
    async with connect() as client:
        text = "x" * 50_000_000
        assert await client.request("probe/echo", {"text": text}) == {"text": text}
        client.messages.clear()

        client.send(framed(b"x" * 70_000_000))
        await ping(client)
        assert codes(client) == [(None, -32600)]


async def test_bytes_that_come_one_by_one_are_a_message_in_the_end():
    async with connect() as client:
        for byte in frame(PING):
            client.send(bytes([byte]))
            await asyncio.sleep(0)

        assert (await client.answer("ping"))["result"] == {}
