import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pytest

from editors import ScriptedEditor
from journeyman.agent.events import FileChange, ToolOutput
from journeyman.agent.interfaces import FileBytes, FileText
from journeyman.errors import ToolError
from journeyman.tools.disk_files import DiskFiles
from journeyman.tools.editor import Editor, Place, Rewrite
from journeyman.tools.naming import Names
from journeyman.tools.passages import Passages
from journeyman.tools.rename import Rename
from journeyman.tools.text_files import TextFiles

A, B, C = (PurePosixPath(name) for name in ("a.py", "b.py", "c.py"))
TEXTS = {A: "def old():\n", B: "from a import old\n", C: "older = old\n"}
NEW = {A: "def new():\n", B: "from a import new\n", C: "older = new\n"}


@dataclass(frozen=True)
class Disturbed:
    """The files of a disk on which something happens before each store. Implements `ByteFiles`."""

    disk: DiskFiles
    before_store: Callable[[PurePosixPath, FileBytes | None], Awaitable[None]]

    async def load(self, path: PurePosixPath) -> FileBytes | None:
        return await self.disk.load(path)

    async def store(self, path: PurePosixPath, file: FileBytes | None, *, replacing: FileBytes | None) -> None:
        await self.before_store(path, file)
        await self.disk.store(path, file, replacing=replacing)


async def nothing(path: PurePosixPath, file: FileBytes | None) -> None:
    """Leaves the files alone."""


@dataclass
class Desk:
    """A workspace with three files that all name `old`, and a tool to rename it."""

    root: Path
    before_store: Callable[[PurePosixPath, FileBytes | None], Awaitable[None]] = nothing
    protected: dict[PurePosixPath, str] = field(default_factory=dict)
    seen: dict[PurePosixPath, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path, text in TEXTS.items():
            (self.root / path).write_text(text)
        self.files = TextFiles(Disturbed(DiskFiles(self.root), self.before_store))

    def texts(self) -> dict[PurePosixPath, str]:
        return {path: (self.root / path).read_text() for path in TEXTS}

    async def proposed(self, place: Place, new_name: str) -> list[Rewrite]:
        return [Rewrite(path, await self.files.read(path), text) for path, text in NEW.items()]

    async def rename(self, editor: Editor, name: str = "old", new_name: str = "new") -> ToolOutput:
        async def may_edit(path: PurePosixPath) -> str:
            return self.protected.get(path, "")

        names = Names(self.root, self.files, editor)
        tool = Rename(names, Passages(self.root, self.files, lambda path: path.name == ".env"), self.seen, may_edit)
        return await tool.run({"name": name, "new_name": new_name, "path": "a.py", "line": 1}, report=print)


async def test_the_edits_of_the_editor_are_written_and_all_listed(tmp_path: Path):
    desk = Desk(tmp_path)
    desk.seen[A] = (await desk.files.read(A)).version
    editor = ScriptedEditor(renames=desk.proposed)

    output = await desk.rename(editor)

    assert output == ToolOutput(
        "Renamed old to new with the editor's help, in a.py, b.py, c.py.",
        changes=tuple(FileChange(str(path), TEXTS[path], NEW[path]) for path in TEXTS),
    )
    assert editor.asked == [(Place(A, 1, "def "), "new")]
    assert desk.texts() == NEW
    assert desk.seen == {A: (await desk.files.read(A)).version}


async def cannot(place: Place, new_name: str) -> list[Rewrite]:
    return []


@pytest.mark.parametrize("editor", [ScriptedEditor(), ScriptedEditor(renames=cannot)])
async def test_without_an_editor_that_can_nothing_is_edited_blindly(tmp_path: Path, editor: Editor):
    desk = Desk(tmp_path)

    with pytest.raises(ToolError) as error:
        await desk.rename(editor)

    assert str(error.value) == (
        "The editor cannot rename old; nothing was changed. "
        "Edit these places, found by text search, as far as they mean the same thing:\n"
        "a.py\n  1: def old():\nb.py\n  1: from a import old\nc.py\n  1: older = old"
    )
    assert desk.texts() == TEXTS


async def test_a_name_in_ignored_files_only_is_said_to_be_nowhere(tmp_path: Path):
    desk = Desk(tmp_path)
    (tmp_path / ".gitignore").write_text("*.py\n")

    with pytest.raises(ToolError, match=r"cannot rename old; nothing was changed. The name occurs in no file that is"):
        await desk.rename(ScriptedEditor())


@pytest.mark.parametrize(
    ("protected", "complaint"),
    [(C, "c.py must not be edited: a rule forbids it."), (None, ".env must not be edited: it may hold secrets")],
)
async def test_one_file_that_must_not_be_edited_stops_all(
    tmp_path: Path, protected: PurePosixPath | None, complaint: str
):
    desk = Desk(tmp_path, protected={protected: "a rule forbids it."} if protected else {})

    async def proposed(place: Place, new_name: str) -> list[Rewrite]:
        return [*await desk.proposed(place, new_name), Rewrite(PurePosixPath(".env"), FileText("old", "1"), "new")]

    with pytest.raises(ToolError, match=complaint):
        await desk.rename(ScriptedEditor(renames=proposed))

    assert desk.texts() == TEXTS


async def test_a_file_that_changed_meanwhile_undoes_the_others(tmp_path: Path):
    async def user_types(path: PurePosixPath, file: FileBytes | None) -> None:
        if path == B:
            (tmp_path / "c.py").write_text("typed")

    desk = Desk(tmp_path, user_types)

    with pytest.raises(ToolError, match=r"^c.py changed in the meantime; .* Nothing was renamed.$"):
        await desk.rename(ScriptedEditor(renames=desk.proposed))

    assert desk.texts() == TEXTS | {C: "typed"}


async def test_a_file_that_cannot_be_put_back_is_named(tmp_path: Path):
    async def user_types(path: PurePosixPath, file: FileBytes | None) -> None:
        if path == B:
            (tmp_path / "a.py").write_text("typed")
            (tmp_path / "c.py").write_text("typed")

    desk = Desk(tmp_path, user_types)

    with pytest.raises(ToolError, match=r"a.py changed meanwhile and stayed renamed.$"):
        await desk.rename(ScriptedEditor(renames=desk.proposed))

    assert desk.texts() == {A: "typed", B: TEXTS[B], C: "typed"}


async def test_a_cancelled_rename_is_undone(tmp_path: Path):
    reached = asyncio.Event()

    async def hang(path: PurePosixPath, file: FileBytes | None) -> None:
        if path == C:
            reached.set()
            await asyncio.Event().wait()

    desk = Desk(tmp_path, hang)
    task = asyncio.create_task(desk.rename(ScriptedEditor(renames=desk.proposed)))
    async with asyncio.timeout(10):
        await reached.wait()
        assert desk.texts() == NEW | {C: TEXTS[C]}
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    assert desk.texts() == TEXTS


@pytest.mark.parametrize(
    ("name", "new_name", "complaint"),
    [
        ("old", "old", "`new_name` is the name that it has: old"),
        ("old", "two words", "must be one identifier"),
        ("absent", "new", "absent does not occur in a.py"),
    ],
)
async def test_a_rename_that_makes_no_sense_is_refused(tmp_path: Path, name: str, new_name: str, complaint: str):
    desk = Desk(tmp_path)

    with pytest.raises(ToolError, match=complaint):
        await desk.rename(ScriptedEditor(renames=desk.proposed), name, new_name)

    assert desk.texts() == TEXTS
