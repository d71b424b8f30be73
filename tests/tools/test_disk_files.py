import asyncio
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

from journeyman.agent.encoding import MAX_FILE_BYTES
from journeyman.agent.interfaces import FileBytes
from journeyman.errors import ToolError
from journeyman.tools.disk_files import DiskFiles

A = PurePosixPath("a.txt")


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


async def test_a_file_is_its_bytes_and_its_mode(tmp_path: Path):
    (tmp_path / "a.txt").write_bytes(b"\xff\0\r\n")
    (tmp_path / "a.txt").chmod(0o640)

    assert await DiskFiles(tmp_path).load(A) == FileBytes(b"\xff\0\r\n", 0o640)
    assert await DiskFiles(tmp_path).load(PurePosixPath("absent/b")) is None


async def test_new_files_get_their_folders_and_the_usual_mode(tmp_path: Path):
    (tmp_path / "plain").touch()

    await DiskFiles(tmp_path).store(PurePosixPath("x/y/a.txt"), FileBytes(b"\0"), replacing=None)

    assert (tmp_path / "x/y/a.txt").read_bytes() == b"\0"
    assert (tmp_path / "x/y/a.txt").stat().st_mode == (tmp_path / "plain").stat().st_mode


async def test_a_file_gets_the_mode_that_it_brings(tmp_path: Path):
    files = DiskFiles(tmp_path)

    await files.store(A, FileBytes(b"new", 0o777), replacing=None)
    created = await files.load(A)
    await files.store(A, FileBytes(b"newer", 0o600), replacing=created)

    assert created == FileBytes(b"new", 0o777)
    assert await files.load(A) == FileBytes(b"newer", 0o600)


async def test_the_mode_stays_and_links_stay_links(tmp_path: Path):
    files, place = DiskFiles(tmp_path), tmp_path / "run.sh"
    place.write_text("a")
    place.chmod(0o751)
    (tmp_path / "link").symlink_to("run.sh")

    await files.store(PurePosixPath("link"), FileBytes(b"b"), replacing=FileBytes(b"a"))

    assert place.read_text() == "b"
    assert stat.S_IMODE(place.stat().st_mode) == 0o751
    assert (tmp_path / "link").is_symlink()


async def test_only_the_content_that_was_loaded_is_replaced_or_deleted(tmp_path: Path):
    files, place = DiskFiles(tmp_path), tmp_path / "a.txt"
    place.write_text("yours")
    mine, new = FileBytes(b"mine"), FileBytes(b"new")

    for file in (new, None):
        with pytest.raises(ToolError, match=r"changed in the meantime; nothing was written. Read it again"):
            await files.store(A, file, replacing=mine)
        with pytest.raises(ToolError, match="exists already"):
            await files.store(A, file, replacing=None)
    assert place.read_text() == "yours"
    place.unlink()
    with pytest.raises(ToolError, match=r"Could not write a\.txt: it does not exist"):
        await files.store(A, new, replacing=mine)
    with pytest.raises(ToolError, match=r"Could not delete a\.txt: it does not exist"):
        await files.store(A, None, replacing=mine)

    assert everything_in(tmp_path) == []


async def test_a_file_is_deleted_and_its_folder_stays(tmp_path: Path):
    files, path = DiskFiles(tmp_path), PurePosixPath("x/a.txt")
    await files.store(path, FileBytes(b"a"), replacing=None)

    await files.store(path, None, replacing=FileBytes(b"a"))
    await files.store(path, None, replacing=None)

    assert everything_in(tmp_path) == ["x"]


async def test_nothing_outside_is_deleted(tmp_path: Path):
    outside, root = tmp_path / "a.txt", tmp_path / "root"
    root.mkdir()
    outside.write_text("a")
    (root / "link").symlink_to(outside)
    (root / "folder").symlink_to(tmp_path)

    for path in ("link", "folder/a.txt", "../a.txt"):
        with pytest.raises(ToolError):
            await DiskFiles(root).store(PurePosixPath(path), None, replacing=FileBytes(b"a"))

    assert outside.read_text() == "a"


async def test_of_many_writes_at_once_one_wins(tmp_path: Path):
    files, first = DiskFiles(tmp_path), FileBytes(b"0")
    await files.store(A, first, replacing=None)

    writes = [files.store(A, FileBytes(b"%d" % n), replacing=first) for n in range(1, 20)]
    results = await asyncio.gather(*writes, return_exceptions=True)

    assert results.count(None) == 1
    assert all(result is None or isinstance(result, ToolError) for result in results)
    assert everything_in(tmp_path) == ["a.txt"]


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("folder", "is a folder. Use list_files"),
        ("a.txt/b", "is a file, not a folder"),
        ("pipe", "not a regular file"),
        ("large", "is 20,000,001 bytes; the limit is 20,000,000"),
        ("out", "outside the workspace"),
        ("../a.txt", "contains `..`"),
    ],
)
async def test_what_is_no_regular_file_inside_cannot_be_read(tmp_path: Path, path: str, complaint: str):
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.txt").write_text("a")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "out").symlink_to("/etc/passwd")
    with (tmp_path / "large").open("wb") as large:
        large.truncate(MAX_FILE_BYTES + 1)

    with pytest.raises(ToolError, match=complaint):
        await DiskFiles(tmp_path).load(PurePosixPath(path))


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("a.txt/b/c", "is a file, not a folder"),
        ("folder", "exists already"),
        ("out/b", "outside the workspace"),
    ],
)
async def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, path: str, complaint: str):
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "out").symlink_to("/")
    before = everything_in(tmp_path)

    with pytest.raises(ToolError, match=complaint):
        await DiskFiles(tmp_path).store(PurePosixPath(path), FileBytes(b"text"), replacing=None)

    assert everything_in(tmp_path) == before


def test_a_disk_that_takes_no_more_leaves_the_old_file(tmp_path: Path):
    (tmp_path / "a.txt").write_text("old")
    script = f"""
import asyncio, resource, signal
from pathlib import Path, PurePosixPath
from journeyman.agent.interfaces import FileBytes
from journeyman.errors import ToolError
from journeyman.tools.disk_files import DiskFiles

async def main():
    files = DiskFiles(Path({str(tmp_path)!r}))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    try:
        await files.store(PurePosixPath("a.txt"), FileBytes(b"x" * 2000), replacing=FileBytes(b"old"))
    except ToolError as error:
        print(error)

asyncio.run(main())
"""

    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True)

    assert said.stdout == "Could not write a.txt: File too large. Tell the user, or work on another file.\n"
    assert everything_in(tmp_path) == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "old"


@pytest.fixture
def powerless() -> Iterator[None]:
    """Root may do everything, so it acts as nobody for a while."""
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(65534)
    yield
    if was_root:
        os.seteuid(0)


async def test_missing_permission_is_told(powerless: None):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "closed").mkdir(mode=0o500)

        with pytest.raises(ToolError, match=r"Permission denied. Tell the user"):
            await DiskFiles(Path(folder)).store(PurePosixPath("closed/a"), FileBytes(b""), replacing=None)
