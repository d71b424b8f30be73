"""What is written is recorded before, and what is not written is not recorded."""

import asyncio
from pathlib import PurePosixPath

import pytest

from changed_project import ABC, ID, Project, open_project
from journeyman.agent.interfaces import FileBytes
from journeyman.errors import StorageError, ToolError
from journeyman.memory.blobs import MAX_FILE_BYTES


@pytest.fixture
async def project(tmp_path):
    async with open_project(tmp_path) as project:
        yield project


async def test_a_write_that_is_refused_is_not_recorded(project: Project):
    await project.turn(a=b"A\nb\nc\nd\ne\n")
    before = await project.changes.list()
    project.files.before_store.append(lambda: project.files.type("a.py", b"typed"))

    with pytest.raises(ToolError, match="changed in the meantime"):
        await project.write("a.py", b"A\nB\n")
    with pytest.raises(ToolError, match="changed in the meantime"):
        await project.recorded.store(PurePosixPath("big"), None, replacing=FileBytes(b"x" * (MAX_FILE_BYTES + 1)))

    [found] = await project.changes.list()
    assert [file.decisions for file in found.files] == [file.decisions for file in before[0].files]
    assert project.files.texts["a.py"] == b"typed"


async def test_a_name_that_cannot_be_kept_is_refused(project: Project):
    await project.turn()

    with pytest.raises(ToolError, match="Use only valid characters"):
        await project.write("a\udcff.py", b"x")

    assert "a\udcff.py" not in project.files.files


async def test_all_that_a_command_has_changed_is_told_at_once(project: Project):
    await project.turn()

    await project.changes.record([(PurePosixPath(f"{n}.py"), None, FileBytes(b"new")) for n in range(100)])

    [told] = project.told
    assert (told,) == await project.changes.list()
    assert len(told.files) == 100


async def test_changes_by_commands_are_recorded_afterwards(project: Project):
    change_set = await project.turn(a=b"A\nb\nc\nd\ne\n")
    before = project.files.files["a.py"]
    project.files.type("a.py", b"A\nb\nc\nd\nE\n")
    await project.changes.record([(PurePosixPath("a.py"), before, project.files.files["a.py"])])

    await project.changes.resolve(change_set, None, "reject")

    assert project.files.texts["a.py"] == ABC


async def test_nothing_is_recorded_before_a_turn_begins(project: Project):
    with pytest.raises(RuntimeError, match="No turn has begun"):
        await project.write("a.py", b"A\n")

    assert project.files.texts["a.py"] == ABC


async def test_without_a_record_nothing_is_written(project: Project):
    await project.turn()
    await project.records.sessions(lambda store, _: store.delete(ID))

    with pytest.raises(StorageError, match="session is gone"):
        await project.write("a.py", b"A\n")

    assert project.files.texts["a.py"] == ABC


async def test_decisions_and_writes_wait_for_each_other(project: Project):
    change_set = await project.turn(a=b"A\nb\nc\nd\ne\n")
    project.files.may_store.clear()
    project.files.asked_to_store.clear()
    writing = asyncio.create_task(project.write("a.py", b"A\nb\nc\nd\nE\n"))
    await asyncio.wait_for(project.files.asked_to_store.wait(), 10)
    first = asyncio.create_task(project.changes.resolve(change_set, None, "reject"))
    second = asyncio.create_task(project.changes.resolve(change_set, None, "reject"))

    project.files.may_store.set()
    await asyncio.wait_for(asyncio.gather(writing, first, second), 10)

    assert project.files.texts["a.py"] == ABC
    assert (len(first.result().resolved), len(second.result().resolved)) == (2, 0)


async def test_a_cancelled_write_is_recorded_as_it_ended(project: Project):
    change_set = await project.turn()
    project.files.may_store.clear()
    writing = asyncio.create_task(project.write("a.py", b"A\nb\nc\nd\ne\n"))
    await asyncio.wait_for(project.files.asked_to_store.wait(), 10)

    writing.cancel()
    await asyncio.sleep(0)
    assert not writing.done()
    project.files.may_store.set()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(writing, 10)

    assert project.files.texts["a.py"] == b"A\nb\nc\nd\ne\n"
    await project.changes.resolve(change_set, None, "reject")
    assert project.files.texts["a.py"] == ABC
