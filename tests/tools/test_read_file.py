from pathlib import Path, PurePosixPath

import pytest

from journeyman.agent.events import ToolOutput
from journeyman.errors import ToolError
from journeyman.tools.disk_files import DiskFiles
from journeyman.tools.read_file import ReadFile, excerpt
from journeyman.tools.text_files import TextFiles


async def read(root: Path, *, max_characters: int = 16_000, **arguments: object) -> ToolOutput:
    tool = ReadFile(TextFiles(DiskFiles(root)), root, {}, max_characters)
    return await tool.run(arguments, report=print)


async def test_lines_come_with_their_numbers_and_without_their_endings(tmp_path: Path):
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\r\n\ttwo \r\n\r\nfour")

    assert await read(tmp_path, path="a.txt") == ToolOutput("1|one\n2|\ttwo \n3|\n4|four")


async def test_a_part_says_how_to_get_the_next_one(tmp_path: Path):
    (tmp_path / "a.txt").write_text("\n".join("abcdef") + "\n")

    assert (await read(tmp_path, path="a.txt", first_line="2", line_count=3)).text == (
        "2|b\n3|c\n4|d\n[That was lines 2–4 of 6. Continue with first_line=5.]"
    )
    assert (await read(tmp_path, path="a.txt", first_line=5)).text == "5|e\n6|f"


@pytest.mark.parametrize(
    ("lines", "max_characters", "expected"),
    [
        (["aa", "bb", "cc"], 10, "1|aa\n2|bb\n[That was lines 1–2 of 3. Continue with first_line=3.]"),
        (["aa", "bb"], 1, "1|aa\n[That was line 1 of 2. Continue with first_line=2.]"),
        (["aa", "bb"], 10, "1|aa\n2|bb"),
        (["x" * 3500], 10, f"1|{'x' * 1000}… [2,500 more characters]"),
        ([], 10, ""),
    ],
)
def test_what_does_not_fit_is_cut_and_told(lines: list[str], max_characters: int, expected: str):
    assert excerpt(lines, 1, 2000, max_characters) == expected


async def test_at_most_two_thousand_lines_come_at_once(tmp_path: Path):
    (tmp_path / "a.txt").write_text("\n" * 5000)

    text = (await read(tmp_path, path="a.txt", line_count=9999)).text

    assert text.endswith("\n2000|\n[That was lines 1–2000 of 5,000. Continue with first_line=2001.]")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"path": "src/app.py", "first_line": 4}, "src/app.py has only 3 lines. Use a smaller first_line"),
        ({"path": "src/one.py", "first_line": 2}, "src/one.py has only 1 line. Use a smaller first_line"),
        ({"path": "src/app.py", "first_line": 0}, "`first_line` should be greater than or equal to 1, got 0"),
        ({"path": "src"}, "is a folder. Use list_files to see what is in it"),
        ({"path": "app.py"}, "app.py does not exist. Perhaps you mean src/app.py."),
        ({"path": "lib/App.py"}, "Perhaps you mean src/app.py."),
        ({"path": "src/apps.py"}, "Perhaps you mean src/app.py or src/api.py."),
        ({"path": "src/zebra"}, "src/zebra does not exist. Use list_files to find it."),
        ({"path": "../a"}, "contains `..`"),
        ({}, "`path` .string. is missing"),
    ],
)
async def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, arguments: dict[str, object], complaint: str):
    (tmp_path / "src").mkdir()
    (tmp_path / "src/app.py").write_text("a\nb\nc\n")
    (tmp_path / "src/api.py").write_text("")
    (tmp_path / "src/one.py").write_text("one")

    with pytest.raises(ToolError, match=complaint):
        await read(tmp_path, **arguments)


async def test_an_empty_file_is_told_apart_from_no_file(tmp_path: Path):
    (tmp_path / "a.txt").touch()

    assert await read(tmp_path, path="a.txt") == ToolOutput("a.txt is empty.")


async def test_the_version_that_was_read_is_remembered_under_the_real_name(tmp_path: Path):
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "link").symlink_to("a.txt")
    files, seen = TextFiles(DiskFiles(tmp_path)), {}
    tool = ReadFile(files, tmp_path, seen)

    await tool.run({"path": "link"}, report=print)
    with pytest.raises(ToolError):
        await tool.run({"path": "b.txt"}, report=print)

    assert seen == {PurePosixPath("a.txt"): (await files.read(PurePosixPath("a.txt"))).version}
