"""A folder's skillbook follows the disk as long as the folder is open, whatever goes wrong meanwhile."""

import asyncio
import logging
import threading
from types import SimpleNamespace

import pytest

from journeyman.errors import StorageError
from journeyman.lsp.folder_skills import watching
from journeyman.skills.library import Place


class Book:
    """Counts how often it looked at the disk; each time raises the next of `errors`."""

    def __init__(self, folder, *errors):
        self.shelf = SimpleNamespace(places=[Place("user", folder / "skills", writable=True)])
        self.errors = [*errors]
        self.looked = 0
        self._came = asyncio.Event()

    async def refresh(self):
        self.looked += 1
        self._came.set()
        if self.errors:
            raise self.errors.pop(0)

    async def until(self, looked):
        async with asyncio.timeout(10):
            while self.looked < looked:
                self._came.clear()
                await self._came.wait()


@pytest.mark.parametrize(
    ("errors", "logged"),
    [
        ([], []),
        ([StorageError("The disk is full.")] * 2, ["The skills could not be read: The disk is full."] * 2),
        ([ValueError("odd")], ["Reading the skills failed."]),
    ],
)
async def test_a_book_looks_again_after_each_change(tmp_path, caplog, errors, logged):
    book = Book(tmp_path, *errors)

    with caplog.at_level(logging.WARNING, "journeyman"):
        async with watching(book):
            await book.until(1)
            for count in (2, 3):
                (tmp_path / "skills" / f"skill-{count}").mkdir(parents=True)
                await book.until(count)

    assert [record.message for record in caplog.records] == logged
    assert [one for one in threading.enumerate() if type(one).__module__.startswith("watchdog")] == []


async def test_a_watch_that_fails_is_logged_and_the_folder_stays_open(tmp_path, caplog):
    book = Book(tmp_path)
    del book.shelf.places

    async with watching(book):
        await asyncio.sleep(0)

    assert [record.message for record in caplog.records] == ["Watching the skills failed."]
    assert book.looked == 0
