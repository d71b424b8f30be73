"""Handlers that show what a server does with messages. They are registered with our server and with plain pygls."""

import asyncio
import sys
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from journeyman.lsp import protocol

FLOOD = 40, 100_000
"""Messages and characters in each: more than a pipe holds."""


def register(server: LanguageServer) -> None:
    _register_plain_handlers(server)
    _register_slow_handlers(server)
    _register_documents(server)
    for method in [*protocol.REQUESTS, *list(protocol.NOTIFICATIONS)[:3]]:
        server.feature(method)(_answer_nothing)


def _answer_nothing(params: Any) -> None:
    return None


def _register_plain_handlers(server: LanguageServer) -> None:
    counted = 0

    @server.feature("probe/echo")
    def echo(params: Any) -> Any:
        return params

    @server.command("probe.add")
    def add(left: int, right: int) -> int:
        return left + right

    @server.feature("probe/fails")
    def fails(params: Any) -> None:
        raise RuntimeError("what only the log may say")

    @server.feature("probe/prints")
    def prints(params: Any) -> None:
        print("a stray print", flush=True)

    @server.feature("probe/count")
    def count(params: Any) -> None:
        nonlocal counted
        counted += 1

    @server.feature("probe/counted")
    def tell_count(params: Any) -> int:
        return counted

    @server.feature("probe/flood")
    def flood(params: Any) -> None:
        messages, characters = FLOOD
        for _ in range(messages):
            server.protocol.notify("probe/flooded", {"text": "x" * characters})
        print("all is sent", file=sys.stderr, flush=True)

    @server.feature("probe/notJson")
    def not_json(params: Any) -> Any:
        return {"a": float("nan"), "b": {1, 2}}


def _register_slow_handlers(server: LanguageServer) -> None:
    asking: list[asyncio.Future[Any]] = []

    async def hang(name: str) -> None:
        server.protocol.notify("probe/began", {"name": name})
        try:
            await asyncio.Event().wait()
        finally:
            server.protocol.notify("probe/ended", {"name": name})

    @server.feature("probe/slow")
    async def slow(params: Any) -> None:
        await hang("request")

    @server.command("probe.slow")
    async def slow_command() -> None:
        await hang("command")

    @server.feature("probe/asks")
    async def ask(params: Any) -> Any:
        """Return what the client says; nothing if `probe/givesUp` comes first."""
        question = asyncio.ensure_future(server.workspace_configuration_async(lsp.ConfigurationParams(items=[])))
        asking.append(question)
        await asyncio.wait([question])
        return None if question.cancelled() else question.result()

    @server.feature("probe/givesUp")
    def give_up(params: Any) -> None:
        asking.pop().cancel()


def _register_documents(server: LanguageServer) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        server.protocol.notify("probe/opened", {"text": params.text_document.text})

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        server.protocol.notify("probe/changed", {"uri": params.text_document.uri})

    @server.feature(lsp.WORKSPACE_SYMBOL)
    def symbol(params: lsp.WorkspaceSymbolParams) -> None:
        return None
