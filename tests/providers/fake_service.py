"""A model service on this machine that says exactly the bytes that a test wants it to say."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Says:
    """An answer to one request."""

    pieces: Sequence[bytes] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    then: Literal["end", "break", "hang", "never_answer", "hang_up"] = "end"
    """What follows the pieces. `never_answer` and `hang_up` send nothing at all."""
    head: bytes = b""
    """Sent in place of a status line and headers; the pieces follow as they are, and end with the connection."""


def says_json(value: Any, status: int = 200, **headers: str) -> Says:
    return Says([json.dumps(value).encode()], status, headers)


@dataclass(frozen=True)
class Heard:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


NOT_FOUND = says_json({"error": {"message": "File Not Found", "type": "not_found_error", "code": 404}}, 404)


class FakeService:
    """Answers each path with its answers, in order; the last one again and again."""

    def __init__(self, answers: Mapping[str, Says | list[Says]]) -> None:
        self.answers = {path: says if isinstance(says, list) else [says] for path, says in answers.items()}
        self.by_model: Mapping[str, Says] = {}
        """What requests that name one of these models are answered, whatever their path."""
        self.heard: list[Heard] = []
        self.connections = 0
        self.port = 0
        self.client_left = asyncio.Event()
        self.is_silent = asyncio.Event()
        """Set when all was said to a client that is left hanging."""
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [heard.path for heard in self.heard]

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            while await self._answer_one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        heard = await _read_request(reader)
        self.heard.append(heard)
        says = self._next_answer(heard)
        if says.then == "hang_up":
            return False
        if says.then != "never_answer":
            await _write_answer(writer, says)
        if says.then == "break":
            writer.transport.abort()
            return False
        if says.then in {"hang", "never_answer"}:
            self.is_silent.set()
            await reader.read()
            self.client_left.set()
            return False
        return not says.head

    def _next_answer(self, heard: Heard) -> Says:
        if heard.body and (says := self.by_model.get(heard.json.get("model"))):
            return says
        answers = self.answers.get(heard.path, [NOT_FOUND])
        return answers.pop(0) if len(answers) > 1 else answers[0]


@asynccontextmanager
async def fake_service(answers: Mapping[str, Says | list[Says]]) -> AsyncGenerator[FakeService, None]:
    service = FakeService(answers)
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.port = server.sockets[0].getsockname()[1]
    try:
        yield service
    finally:
        server.close()
        await service.close()


async def _read_request(reader: asyncio.StreamReader) -> Heard:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    method, path, _ = first.split(" ")
    return Heard(method, path, headers, await reader.readexactly(int(headers.get("content-length", 0))))


async def _write_answer(writer: asyncio.StreamWriter, says: Says) -> None:
    if says.head:
        writer.write(says.head + b"".join(says.pieces))
        await writer.drain()
        return
    headers = {"Transfer-Encoding": "chunked", **says.headers}
    lines = [f"HTTP/1.1 {says.status} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    for piece in says.pieces:
        writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        await writer.drain()
    if says.then == "end":
        writer.write(b"0\r\n\r\n")
    await writer.drain()
