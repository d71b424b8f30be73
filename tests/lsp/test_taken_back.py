"""What is recorded of an edit is enough to take it back, whatever became of it."""

import asyncio
import gc
from dataclasses import replace
from pathlib import Path

import pytest

from changed_project import ABC, ID, Project, open_project
from journeyman.agent.interfaces import FileBytes
from journeyman.changes import Changes, RecordedFiles
from journeyman.errors import MaybeWritten
from lsp.desk import A, Desk
from lsp.fake_editor import FakeEditor


async def reject(changes: Changes) -> None:
    [change_set] = await changes.list()
    assert (await changes.resolve(str(change_set.id), None, "reject")).failed == ()


@pytest.mark.parametrize("applied", ["before it is given up", "later", "never"])
async def test_an_edit_that_the_editor_does_not_confirm_is_taken_back_if_it_was_made(tmp_path: Path, applied):
    editor = FakeEditor()
    sent = []

    async def fall_silent(edit, label):
        if applied == "before it is given up":
            await editor.apply_edit(edit, label)
        sent.append(edit)
        raise TimeoutError

    (tmp_path / "root").mkdir()
    desk = Desk(tmp_path / "root", editor)
    desk.files._apply_edit = fall_silent
    async with open_project(tmp_path) as project:
        changes = Changes(ID, project.records, desk.files)
        recorded = RecordedFiles(desk.files, changes)
        await changes.begin("t1", "Edit it.", 1, 0)
        with pytest.raises(MaybeWritten, match="may be edited or not"):
            await recorded.store(A, FileBytes(b"one\n2\n"), replacing=await recorded.load(A))
        if applied == "later":
            await editor.apply_edit(sent[0], "late")
        desk.files._apply_edit = editor.apply_edit

        await reject(changes)

    assert editor.texts[desk.uri] == "one\ntwo\n"


async def test_the_mode_from_before_a_command_outlives_edits_around_it(tmp_path: Path):
    async with open_project(tmp_path) as project:
        await project.turn(a=b"edited\n")
        await make_executable(project)
        await project.write("a.py", b"edited again\n")

        await reject(project.changes)

        assert project.files.files["a.py"] == FileBytes(ABC, 0o644)


async def test_an_edit_that_fails_after_a_cancel_is_nobodys_error(tmp_path: Path):
    unheard = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unheard.append(context))
    async with open_project(tmp_path) as project:
        await project.changes.begin("t1", "Fix it.", 1, 0)
        project.files.may_store.clear()
        project.files.before_store.append(lambda: project.files.type("a.py", b"typed\n"))
        writing = asyncio.ensure_future(project.write("a.py", b"edited\n"))
        await project.files.asked_to_store.wait()
        writing.cancel()
        project.files.may_store.set()
        with pytest.raises(asyncio.CancelledError):
            await writing

        assert await project.changes.list() == ()
    del writing
    gc.collect()
    assert unheard == []


async def make_executable(project: Project) -> None:
    before = project.files.files["a.py"]
    project.files.files["a.py"] = after = replace(before, mode=0o755)
    await project.changes.record([(A.with_name("a.py"), before, after)])
