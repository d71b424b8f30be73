"""An editor of bytes: it can say anything, also what no library would let it say.

async with RawClient.started(COMMAND) as client:
    await client.initialize()
    assert await client.request("probe/echo", {"a": 1}) == {"a": 1}
"""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

TIMEOUT_SECONDS = 20
HEADER = re.compile(rb"Content-Length: (\d+)\r\n(?:[\w-]+: [^\r\n]*\r\n)*\r\n")

Message = dict[str, Any]
Handler = Callable[[Any], Any]


class RpcError(Exception):
    """The server refused a request."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.data = data


def frame(message: object) -> bytes:
    """Return a message as bytes, with its header."""
    return framed(json.dumps(message).encode())


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


class RawClient:
    """One connection to a server. What the server asks is answered by `handlers`, by method; null if there is none."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.process: asyncio.subprocess.Process | None = None
        self.handlers: dict[str, Handler] = {}
        self.messages: list[Message] = []
        """Everything the server has sent, in order."""
        self.garbage = b""
        """What the server has sent between messages."""
        self._arrived = asyncio.Event()
        self._ids = iter(range(1, sys.maxsize))
        self._answering: set[asyncio.Task[None]] = set()
        self._ended = False
        self._receiving: asyncio.Task[None] | None = None

    @classmethod
    @asynccontextmanager
    async def started(
        cls, command: Sequence[str], *, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> AsyncIterator["RawClient"]:
        """Start a server as a process; it is killed at the end, if it still runs."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=pipe, stderr=pipe, env=env, cwd=cwd, limit=2**27
        )
        assert process.stdout
        assert process.stdin
        client = cls(process.stdout, process.stdin)
        client.process = process
        try:
            client.read_on()
            yield client
        finally:
            if process.returncode is None:
                process.kill()
            await client._close()
            # `wait` waits for pipes, too, and some of them may not have been read to their end.
            process._transport.close()
            await process.wait()

    @classmethod
    @asynccontextmanager
    async def connected(cls, port: int, host: str = "127.0.0.1") -> AsyncIterator["RawClient"]:
        """Connect to a server that listens on a port."""
        client = cls(*await asyncio.open_connection(host, port))
        try:
            client.read_on()
            yield client
        finally:
            await client._close()

    def send(self, data: bytes) -> None:
        """Send bytes as they are, without waiting for the server to take them."""
        self._writer.write(data)

    def say(self, method: str, params: object = ..., **more: Any) -> None:
        """Send a message; without params if they are left out. A request has an `id`."""
        self.send(frame({"jsonrpc": "2.0", "method": method} | ({} if params is ... else {"params": params}) | more))

    async def notify(self, method: str, params: object = ...) -> None:
        """Send a notification."""
        self.say(method, params)
        await self._writer.drain()

    async def request(self, method: str, params: object = ...) -> Any:
        """Send a request and return its result. Raise RpcError if the server refuses it."""
        return await self.result(self.start(method, params))

    def start(self, method: str, params: object = ...) -> str:
        """Send a request and return its id; `result` waits for its answer."""
        request_id = f"raw-{next(self._ids)}"
        self.say(method, params, id=request_id)
        return request_id

    async def result(self, request_id: object) -> Any:
        """Return the result of a request that was sent. Raise RpcError if the server refused it."""
        answer = await self.answer(request_id)
        if error := answer.get("error"):
            raise RpcError(error["code"], error["message"], error.get("data"))
        return answer["result"]

    async def answer(self, request_id: object) -> Message:
        """Return the answer to a request as it came."""
        return await self.message(lambda message: "method" not in message and message.get("id") == request_id)

    async def notification(self, method: str, fits: Callable[[Any], bool] = lambda _: True) -> Any:
        """Return the params of the first notification, or request, of a method that fits; wait until it comes."""
        found = await self.message(lambda message: message.get("method") == method and fits(message.get("params")))
        return found.get("params")

    def said(self, method: str) -> list[Any]:
        """Return the params of all that came so far with a method."""
        return [message.get("params") for message in self.messages if message.get("method") == method]

    async def message(self, fits: Callable[[Message], bool]) -> Message:
        """Return the first message that fits, of those that came or will come. Raise EOFError at the end."""
        looked_at = 0
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while True:
                for message in self.messages[looked_at:]:
                    if fits(message):
                        return message
                looked_at = len(self.messages)
                if self._ended:
                    raise EOFError(f"The server has ended the connection. {self.messages[-3:]}")
                self._arrived.clear()
                await self._arrived.wait()

    async def initialize(self, **params: Any) -> Any:
        """Begin, and return what the server says of itself."""
        given = {"processId": None, "rootUri": None, "capabilities": {}, **params}
        result = await self.request("initialize", given)
        await self.notify("initialized", {})
        return result

    async def shut_down(self) -> int:
        """End in order, and return the exit code."""
        await self.request("shutdown")
        await self.notify("exit")
        return await self.exit_code()

    async def exit_code(self) -> int:
        """Wait until the process has ended."""
        assert self.process
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await self.process.wait()

    async def errors(self) -> str:
        """Return what the server has written to stderr, once it has ended."""
        assert self.process
        assert self.process.stderr
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return (await self.process.stderr.read()).decode()

    async def logged(self, text: str, *, timeout_seconds: float = TIMEOUT_SECONDS) -> str:
        """Return the next line of stderr with a text in it."""
        assert self.process
        assert self.process.stderr
        async with asyncio.timeout(timeout_seconds):
            while line := await self.process.stderr.readline():
                if text in line.decode():
                    return line.decode()
        raise EOFError(f"The server has ended and has not logged {text!r}.")

    def hang_up(self) -> None:
        """Close our side: the server reads the end of its input."""
        self._writer.close()

    async def end(self) -> None:
        """Wait until the server has closed its side."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while not self._ended:
                self._arrived.clear()
                await self._arrived.wait()

    def stop_reading(self) -> None:
        """Leave what the server sends in the pipe, until `read_on`."""
        if self._receiving:
            self._receiving.cancel()
        # Or the transport would go on, up to the limit of the reader.
        self._reader._transport.pause_reading()

    def read_on(self) -> None:
        """Read what the server sends, from now on."""
        if self._receiving:
            self._reader._transport.resume_reading()
        self._receiving = asyncio.create_task(self._receive())

    async def _receive(self) -> None:
        data = bytearray()
        while chunk := await self._reader.read(2**20):
            data += chunk
            while (header := HEADER.search(data)) and len(data) >= header.end() + int(header[1]):
                self.garbage += data[: header.start()]
                end = header.end() + int(header[1])
                self._take(json.loads(data[header.end() : end]))
                del data[:end]
        self.garbage += data
        self._ended = True
        self._arrived.set()

    def _take(self, message: Message) -> None:
        self.messages.append(message)
        self._arrived.set()
        if "method" in message and "id" in message:
            task = asyncio.create_task(self._answer(message))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _answer(self, message: Message) -> None:
        answer: Message = {"jsonrpc": "2.0", "id": message["id"]}
        handler = self.handlers.get(message["method"], lambda _: None)
        try:
            result = handler(message.get("params"))
            self.send(frame({**answer, "result": await result if isinstance(result, Awaitable) else result}))
        except RpcError as error:
            self.send(frame({**answer, "error": {"code": error.code, "message": error.message, "data": error.data}}))

    async def _close(self) -> None:
        for task in (self._receiving, *self._answering):
            if task:
                task.cancel()
        self._writer.close()
        await asyncio.gather(self._receiving, *self._answering, return_exceptions=True)
