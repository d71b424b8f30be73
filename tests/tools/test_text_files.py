from pathlib import Path, PurePosixPath

import pytest

from journeyman.agent.encoding import version_of
from journeyman.agent.interfaces import FileText
from journeyman.errors import ToolError
from journeyman.tools.disk_files import DiskFiles
from journeyman.tools.text_files import TextFiles

A = PurePosixPath("a.txt")


def files_in(root: Path) -> TextFiles:
    return TextFiles(DiskFiles(root))


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
    files, place = files_in(tmp_path), tmp_path / "a.txt"
    place.write_bytes(before)

    file = await files.read(A)
    version = await files.write(A, changed, replacing=file.version)

    assert file == FileText(text, version_of(before))
    assert place.read_bytes() == after
    assert version == (await files.read(A)).version == version_of(after)


async def test_a_new_file_is_utf_8(tmp_path: Path):
    await files_in(tmp_path).write(PurePosixPath("x/y/a.txt"), "ä", replacing=None)

    assert (tmp_path / "x/y/a.txt").read_bytes() == "ä".encode()


async def test_only_the_version_that_was_read_is_replaced(tmp_path: Path):
    files, place = files_in(tmp_path), tmp_path / "a.txt"
    place.write_text("mine")
    version = (await files.read(A)).version
    place.write_text("yours")

    with pytest.raises(ToolError, match=r"changed in the meantime; nothing was written. Read it again"):
        await files.write(A, "mine, too", replacing=version)
    with pytest.raises(ToolError, match="exists already"):
        await files.write(A, "new", replacing=None)
    assert place.read_text() == "yours"
    place.unlink()
    with pytest.raises(ToolError, match=r"Could not write a\.txt: it does not exist"):
        await files.write(A, "again", replacing=version)

    assert not place.exists()


async def test_what_is_absent_or_no_text_cannot_be_read(tmp_path: Path):
    (tmp_path / "a.txt").write_bytes(b"a\0")

    with pytest.raises(ToolError, match=r"a\.txt is a binary file"):
        await files_in(tmp_path).read(A)
    with pytest.raises(ToolError, match=r"Could not read absent: it does not exist\. Use list_files"):
        await files_in(tmp_path).read(PurePosixPath("absent"))


async def test_a_text_that_the_file_cannot_hold_leaves_it_as_it_is(tmp_path: Path):
    files, place = files_in(tmp_path), tmp_path / "a.txt"
    place.write_bytes(b"caf\xe9\n")
    version = (await files.read(A)).version

    with pytest.raises(ToolError, match="stored as latin-1"):
        await files.write(A, "5 €", replacing=version)

    assert place.read_bytes() == b"caf\xe9\n"
