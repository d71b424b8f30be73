"""Where there is too much to keep, what matters is kept, and the rest is said."""

import os
from itertools import pairwise

import pytest

from journeyman.errors import ToolError
from journeyman.review.before_images import UNKNOWN

from .watched import change, make


async def test_of_a_large_file_the_change_is_told_without_the_content_before(root, watch):
    images = watch(max_file_bytes=4)
    await images.refresh()

    make(root / "a.txt", b"longer")
    make(root / "new.txt", b"longer")

    assert await images.changes() == [change("a.txt", UNKNOWN, b"longer"), change("new.txt", None, b"longer")]
    (root / "a.txt").chmod(0o644)
    assert await images.changes() == []


async def test_small_files_are_kept_first_and_of_them_the_newest(root, watch):
    noise = os.urandom(70_000)
    make(root / "data", noise)
    for age, name in enumerate(("new", "older", "oldest")):
        make(root / name, noise[:1_000])
        os.utime(root / name, ns=(0, 2 * 10**18 - age))
    images = watch(max_spool_bytes=3_000)
    await images.refresh()

    for name in ("data", "new", "older", "oldest"):
        (root / name).unlink()

    told = {str(change.path): change.before is not UNKNOWN for change in await images.changes()}
    assert told == {"data": False, "new": True, "older": True, "oldest": False}


async def test_a_full_spool_has_room_left_for_what_changes_later(root, watch):
    images = watch(max_spool_bytes=4_000)
    for number in range(8):
        make(root / f"{number}", os.urandom(1_000))
    await images.refresh()

    make(root / "later", b"1")
    await images.refresh()
    make(root / "later", b"2")

    assert await images.changes() == [change("later", b"1", b"2")]


async def test_contents_survive_when_the_spool_is_compacted(root, watch):
    images = watch(max_spool_bytes=5_000)
    await images.refresh()
    contents = [os.urandom(2_000) for _ in range(9)]
    make(root / "c", contents[0])
    await images.refresh()

    for before, after in pairwise(contents):
        make(root / "c", after)
        assert await images.changes() == [change("c", before, after)]
    make(root / "a.txt", b"")

    assert await images.changes() == [change("a.txt", b"one\r\n", b"")]
    assert images._spool.end <= 10_000


async def test_too_many_files_are_refused(root, watch):
    images = watch(max_files=1)

    with pytest.raises(ToolError, match=r"more than 1 files; name what is no source in \.gitignore"):
        await images.refresh()


async def test_without_a_state_before_there_are_no_changes(root, watch):
    images = watch()
    assert await images.changes() == []
    await images.refresh()
    images.max_files = 1
    make(root / "b", b"1")
    with pytest.raises(ToolError):
        await images.refresh()

    images.max_files = 9

    assert await images.changes() == []


async def test_a_disk_that_refuses_leaves_the_contents_unknown(root, watch, tmp_path):
    (tmp_path / "spool").write_text("no folder")
    images = watch()
    await images.refresh()

    make(root / "a.txt", b"two")

    assert await images.changes() == [change("a.txt", UNKNOWN, b"two")]


async def test_nothing_lies_in_the_spool_folder(root, images, tmp_path):
    await images.refresh()

    assert list((tmp_path / "spool").iterdir()) == []
