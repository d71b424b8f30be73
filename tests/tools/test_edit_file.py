import json
from pathlib import Path, PurePosixPath

import pytest

from journeyman.agent.events import FileChange, ToolOutput
from journeyman.errors import ToolError
from journeyman.tools.disk_files import DiskFiles
from journeyman.tools.edit_file import EditFile
from journeyman.tools.read_file import ReadFile
from journeyman.tools.text_files import TextFiles

A = PurePosixPath("a.py")
TEXT = "def f():\n    return 1\n\n\ndef g():\n    return 2\n"


class Desk:
    """One workspace with a file `a.py`, and the tools that share what the model has seen."""

    def __init__(self, root: Path, text: str) -> None:
        self.place = root / "a.py"
        self.place.write_bytes(text.encode())
        self.seen: dict[PurePosixPath, str] = {}
        self._read = ReadFile(TextFiles(DiskFiles(root)), root, self.seen)
        self._edit = EditFile(TextFiles(DiskFiles(root)), root, self.seen)

    async def read(self) -> None:
        await self._read.run({"path": "a.py"}, report=print)

    async def edit(self, *pairs: tuple[str, str], path: str = "a.py") -> ToolOutput:
        return await self.call({"path": path, "edits": [{"old": old, "new": new} for old, new in pairs]})

    async def call(self, arguments: dict[str, object]) -> ToolOutput:
        return await self._edit.run(arguments, report=print)


async def test_the_answer_shows_the_changed_lines_with_their_new_numbers(tmp_path: Path):
    desk = Desk(tmp_path, TEXT)
    new = TEXT.replace("return 1", "a = 1\n    return a").replace("\n\n\ndef g", "\n\ndef g")

    output = await desk.edit(("return 1", "a = 1\n    return a"), ("\n\n\ndef g", "\n\ndef g"))

    assert output == ToolOutput(
        "Edited a.py: lines 2–3, line 5.\n1|def f():\n2|    a = 1\n3|    return a\n4|\n…\n4|\n5|def g():",
        changes=(FileChange("a.py", TEXT, new),),
    )
    assert desk.place.read_text() == new


async def test_a_long_change_is_shown_in_part(tmp_path: Path):
    desk = Desk(tmp_path, TEXT)

    text = (await desk.edit(("    return 1\n", "".join(f"    x = {n}\n" for n in range(99))))).text

    assert text.split("\n")[0] == "Edited a.py: lines 2–100."
    assert text.split("\n")[6:9] == ["6|    x = 4", "…", "96|    x = 94"]


async def test_bytes_around_the_passage_stay(tmp_path: Path):
    desk = Desk(tmp_path, "")
    desk.place.write_bytes(b"\xef\xbb\xbfa\r\nb\r\nc")

    await desk.edit(("b\n", "x\ny\n"))

    assert desk.place.read_bytes() == b"\xef\xbb\xbfa\r\nx\r\ny\r\nc"


@pytest.mark.parametrize(
    "edits",
    [
        {"old": "return 1", "new": "return 3"},
        json.dumps([{"old": "return 1", "new": "return 3"}]),
        json.dumps({"old": "return 1", "new": "return 3"}),
    ],
)
async def test_one_edit_or_a_string_is_taken_for_a_list(tmp_path: Path, edits: object):
    desk = Desk(tmp_path, TEXT)

    await desk.call({"path": "a.py", "edits": edits})

    assert desk.place.read_text() == TEXT.replace("1", "3")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"path": "a.py", "edits": []}, "`edits` should have at least 1 item, not 0"),
        ({"path": "a.py", "edits": "[{"}, "`edits` should be a valid list, got '[{'"),
        ({"path": "a.py", "edits": [{"old": "x"}]}, r"`edits\[0\].new` (string) is missing, got old"),
        ({"path": "a.py"}, r"`edits` (array) is missing, got path"),
    ],
)
async def test_wrong_arguments_are_named(tmp_path: Path, arguments: dict[str, object], complaint: str):
    with pytest.raises(ToolError, match=complaint.replace("(", r"\(").replace(")", r"\)").replace("[{'", r"\[{'")):
        await Desk(tmp_path, TEXT).call(arguments)


async def test_all_edits_are_made_or_none(tmp_path: Path):
    desk = Desk(tmp_path, TEXT)

    with pytest.raises(ToolError, match=r"edits\[1\]: `old` does not occur"):
        await desk.edit(("return 1", "return 3"), ("zzz", "y"))

    assert desk.place.read_text() == TEXT


async def test_white_space_may_differ_only_in_a_file_that_was_read(tmp_path: Path):
    desk = Desk(tmp_path, TEXT)

    with pytest.raises(ToolError, match="Nearest is lines 1–2; copy it exactly"):
        await desk.edit(("def f():\n  return 1", "def f():\n  return 3"))
    await desk.read()
    with pytest.raises(ToolError, match="Nearest is lines 1–2"):
        await desk.edit(("def f():\nreturn 1", "def f():\nreturn 3"))
    await desk.edit((" def f():\n     return 1", " def f():\n     return 3"))

    assert desk.place.read_text() == TEXT.replace("1", "3")


async def test_a_file_can_be_edited_again_without_reading_it_again(tmp_path: Path):
    desk = Desk(tmp_path, TEXT)
    await desk.read()

    await desk.edit(("return 1", "return 3"))
    await desk.edit(("  return 2", "  return 4"))

    assert desk.place.read_text() == TEXT.replace("1", "3").replace("2", "4")
    assert desk.seen[A] == (await TextFiles(DiskFiles(tmp_path)).read(A)).version


async def test_an_edit_does_not_count_as_having_seen_the_file(tmp_path: Path):
    desk = Desk(tmp_path, TEXT)

    await desk.edit(("return 1", "return 3"))

    assert desk.seen == {}


async def test_a_file_that_changed_since_it_was_read_is_not_edited(tmp_path: Path):
    desk = Desk(tmp_path, TEXT)
    await desk.read()
    desk.place.write_text(TEXT.replace("1", "99"))

    with pytest.raises(ToolError, match=r"changed since you read it. Read it again, then edit it."):
        await desk.edit(("return 2", "return 3"))
    await desk.read()
    await desk.edit(("return 2", "return 3"))

    assert desk.place.read_text() == TEXT.replace("1", "99").replace("2", "3")


@pytest.mark.parametrize(
    ("path", "complaint"),
    [("b/a.py", "Perhaps you mean a.py"), ("../a.py", "contains `..`"), (".", "is a folder")],
)
async def test_what_is_no_file_inside_cannot_be_edited(tmp_path: Path, path: str, complaint: str):
    with pytest.raises(ToolError, match=complaint):
        await Desk(tmp_path, TEXT).edit(("a", "b"), path=path)
