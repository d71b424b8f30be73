import asyncio
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeyman.errors import ToolError
from journeyman.tools.disk_files import MAX_FILE_BYTES, DiskFiles, Encoding, decode, encode

A = PurePosixPath("a.txt")


def everything_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


@pytest.mark.parametrize(
    ("before", "text", "changed", "after"),
    [
        (b"a\r\nb\n", "a\r\nb\n", "a\r\nc\n", b"a\r\nc\n"),
        (b"", "", "a", b"a"),
        ("ä\n".encode(), "ä\n", "ö\n", "ö\n".encode()),
        (b"\xef\xbb\xbfa\r\n", "a\r\n", "b\r\n", b"\xef\xbb\xbfb\r\n"),
        (b"\xff\xfea\0\n\0", "a\n", "ä", b"\xff\xfe\xe4\0"),
        (b"\xfe\xff\0a\0\n", "a\n", "ä", b"\xfe\xff\0\xe4"),
        (b"caf\xe9\n", "café\n", "café au lait\n", b"caf\xe9 au lait\n"),
        (b"\xef\xbb\xbf\xe9", "ï»¿é", "ï»¿", b"\xef\xbb\xbf"),
    ],
)
async def test_encoding_and_line_endings_stay(tmp_path: Path, before: bytes, text: str, changed: str, after: bytes):
    files, place = DiskFiles(tmp_path), tmp_path / "a.txt"
    place.write_bytes(before)

    file = await files.read(A)
    version = await files.write(A, changed, replacing=file.version)

    assert file.text == text
    assert place.read_bytes() == after
    assert version == (await files.read(A)).version != file.version


@settings(max_examples=200, deadline=None)
@given(data=st.binary() | st.text().map(str.encode) | st.text().map(lambda text: text.encode("utf-16")))
def test_what_can_be_read_is_written_back_byte_for_byte(data: bytes):
    try:
        text, encoding = decode(data, A)
    except ToolError:
        return

    assert encode(text, encoding, A) == data


@pytest.mark.parametrize(
    ("text", "encoding", "complaint"),
    [
        ("price: 5 €", Encoding("latin-1"), "stored as latin-1, which has no character '€'"),
        ("\ud800", Encoding(), "no character"),
        ("a\0b", Encoding(), "NUL"),
        ("a" * (MAX_FILE_BYTES + 1), Encoding(), "would be 20,000,001 bytes"),
    ],
)
def test_text_that_a_file_cannot_hold_is_refused(text: str, encoding: Encoding, complaint: str):
    with pytest.raises(ToolError, match=complaint):
        encode(text, encoding, A)


async def test_new_files_get_their_folders_and_the_usual_mode(tmp_path: Path):
    (tmp_path / "plain").touch()

    await DiskFiles(tmp_path).write(PurePosixPath("x/y/a.txt"), "ä", replacing=None)

    assert (tmp_path / "x/y/a.txt").read_bytes() == "ä".encode()
    assert (tmp_path / "x/y/a.txt").stat().st_mode == (tmp_path / "plain").stat().st_mode


async def test_the_mode_stays_and_links_stay_links(tmp_path: Path):
    files, place = DiskFiles(tmp_path), tmp_path / "run.sh"
    place.write_text("a")
    place.chmod(0o751)
    (tmp_path / "link").symlink_to("run.sh")

    file = await files.read(PurePosixPath("link"))
    await files.write(PurePosixPath("link"), "b", replacing=file.version)

    assert place.read_text() == "b"
    assert stat.S_IMODE(place.stat().st_mode) == 0o751
    assert (tmp_path / "link").is_symlink()


async def test_only_the_version_that_was_read_is_replaced(tmp_path: Path):
    files, place = DiskFiles(tmp_path), tmp_path / "a.txt"
    place.write_text("mine")
    version = (await files.read(A)).version
    place.write_text("yours")

    with pytest.raises(ToolError, match=r"changed in the meantime; nothing was written. Read it again"):
        await files.write(A, "mine, too", replacing=version)
    with pytest.raises(ToolError, match="exists already"):
        await files.write(A, "new", replacing=None)
    place.unlink()
    with pytest.raises(ToolError, match="does not exist"):
        await files.write(A, "again", replacing=version)

    assert everything_in(tmp_path) == []


async def test_of_many_writes_at_once_one_wins(tmp_path: Path):
    files = DiskFiles(tmp_path)
    version = await files.write(A, "0", replacing=None)

    writes = [files.write(A, str(n), replacing=version) for n in range(1, 20)]
    results = await asyncio.gather(*writes, return_exceptions=True)

    assert sum(isinstance(result, str) for result in results) == 1
    assert all(isinstance(result, str | ToolError) for result in results)
    assert everything_in(tmp_path) == ["a.txt"]


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("absent", "does not exist. Use list_files"),
        ("folder", "is a folder. Use list_files"),
        ("a.txt/b", "is a file, not a folder"),
        ("image.png", "is a binary file"),
        ("odd", "broken UTF-16"),
        ("utf32", "is a binary file"),
        ("pipe", "not a regular file"),
        ("large", "is 20,000,001 bytes; the limit is 20,000,000"),
        ("out", "outside the workspace"),
        ("../a.txt", "contains `..`"),
    ],
)
async def test_what_is_no_text_file_inside_cannot_be_read(tmp_path: Path, path: str, complaint: str):
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "image.png").write_bytes(b"\x89PNG\0\0")
    (tmp_path / "odd").write_bytes(b"\xff\xfea")
    (tmp_path / "utf32").write_bytes("a".encode("utf-32"))
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "out").symlink_to("/etc/passwd")
    with (tmp_path / "large").open("wb") as large:
        large.truncate(MAX_FILE_BYTES + 1)

    with pytest.raises(ToolError, match=complaint):
        await DiskFiles(tmp_path).read(PurePosixPath(path))


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
        await DiskFiles(tmp_path).write(PurePosixPath(path), "text", replacing=None)

    assert everything_in(tmp_path) == before


def test_a_disk_that_takes_no_more_leaves_the_old_file(tmp_path: Path):
    (tmp_path / "a.txt").write_text("old")
    script = f"""
import asyncio, resource, signal
from pathlib import Path, PurePosixPath
from journeyman.errors import ToolError
from journeyman.tools.disk_files import DiskFiles

async def main():
    files = DiskFiles(Path({str(tmp_path)!r}))
    version = (await files.read(PurePosixPath("a.txt"))).version
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    try:
        await files.write(PurePosixPath("a.txt"), "x" * 2000, replacing=version)
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
            await DiskFiles(Path(folder)).write(PurePosixPath("closed/a"), "", replacing=None)
