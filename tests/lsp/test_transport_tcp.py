"""Several editors over a local port."""

import signal
import sys
from contextlib import asynccontextmanager

import pytest

from command import environment
from journeyman.cli.serve import address
from journeyman.errors import UsageError
from journeyman.lsp.transport import Server, serve_tcp
from lsp.probe_server import TESTS, command
from lsp.raw_client import RawClient, frame

PING = {"jsonrpc": "2.0", "id": 1, "method": "probe/echo"}


@asynccontextmanager
async def listening():
    async with RawClient.started(command("tcp"), cwd=TESTS) as starter:
        line = await starter.logged("Listening on 127.0.0.1:")
        yield starter, int(line.rpartition(":")[2])


async def test_each_connection_has_a_server_of_its_own():
    async with (
        listening() as (starter, port),
        RawClient.connected(port) as one,
        RawClient.connected(port) as other,
    ):
        await one.initialize()
        await other.initialize()
        await one.notify("probe/count", {})
        await one.request("shutdown")
        await one.notify("exit")
        await one.end()

        assert await other.request("probe/counted", {}) == 0
        async with RawClient.connected(port) as third:
            await third.initialize()
            third.hang_up()
        starter.process.send_signal(signal.SIGINT)
        await other.end()
        await starter.exit_code()
        assert (await starter.errors()).count("closed") == 3


@pytest.mark.parametrize(
    "request_line", [b"POST / HTTP/1.1\r\n", b"\r\n", b"C\r\n", b"OPTIONS / HTTP/1.1\r\n", b"\x16\x03\x01"]
)
async def test_a_web_page_that_connects_is_not_heard(request_line):
    async with listening() as (_, port), RawClient.connected(port) as page:
        page.send(request_line + b"Host: localhost\r\n" + frame(PING))
        await page.end()

        assert page.messages == []


@pytest.mark.parametrize("host", ["0.0.0.0", "", "example.org", "192.168.1.1", "::"])
async def test_other_machines_are_not_let_in(host):
    with pytest.raises(UsageError, match=r"Use 127\.0\.0\.1"):
        await serve_tcp(lambda: Server("a", "1"), host, 0)


async def test_a_port_in_use_is_told():
    async with listening() as (_, port):
        with pytest.raises(UsageError, match="Choose another port"):
            await serve_tcp(lambda: Server("a", "1"), "127.0.0.1", port)


def test_an_address_has_a_host_and_a_port():
    assert address("127.0.0.1:4389") == ("127.0.0.1", 4389)
    assert address("[::1]:0") == ("::1", 0)
    for text in ("", "4389", ":4389", "localhost:", "localhost:http", "localhost:-1", "localhost:²", "localhost:70000"):
        with pytest.raises(UsageError, match="HOST:PORT"):
            address(text)


async def test_the_command_refuses_what_makes_no_sense(tmp_path):
    async with RawClient.started(
        [sys.executable, "-m", "journeyman", "serve", "--tcp", "example.org:1"], env=environment(tmp_path), cwd=tmp_path
    ) as client:
        assert await client.exit_code() == 2
        assert "Use 127.0.0.1" in await client.errors()
