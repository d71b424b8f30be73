"""A model server that takes its time: it streams pieces of text one by one, and notes when it wrote which."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from model_server import to_chunks, to_event


@dataclass
class PacedModel:
    """Answers every request with `pieces`, with a pause between two of them."""

    pieces: list[str]
    pause_seconds: float
    written: dict[str, float] = field(default_factory=dict)
    """time.perf_counter() when a piece was written."""
    url: str = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["PacedModel"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        async with server:
            yield self

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        await reader.readexactly(int(head.partition(b"content-length:")[2].split(b"\r\n")[0]))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        for piece in self.pieces:
            await asyncio.sleep(self.pause_seconds)
            self.written[piece] = time.perf_counter()
            writer.write(to_event({"choices": [{"index": 0, "delta": {"content": piece}}]}))
        for end in to_chunks({}):
            writer.write(to_event(end))
        writer.close()
