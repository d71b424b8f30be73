import asyncio
import itertools
import os
import threading
from contextlib import aclosing

import pytest

from journeyman.errors import NoAnswer
from journeyman.lsp import streams
from journeyman.lsp.framing import Flaw
from journeyman.lsp.streams import MAX_BATCHES, Reader, Stream, Writer
from journeyman.lsp.transport import Server
from lsp.raw_client import frame, framed

NOTE = {"jsonrpc": "2.0", "method": "a"}


def chunks(*data: bytes):
    """A `read` that returns these, then the end."""
    rest = iter(data)
    return lambda _: next(rest, b"")


async def test_messages_come_parsed_and_in_order_until_the_end():
    broken = b"Content-Length: 3\r\n\r\n{}{" + frame([3])
    reader = Reader(chunks(frame([1])[:10], frame([1])[10:] + frame([2]) + broken, frame([4])))

    found = [message async for message in reader.messages()]

    assert [message.code if isinstance(message, Flaw) else message for message in found] == [[1], [2], -32700, [3], [4]]


async def test_a_stream_that_breaks_has_ended():
    def read(size: int) -> bytes:
        raise ConnectionResetError

    assert [message async for message in Reader(read).messages()] == []


async def test_everyone_gets_a_turn_between_two_messages():
    reader = Reader(chunks(frame(NOTE) * 500))
    turns = 0

    async def work():
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    working = asyncio.create_task(work())
    count = 0
    async for _ in reader.messages():
        count += 1
        assert turns >= count - 1
    working.cancel()

    assert count == 500


async def test_no_more_is_read_than_can_be_handled():
    reads = itertools.count()
    done = 0

    def read(size: int) -> bytes:
        next(reads)
        return frame(NOTE)

    reader = Reader(read)
    async with aclosing(reader.messages()) as messages:
        async for _ in messages:
            done += 1
            await asyncio.to_thread(lambda: None)
            if done == 200:
                reader.stop()

    # What is being handled, what waits, and what the thread has in its hands.
    assert next(reads) <= done + MAX_BATCHES + 1


async def test_stopping_ends_the_messages_while_none_comes():
    reading, writing = os.pipe()
    reader = Reader(lambda size: os.read(reading, size))
    asyncio.get_running_loop().call_soon(reader.stop)

    async with asyncio.timeout(20):
        assert [message async for message in reader.messages()] == []
    os.close(writing)


async def test_messages_are_written_whole_though_each_write_takes_a_little():
    written = bytearray()

    def write(data: memoryview) -> int:
        written.extend(data[:3])
        return len(data[:3])

    writer = Writer(write, on_failure=lambda: None)
    writer.send({"text": "ü" * 10})
    writer.send({"text": "b"})
    await writer.aclose()

    first = b'{"text":"' + "ü".encode() * 10 + b'"}'
    assert bytes(written) == framed(first) + framed(b'{"text":"b"}')


async def test_a_client_that_is_gone_is_noticed_when_something_is_sent():
    reading, writing = os.pipe()
    os.close(reading)
    failed = asyncio.Event()
    writer = Writer(lambda data: os.write(writing, data), failed.set)

    writer.send(NOTE)

    async with asyncio.timeout(20):
        await failed.wait()
    writer.send(NOTE)
    await writer.aclose()
    os.close(writing)


async def test_a_client_that_never_reads_is_given_up_and_does_not_keep_us_from_ending(monkeypatch):
    monkeypatch.setattr(streams, "MAX_UNSENT_MESSAGES", 10)
    monkeypatch.setattr(streams, "FLUSH_SECONDS", 0.01)
    gate = threading.Event()
    failed = asyncio.Event()

    def write(data: memoryview) -> int:
        gate.wait(20)
        return len(data)

    writer = Writer(write, failed.set)
    for _ in range(20):
        writer.send(NOTE)

    async with asyncio.timeout(20):
        await failed.wait()
        await writer.aclose()
    gate.set()


async def test_everything_is_closed_although_something_cannot_be(caplog):
    server = Server("a", "1")
    closed = []

    async def close() -> None:
        closed.append("first")

    async def fail() -> None:
        closed.append("last")
        raise RuntimeError

    server.on_close(close)
    server.on_close(fail)
    code = await server.serve(Stream(chunks(), len, lambda: closed.append("stream")))

    assert code == 1
    assert closed == ["last", "first", "stream"]
    assert [record.message for record in caplog.records] == ["Something could not be closed."]


async def test_who_asks_an_editor_that_has_gone_is_told():
    server = Server("a", "1")
    asked = asyncio.Event()
    hung_up = threading.Event()

    def read(size: int) -> bytes:
        hung_up.wait(20)
        return b""

    def write(data: memoryview) -> int:
        loop.call_soon_threadsafe(asked.set)
        return len(data)

    loop = asyncio.get_running_loop()
    serving = asyncio.create_task(server.serve(Stream(read, write, lambda: None)))
    await asyncio.sleep(0)
    asking = asyncio.create_task(server.ask("a/question", {}, timeout_seconds=20))
    await asked.wait()
    hung_up.set()

    with pytest.raises(NoAnswer, match="closed the connection"):
        await asking
    assert await serving == 1
    with pytest.raises(NoAnswer, match="is gone"):
        await server.ask("a/question", {}, timeout_seconds=20)
