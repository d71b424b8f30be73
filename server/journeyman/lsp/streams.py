"""Carry messages between the editor and the loop: threads do what can block.

Standard streams cannot be waited for by the loop on every system, and an editor that stops reading must not stop us.
The threads are daemons on plain descriptors: one that hangs in the system does not keep the process from ending.
"""

import asyncio
import logging
import os
import socket
import sys
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from . import wire
from .framing import Flaw, Framer

CHUNK_BYTES = 64 * 1024
MAX_BATCHES = 2
"""How many chunks may wait for the loop; the editor waits then, as it does with any full pipe."""
MAX_UNSENT_MESSAGES = 100_000
"""An hour of updates; who has not read for so long is gone."""
FLUSH_SECONDS = 2.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stream:
    """Bytes from and to one editor. `read` returns none at the end; both may block."""

    read: Callable[[int], bytes]
    write: Callable[[memoryview], int]
    close: Callable[[], None]


def standard_streams() -> Stream:
    """Take stdin and stdout for the protocol: what else reads gets nothing, what else prints goes to stderr.

    That holds for processes that we start, too.
    """
    sys.stdout.flush()
    reading, writing = os.dup(0), os.dup(1)
    for descriptor in (reading, writing):
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415

            msvcrt.setmode(descriptor, os.O_BINARY)
        else:
            os.set_blocking(descriptor, True)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    # They stay open: a thread may still read, and another file must not get their numbers.
    return Stream(lambda size: os.read(reading, size), lambda data: os.write(writing, data), lambda: None)


def socket_stream(connection: socket.socket) -> Stream:
    """Return the stream of a connection. One that does not begin like LSP is ended: web pages can connect, too."""
    connection.setblocking(True)
    begun = False

    def read(size: int) -> bytes:
        nonlocal begun
        data = connection.recv(size)
        if not begun and data[:8].lower() != b"content-"[: len(data)]:
            logger.warning("A connection was closed, as it did not speak LSP.")
            return b""
        begun = True
        return data

    def close() -> None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()

    return Stream(read, connection.send, close)


class Reader:
    """A thread that reads and parses; the loop takes what it found, one message at a time."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._loop = asyncio.get_running_loop()
        self._batches: asyncio.Queue[list[Any] | None] = asyncio.Queue()
        self._room = threading.Semaphore(MAX_BATCHES)
        self._stopped = False

    async def messages(self) -> AsyncGenerator[Any, None]:
        """Yield parsed messages, and Flaws, until the stream ends or `stop` is called."""
        threading.Thread(target=self._run, name="lsp reader", daemon=True).start()
        while (batch := await self._batches.get()) is not None:
            for message in batch:
                if self._stopped:
                    return
                yield message
                # Everything else that is ready gets its turn, and what the message started begins in order.
                await asyncio.sleep(0)
            self._room.release()

    def stop(self) -> None:
        """End `messages`."""
        self._stopped = True
        self._room.release()
        self._batches.put_nowait(None)

    def _run(self) -> None:
        framer = Framer()
        with suppress(OSError):
            while (data := self._read(CHUNK_BYTES)) and not self._stopped:
                if batch := list(_parsed(framer, data)):
                    self._room.acquire()
                    self._hand_over(batch)
        self._hand_over(None)

    def _hand_over(self, batch: list[Any] | None) -> None:
        # Nobody waits for it when the loop has been closed meanwhile.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._batches.put_nowait, batch)


def _parsed(framer: Framer, data: bytes) -> Iterator[Any]:
    for body in framer.feed(data):
        if isinstance(body, Flaw):
            yield body
            continue
        message = wire.parse(body)
        if isinstance(message, Flaw):
            framer.unread(body)
        yield message


class Writer:
    """A thread that turns messages into bytes and writes them; it may hang while nobody reads."""

    def __init__(self, write: Callable[[memoryview], int], on_failure: Callable[[], None]) -> None:
        self._write = write
        self._on_failure = on_failure
        self._loop = asyncio.get_running_loop()
        self._messages: SimpleQueue[wire.Object | None] = SimpleQueue()
        self._failed = False
        self._thread = threading.Thread(target=self._run, name="lsp writer", daemon=True)
        self._thread.start()

    def send(self, message: wire.Object) -> None:
        """Send a message, after those before it. It is read later, in a thread: do not change it any more."""
        if self._messages.qsize() >= MAX_UNSENT_MESSAGES:
            self._fail(f"the editor has not read {MAX_UNSENT_MESSAGES:,} messages that were sent to it")
        if not self._failed:
            self._messages.put(message)

    async def aclose(self) -> None:
        """Send what waits, as far as the editor takes it in time."""
        self._messages.put(None)
        await asyncio.to_thread(self._thread.join, FLUSH_SECONDS)

    def _run(self) -> None:
        while not self._failed and (message := self._messages.get()) is not None:
            rest = memoryview(wire.encode(message))
            while rest and not self._failed:
                try:
                    rest = rest[self._write(rest) :]
                except OSError as error:
                    self._fail(f"the editor is gone: {error.strerror}")

    def _fail(self, reason: str) -> None:
        if not self._failed:
            self._failed = True
            logger.warning("The connection is given up, as %s.", reason)
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._on_failure)
