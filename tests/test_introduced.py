import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from editors import ScriptedEditor, problem
from journeyman.agent.events import FileChange, ToolOutput
from journeyman.agent.interfaces import Report
from journeyman.errors import ToolError
from journeyman.introduced import WAIT_SECONDS, ReportsDiagnostics, introduced
from journeyman.tools.disk_files import DiskFiles
from journeyman.tools.editor import Problem
from journeyman.tools.text_files import TextFiles
from journeyman.tools.write_file import WriteFile

A = PurePosixPath("a.py")


async def written(root: Path, editor: ScriptedEditor) -> str:
    tool = ReportsDiagnostics(WriteFile(TextFiles(DiskFiles(root)), root, {}), editor, root)
    return (await tool.run({"path": "a.py", "content": "x\n"}, report=print)).text


async def test_what_the_edit_introduced_is_told_and_nothing_older(tmp_path: Path):
    old = problem("a.py:1", "old")
    new = [problem("a.py:7", "odd", "warning"), old, problem("a.py:9", "wrong")]
    editor = ScriptedEditor(shown=[[old], new])

    text = await written(tmp_path, editor)

    assert text == (
        "Created a.py (1 line).\n\n"
        "The edit introduced 2 problems:\na.py:9: error: wrong (lint E1)\na.py:7: warning: odd (lint E1)"
    )
    assert editor.asked == [(A, 0), (A, WAIT_SECONDS)]


@pytest.mark.parametrize(
    "shown",
    [
        [None],
        [[], None],
        [[], []],
        [[problem("a.py:1", "old")], [problem("a.py:5", "old")]],
        [[], [problem("a.py:1", "unused", "hint")]],
    ],
)
async def test_without_news_nothing_is_added(tmp_path: Path, shown: list[Sequence[Problem] | None]):
    assert await written(tmp_path, ScriptedEditor(shown=shown)) == "Created a.py (1 line)."


async def test_an_editor_without_diagnostics_is_not_waited_for(tmp_path: Path):
    editor = ScriptedEditor(shown=[None])

    await written(tmp_path, editor)

    assert editor.asked == [(A, 0)]


async def test_a_tool_that_fails_fails_as_before(tmp_path: Path):
    editor = ScriptedEditor(shown=[[]])
    tool = ReportsDiagnostics(WriteFile(TextFiles(DiskFiles(tmp_path)), tmp_path, {}), editor, tmp_path)

    with pytest.raises(ToolError, match="outside the workspace"):
        await tool.run({"path": "/etc/passwd", "content": ""}, report=print)
    with pytest.raises(ToolError, match=r"`path` .string. is missing"):
        await tool.run({"content": ""}, report=print)

    assert editor.asked == []


async def test_many_problems_are_cut_errors_first(tmp_path: Path):
    new = [problem(f"a.py:{line}", f"odd {line}", "warning") for line in range(1, 12)] + [problem("a.py:99", "wrong")]

    lines = (await written(tmp_path, ScriptedEditor(shown=[[], new]))).splitlines()[2:]

    assert lines[:2] == ["The edit introduced 12 problems:", "a.py:99: error: wrong (lint E1)"]
    assert lines[10:] == ["a.py:9: warning: odd 9 (lint E1)", "[2 more: use diagnostics.]"]


@dataclass(frozen=True)
class RenamesTwoFiles:
    """Stands for the tool `rename`."""

    spec = WriteFile.spec

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        return ToolOutput("Renamed.", (FileChange("a.py", "", "x"), FileChange("b.py", "", "x")))


async def test_a_tool_that_edits_anywhere_is_compared_with_all_problems(tmp_path: Path):
    old = [problem("a.py:1", "old"), problem("c.py:1", "far away")]
    editor = ScriptedEditor(shown=[old, [old[0]], [problem("b.py:1", "old")]])

    output = await ReportsDiagnostics(RenamesTwoFiles(), editor, tmp_path, "workspace").run({}, report=print)

    assert output.text == "Renamed.\n\nThe edit introduced 1 problem:\nb.py:1: error: old (lint E1)"
    assert editor.asked == [(None, 0), (A, WAIT_SECONDS), (PurePosixPath("b.py"), WAIT_SECONDS)]


async def test_waiting_for_the_editor_can_be_cancelled(tmp_path: Path):
    class Slow(ScriptedEditor):
        """Has no news for ever."""

        async def problems(self, path: PurePosixPath | None, *, wait_seconds: float = 0) -> Sequence[Problem]:
            if wait_seconds:
                waiting.set()
                await asyncio.Event().wait()
            return []

    waiting = asyncio.Event()
    task = asyncio.create_task(written(tmp_path, Slow()))
    async with asyncio.timeout(10):
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        # One more of the same: it is the one on the line that the edit brought.
        ([("odd", 1), ("odd", 4)], [("odd", 1), ("odd", 3), ("odd", 6)], [("odd", 3)]),
        ([("odd", 4)], [("odd", 2), ("odd", 6)], [("odd", 2)]),
        # Two on one line.
        ([("odd", 1)], [("odd", 1), ("odd", 1)], [("odd", 1)]),
        # The old one is gone with its line, an equal one came: the edit moved it.
        ([("odd", 2)], [("odd", 3)], []),
        # A message that names a line.
        ([("x hides line 4", 5)], [("x hides line 6", 7)], []),
        ([("x hides line 4", 5)], [("y hides line 6", 7)], [("y hides line 6", 7)]),
    ],
)
def test_problems_are_matched_though_their_lines_moved(
    before: list[tuple[str, int]], after: list[tuple[str, int]], new: list[tuple[str, int]]
):
    change = FileChange("a.py", "1\n2\n3\n4\n5\n", "1\nnew\nnew\nnew\n3\n4\n5\n")
    old, now = ([problem(f"a.py:{line}", text) for text, line in each] for each in (before, after))

    found = introduced(old, now, [change])

    assert [(one.message, one.location.line) for one in found] == new
