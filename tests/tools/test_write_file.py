from pathlib import Path, PurePosixPath

import pytest

from journeyman.agent.events import FileChange, ToolOutput
from journeyman.errors import ToolError
from journeyman.tools.disk_files import DiskFiles
from journeyman.tools.text_files import TextFiles
from journeyman.tools.write_file import WriteFile, with_endings_of

A = PurePosixPath("a.txt")


async def write(root: Path, seen: dict[PurePosixPath, str], content: str, path: str = "a.txt") -> ToolOutput:
    tool = WriteFile(TextFiles(DiskFiles(root)), root, seen)
    return await tool.run({"path": path, "content": content}, report=print)


async def test_a_new_file_is_created_with_its_folders_and_counts_as_seen(tmp_path: Path):
    seen: dict[PurePosixPath, str] = {}

    first = await write(tmp_path, seen, "one\ntwo\n", "new/folder/a.txt")
    second = await write(tmp_path, seen, "one", "new/folder/a.txt")

    path = "new/folder/a.txt"
    assert first == ToolOutput(f"Created {path} (2 lines).", (FileChange(path, None, "one\ntwo\n"),))
    assert second == ToolOutput(
        f"Replaced all of {path} (2 lines before, 1 line now).", (FileChange(path, "one\ntwo\n", "one"),)
    )
    assert (tmp_path / path).read_text() == "one"


async def test_only_what_the_model_has_seen_is_replaced(tmp_path: Path):
    (tmp_path / "a.txt").write_text("precious")
    seen: dict[PurePosixPath, str] = {}

    with pytest.raises(ToolError, match=r"a.txt exists already. Read it first, or change a part of it"):
        await write(tmp_path, seen, "x")
    seen[A] = (await TextFiles(DiskFiles(tmp_path)).read(A)).version
    (tmp_path / "a.txt").write_text("changed")
    with pytest.raises(ToolError, match=r"a.txt changed since you read it. Read it again"):
        await write(tmp_path, seen, "x")

    assert (tmp_path / "a.txt").read_text() == "changed"


async def test_line_endings_and_byte_order_mark_stay(tmp_path: Path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfa\r\nb\r\n")
    seen = {A: (await TextFiles(DiskFiles(tmp_path)).read(A)).version}

    output = await write(tmp_path, seen, "\ufeffx\ny\n")

    assert (tmp_path / "a.txt").read_bytes() == b"\xef\xbb\xbfx\r\ny\r\n"
    assert output.changes == (FileChange("a.txt", "a\r\nb\r\n", "x\r\ny\r\n"),)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a\nb", "x\r\ny", "x\ny"),
        ("a\r\nb", "x\ny\r\n", "x\r\ny\r\n"),
        ("a\r\nb\r\nc\n", "x\n", "x\r\n"),
        ("a\r\nb\nc\n", "x\n", "x\n"),
        ("", "x\n", "x\n"),
    ],
)
def test_line_endings_are_those_that_most_lines_have(old: str, new: str, expected: str):
    assert with_endings_of(old, new) == expected


async def test_the_same_text_is_not_written_again(tmp_path: Path):
    (tmp_path / "a.txt").write_text("a")
    seen = {A: (await TextFiles(DiskFiles(tmp_path)).read(A)).version}

    assert await write(tmp_path, seen, "a") == ToolOutput("a.txt holds exactly this text already; nothing was written.")


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        (".", "is a folder"),
        ("image.png", "is a binary file"),
        ("out/a.txt", "outside the workspace"),
        ("image.png/a.txt", "is a file, not a folder"),
    ],
)
async def test_what_cannot_be_written_says_what_to_do(tmp_path: Path, path: str, complaint: str):
    (tmp_path / "image.png").write_bytes(b"\0")
    (tmp_path / "out").symlink_to("/")

    with pytest.raises(ToolError, match=complaint):
        await write(tmp_path, {}, "x", path)
