"""What a command changed is found with the bytes from before, and nothing else is."""

import asyncio
import os
import time
from pathlib import PurePosixPath

import pytest

from journeyman.agent.interfaces import FileBytes
from journeyman.review.before_images import CLOCK_SKEW_NS, UNKNOWN, Change, Image
from journeyman.review.stamps import stamp_of

from .watched import change, make


def later() -> int:
    """A clock by which everything on the disk is old."""
    return time.time_ns() + 10 * CLOCK_SKEW_NS


async def test_changed_created_and_deleted_files_come_with_their_bytes(root, images):
    await images.refresh()

    make(root / "a.txt", b"two\n")
    make(root / "new" / "deep" / "c.txt", b"")
    (root / "src" / "b.py").unlink()

    assert await images.changes() == [
        change("a.txt", b"one\r\n", b"two\n"),
        change("new/deep/c.txt", None, b""),
        change("src/b.py", b"\xff\x00", None),
    ]
    assert await images.changes() == []


async def test_each_look_starts_from_the_one_before(root, images):
    await images.refresh()
    make(root / "a.txt", b"two")
    await images.changes()

    make(root / "a.txt", b"three")

    assert await images.changes() == [change("a.txt", b"two", b"three")]


async def test_a_change_of_the_mode_is_one_and_a_touch_is_none(root, images):
    await images.refresh()

    (root / "a.txt").chmod(0o755)
    os.utime(root / "src" / "b.py", (1, 1))

    path = PurePosixPath("a.txt")
    assert await images.changes() == [Change(path, FileBytes(b"one\r\n", 0o644), FileBytes(b"one\r\n", 0o755))]


async def test_what_others_change_before_the_command_is_not_its_change(root, images):
    await images.refresh()
    make(root / "a.txt", b"by the user")
    make(root / "src" / "c.py", b"by the user")

    await images.refresh()
    make(root / "src" / "c.py", b"by the command")

    assert await images.changes() == [change("src/c.py", b"by the user", b"by the command")]


async def test_what_somebody_known_saves_meanwhile_is_not_its_change(root, images):
    await images.refresh()

    for path in ("a.txt", "src/new.py"):
        make(root / path, b"by the editor")
        await images.note(PurePosixPath(path))
    (root / "src" / "b.py").unlink()
    await images.note(PurePosixPath("src/b.py"))

    assert await images.changes() == []


async def test_what_gitignore_names_is_not_watched(root, images):
    make(root / ".gitignore", b"build/\n")
    make(root / "build" / "out.o", b"1")
    await images.refresh()

    make(root / "build" / "out.o", b"2")

    assert await images.changes() == []


@pytest.mark.parametrize("folder", ["build", "build/very/deep"])
async def test_a_file_that_is_no_longer_ignored_was_not_created(root, watch, folder):
    make(root / ".gitignore", b"build/\n")
    make(root / folder / "private.txt", b"of the user")
    images = watch(now_ns=later)
    await images.refresh()

    make(root / ".gitignore", b"")

    assert await images.changes() == [change(".gitignore", b"build/\n", b"")]
    (root / folder / "private.txt").unlink()
    assert await images.changes() == [change(f"{folder}/private.txt", b"of the user", None)]


async def test_a_file_that_becomes_ignored_is_not_deleted(root, images):
    await images.refresh()

    make(root / ".gitignore", b"a.txt\n")

    assert await images.changes() == [change(".gitignore", None, b"a.txt\n")]


async def test_the_files_of_a_folder_that_was_moved_are_deleted_and_created(root, watch, tmp_path):
    make(tmp_path / "outside" / "c.py", b"of the user")
    images = watch(now_ns=later)
    await images.refresh()

    (root / "src").rename(root / "lib")
    (tmp_path / "outside").rename(root / "inside")

    data = b"\xff\x00"
    assert await images.changes() == [change("lib/b.py", None, data), change("src/b.py", data, None)]


@pytest.mark.parametrize("nested", [False, True])
async def test_a_file_in_a_folder_that_was_empty_is_found(root, images, nested):
    folder = root / "empty" / "nested" if nested else root / "empty"
    folder.mkdir(parents=True)
    await images.refresh()
    await images.refresh()

    make(folder / "c.txt", b"new")

    assert await images.changes() == [change((folder / "c.txt").relative_to(root).as_posix(), None, b"new")]


async def test_a_rewrite_with_equal_size_and_time_is_found(root, images):
    status = (root / "a.txt").stat()
    await images.refresh()

    (root / "a.txt").write_bytes(b"ONE\r\n")
    os.utime(root / "a.txt", ns=(status.st_atime_ns, status.st_mtime_ns))

    assert await images.changes() == [change("a.txt", b"one\r\n", b"ONE\r\n")]


async def test_a_file_as_new_as_the_look_at_it_is_read_again(root, watch):
    images = watch(now_ns=lambda: (root / "a.txt").stat().st_ctime_ns)
    await images.refresh()

    (root / "a.txt").write_bytes(b"ONE\r\n")
    # As if it had been written within one step of the kernel's clock: all times stay as they are then.
    image, now = Image.unpack(images._index["a.txt"]), stamp_of(f"{root}/a.txt")
    ctime = -1 if image.stamp.ctime_ns == -1 else now.ctime_ns
    images._index["a.txt"] = Image(now._replace(ctime_ns=ctime), image.place).packed()

    assert await images.changes() == [change("a.txt", b"one\r\n", b"ONE\r\n")]


async def test_links_are_told_but_never_followed(root, images, tmp_path):
    make(tmp_path / "outside", b"secret")
    (root / "old").symlink_to("a.txt")
    (root / "moved").symlink_to("a.txt")
    await images.refresh()

    (root / "old").unlink()
    (root / "moved").unlink()
    (root / "moved").symlink_to("src")
    (root / "src" / "new").symlink_to(tmp_path / "outside")
    (root / "a.txt").unlink()
    (root / "a.txt").symlink_to(tmp_path / "outside")

    assert await images.changes() == [
        change("a.txt", b"one\r\n", UNKNOWN),
        change("moved", UNKNOWN, UNKNOWN),
        change("old", UNKNOWN, None),
        change("src/new", None, UNKNOWN),
    ]


async def test_a_file_in_whose_place_a_folder_is_is_gone(root, images):
    await images.refresh()

    (root / "a.txt").unlink()
    make(root / "a.txt" / "in", b"1")

    assert await images.changes() == [change("a.txt", b"one\r\n", None), change("a.txt/in", None, b"1")]


async def test_pipes_and_strange_names_are_skipped(root, images):
    os.mkfifo(root / "pipe")
    (root / os.fsdecode(b"\xfe")).write_bytes(b"1")
    (root / os.fsdecode(b"\xfd")).symlink_to("a.txt")
    await images.refresh()

    (root / os.fsdecode(b"\xfe")).write_bytes(b"22")
    (root / "src" / "b.py").unlink()
    os.mkfifo(root / "src" / "b.py")

    assert await images.changes() == [change("src/b.py", b"\xff\x00", UNKNOWN)]


async def test_files_that_are_listed_but_gone_are_no_trouble(root, watch):
    async def listed():
        return ["a.txt", "gone", "src/gone", "a.txt/below"]

    images = watch(list_files=listed)

    await images.refresh()

    assert await images.changes() == []


async def test_a_look_that_is_cancelled_spoils_nothing(root, images):
    await images.refresh()
    make(root / "a.txt", b"two")
    looking = asyncio.ensure_future(images.refresh())
    await asyncio.sleep(0)
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)

    await images.refresh()
    make(root / "a.txt", b"three")

    assert await images.changes() == [change("a.txt", b"two", b"three")]
