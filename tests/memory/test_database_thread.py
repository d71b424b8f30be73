import asyncio
import sqlite3
import statistics
import threading
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from journeyman.agent.messages import Message, UserMessage
from journeyman.errors import StorageError
from journeyman.memory.database import DatabaseThread, open_database
from journeyman.memory.sessions import SessionStore
from journeyman.memory.stores import writing


@pytest.fixture
async def thread(path: Path, now: datetime) -> AsyncIterator[DatabaseThread]:
    thread = await DatabaseThread.open(path, now=now)
    await thread.run(lambda db: SessionStore(db, "here").create("s1", model="m", mode="act", now=now))
    yield thread
    await thread.aclose()


async def add(thread: DatabaseThread, text: str, now: datetime) -> int:
    return await thread.run(lambda db: SessionStore(db, "here").add("s1", UserMessage(text), now=now))


async def history(thread: DatabaseThread) -> list[Message]:
    return await thread.run(lambda db: SessionStore(db, "here").history("s1"))


async def hold(thread: DatabaseThread) -> tuple[threading.Event, asyncio.Task[bool]]:
    """Keep the thread busy until the event is set."""
    started, gate = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def wait(db: Database) -> bool:
        loop.call_soon_threadsafe(started.set)
        return gate.wait(timeout=30)

    task = asyncio.create_task(thread.run(wait))
    await started.wait()
    return gate, task


async def test_work_is_done_in_order_and_the_loop_goes_on_meanwhile(thread: DatabaseThread, now: datetime):
    gate, holding = await hold(thread)

    adding = [asyncio.create_task(add(thread, str(number), now)) for number in range(20)]
    await asyncio.sleep(0)
    gate.set()
    ids = await asyncio.gather(*adding)

    assert await holding
    assert ids == sorted(ids)
    assert await history(thread) == [UserMessage(str(number)) for number in range(20)]


async def test_cancelling_stops_the_waiting_but_not_the_work(thread: DatabaseThread, now: datetime):
    gate, holding = await hold(thread)
    adding = asyncio.create_task(add(thread, "kept", now))
    await asyncio.sleep(0)

    for task in (holding, adding):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    gate.set()

    assert await history(thread) == [UserMessage("kept")]


async def test_a_transaction_goes_on_when_its_waiter_is_cancelled(thread: DatabaseThread, now: datetime):
    half, gate = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def add_two(db: Database) -> None:
        with writing(db):
            SessionStore(db, "here").add("s1", UserMessage("one"), now=now)
            loop.call_soon_threadsafe(half.set)
            gate.wait(timeout=30)
            SessionStore(db, "here").add("s1", UserMessage("two"), now=now)

    task = asyncio.create_task(thread.run(add_two))
    await half.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    gate.set()

    assert await history(thread) == [UserMessage("one"), UserMessage("two")]


async def test_work_that_fails_takes_everything_back(thread: DatabaseThread, now: datetime):
    def add_and_fail(db: Database) -> None:
        with writing(db):
            SessionStore(db, "here").add("s1", UserMessage("half"), now=now)
            raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"):
        await thread.run(add_and_fail)

    assert await history(thread) == []


async def test_a_transaction_left_open_does_not_swallow_the_next_work(thread: DatabaseThread, now: datetime):
    await thread.run(lambda db: db.begin())
    await add(thread, "next", now)

    assert await history(thread) == [UserMessage("next")]


async def test_closing_waits_for_the_work_and_may_be_repeated(path: Path, now: datetime):
    thread = await DatabaseThread.open(path, now=now)
    gate, holding = await hold(thread)
    creating = asyncio.create_task(
        thread.run(lambda db: SessionStore(db, "here").create("s1", model="m", mode="act", now=now))
    )
    await asyncio.sleep(0)

    closing = asyncio.gather(thread.aclose(), thread.aclose())
    gate.set()
    await asyncio.gather(holding, creating, closing)

    with pytest.raises(RuntimeError):
        await add(thread, "late", now)
    db = open_database(path, now=now)
    assert SessionStore(db, "here").get("s1").model == "m"
    db.close()


async def test_a_database_that_cannot_be_opened_leaves_no_thread_behind(tmp_path: Path, now: datetime):
    (tmp_path / "file").touch()
    before = set(threading.enumerate())

    with pytest.raises(StorageError, match="cannot be opened"):
        await DatabaseThread.open(tmp_path / "file" / "journeyman.db", now=now)

    for each in set(threading.enumerate()) - before:
        await asyncio.to_thread(each.join)


async def test_a_full_disk_is_reported_and_nothing_stored_is_lost(thread: DatabaseThread, now: datetime):
    await add(thread, "before", now)
    await thread.run(lambda db: db.execute("PRAGMA max_page_count = 1").fetchall())

    with pytest.raises(StorageError, match=r"The disk is full.*Free some space"):
        await add(thread, "word " * 100_000, now)

    await thread.run(lambda db: db.execute("PRAGMA max_page_count = 1000000").fetchall())
    await add(thread, "after", now)
    assert await history(thread) == [UserMessage("before"), UserMessage("after")]


async def test_a_database_locked_by_another_process_is_reported(thread: DatabaseThread, path: Path, now: datetime):
    other = open_database(path, now=now)
    await thread.run(lambda db: db.execute("PRAGMA busy_timeout = 0").fetchall())

    with writing(other), pytest.raises(StorageError, match=r"Another process has been writing.*Try again"):
        await add(thread, "refused", now)

    other.close()
    await add(thread, "accepted", now)
    assert await history(thread) == [UserMessage("accepted")]


async def test_damage_that_shows_later_is_reported(path: Path, now: datetime):
    damage(path, "messages", now)
    thread = await DatabaseThread.open(path, now=now)

    with pytest.raises(StorageError, match=r"damaged or no database.*Move it away"):
        await thread.run(lambda db: [*db.table("messages").rows])

    await thread.aclose()


def damage(path: Path, table: str, now: datetime) -> None:
    """Make a database whose `table` begins with garbage."""
    db = open_database(path, now=now)
    [(page,)] = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchall()
    [(size,)] = db.execute("PRAGMA page_size").fetchall()
    db.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xee" * size
    path.write_bytes(content)


async def test_mistakes_of_ours_are_not_blamed_on_the_disk(thread: DatabaseThread):
    with pytest.raises(sqlite3.OperationalError, match="no such table: nowhere"):
        await thread.run(lambda db: db.execute("SELECT * FROM nowhere"))


async def test_storing_a_message_takes_less_than_two_milliseconds(thread: DatabaseThread, now: datetime):
    seconds = []
    for number in range(200):
        started = time.perf_counter()
        await add(thread, f"Message {number}: the tests of the parser fail when the file is empty.", now)
        seconds.append(time.perf_counter() - started)

    # 0.3 ms on 2026-11-23 (2 shared cores, virtual disk); the rest is room for slow machines.
    assert statistics.median(seconds) < 0.002


async def test_trouble_with_other_files_is_not_blamed_on_the_database(thread: DatabaseThread, tmp_path: Path):
    def export(db: Database) -> None:
        (tmp_path / "absent" / "export.jsonl").write_text("{}")

    with pytest.raises(FileNotFoundError):
        await thread.run(export)
