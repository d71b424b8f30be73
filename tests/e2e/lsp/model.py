"""A model service in the test's own loop: it gives the answers that a test wrote, and holds them back if told to."""

import asyncio
import json
import re
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from typing import Any

from model_server import to_chunks, to_event

TIMEOUT_SECONDS = 20
NAME = "tiny"


@dataclass
class Answer:
    """What the model says and calls. It stops before and after the text until these are set."""

    text: str = ""
    calls: tuple[Mapping[str, Any], ...] = ()
    begin: asyncio.Event | None = None
    end: asyncio.Event | None = None
    away_seconds: int = 0
    """Instead of an answer, its service wants to be asked again in so many seconds."""


def say(text: str, **held: asyncio.Event) -> Answer:
    return Answer(text, **held)


def away(seconds: int) -> Answer:
    return Answer(away_seconds=seconds)


def call(tool: str, **arguments: Any) -> Answer:
    return calls((tool, arguments))


def calls(*several: tuple[str, Mapping[str, Any]]) -> Answer:
    return Answer(calls=tuple({"name": name, "arguments": arguments} for name, arguments in several))


def edit(path: str, old: str, new: str) -> Answer:
    return call("edit_file", path=path, edits=[{"old": old, "new": new}])


@dataclass
class Model:
    """Gives answer after answer, or those of the first of `answers_to` whose key is in the conversation."""

    answers: deque[Answer] = field(default_factory=deque)
    answers_to: dict[str, deque[Answer]] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """What requests were authorized with."""
    about: dict[str, Any] = field(default_factory=dict)
    """What its service says of it beside its name."""
    url: str = ""
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    def will(self, *answers: Answer) -> None:
        self.answers.extend(answers)

    async def asked(self, count: int) -> dict[str, Any]:
        """Wait until so many requests have come, and return the last of them."""
        async with asyncio.timeout(TIMEOUT_SECONDS), self._news:
            await self._news.wait_for(lambda: len(self.requests) >= count)
        return self.requests[count - 1]

    @property
    def told(self) -> str:
        """The last message of the last request."""
        return self.requests[-1]["messages"][-1]["content"]

    @property
    def heard(self) -> str:
        """All of the last request."""
        return json.dumps(self.requests[-1], ensure_ascii=False)

    @property
    def tools(self) -> set[str]:
        return {tool["function"]["name"] for tool in self.requests[-1]["tools"]}

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Model"]:
        talking: set[asyncio.Task[None]] = set()

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task
            talking.add(task)
            # The server hangs up when a turn is cancelled, and when it ends; at the end of the test we do.
            with closing(writer), suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while True:
                    await self._answer(reader, writer)

        listener = await asyncio.start_server(talk, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/v1"
        try:
            yield self
        finally:
            listener.close()
            for task in talking:
                task.cancel()
            await asyncio.gather(*talking, return_exceptions=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if head[0].startswith("GET"):
            _send(writer, 200, {"object": "list", "data": [{"id": NAME, **self.about}, {"id": "other"}]})
            return
        request = json.loads(body)
        self.keys.append(headers.get("authorization", ""))
        async with self._news:
            self.requests.append(request)
            self._news.notify_all()
        answers = next((them for key, them in self.answers_to.items() if key in body.decode()), self.answers)
        if not answers:
            _send(writer, 400, {"error": {"message": "The test has prepared no answer."}})
            return
        answer = answers.popleft()
        if answer.away_seconds:
            _send(writer, 503, {"error": {"message": "The model is loading."}}, {"Retry-After": answer.away_seconds})
            return
        await _stream(writer, answer, len(re.sub(rb"data:[^\"]+", b"", body)) // 4)


async def _stream(writer: asyncio.StreamWriter, answer: Answer, prompt_tokens: int) -> None:
    # Who counts much less than was sent is suspected of having dropped the rest.
    counted = {"prompt_tokens": prompt_tokens, "completion_tokens": 10, "total_tokens": prompt_tokens + 10}
    if answer.begin:
        await answer.begin.wait()
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    *words, end, usage, done = to_chunks({"text": answer.text, "tool_calls": answer.calls, "usage": counted})
    _write(writer, words)
    if answer.end:
        await writer.drain()
        await answer.end.wait()
    _write(writer, [end, usage, done])
    writer.write(b"0\r\n\r\n")
    await writer.drain()


def _write(writer: asyncio.StreamWriter, chunks: list[Any]) -> None:
    for event in map(to_event, chunks):
        writer.write(b"%x\r\n%s\r\n" % (len(event), event))


def _send(writer: asyncio.StreamWriter, status: int, value: Any, headers: Mapping[str, object] | None = None) -> None:
    body = json.dumps(value).encode()
    writer.write(b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\n" % status)
    for name, said in (headers or {}).items():
        writer.write(f"{name}: {said}\r\n".encode())
    writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
