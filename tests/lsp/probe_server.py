"""The server of these tests, ours or plain pygls, with the same handlers: `probe_server.py ours|plain|tcp`."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from journeyman.lsp.transport import Server, serve_stdio, serve_tcp
from lsp.probes import register
from lsp.raw_client import RawClient

TESTS = Path(__file__).parents[1]
PARENT_CHECK_SECONDS = 0.05


def command(which: str) -> list[str]:
    return [sys.executable, "-m", "lsp.probe_server", which]


@asynccontextmanager
async def connect(which: str = "ours", *, initialized: bool = True) -> AsyncIterator[RawClient]:
    async with RawClient.started(command(which), cwd=TESTS) as client:
        if initialized:
            await client.initialize()
        yield client


def make_server() -> Server:
    server = Server("probe", "1", parent_check_seconds=PARENT_CHECK_SECONDS)
    register(server)

    @server.feature("probe/checksPassed")
    async def checks_passed(params: Any) -> None:
        """Answer when the server had the time to look for its parent so many times."""
        await asyncio.sleep(params["count"] * PARENT_CHECK_SECONDS)

    @server.feature("probe/question")
    async def question(params: Any) -> Any:
        asked = lsp.ConfigurationParams(items=[])
        return await server.ask(lsp.WORKSPACE_CONFIGURATION, asked, timeout_seconds=params["seconds"])

    async def close() -> None:
        print("closed", file=sys.stderr, flush=True)

    server.on_close(close)
    return server


def main(which: str) -> int:
    logging.basicConfig(level=logging.INFO)
    match which:
        case "plain":
            server = LanguageServer("probe", "1")
            register(server)
            server.start_io()
            return 0
        case "tcp":
            return asyncio.run(serve_tcp(make_server, "127.0.0.1", 0))
        case _:
            return asyncio.run(serve_stdio(make_server()))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
