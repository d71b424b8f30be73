"""What happens when an edit, the news of it, and the user's typing come in any order."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from journeyman.agent.interfaces import FileBytes
from journeyman.errors import MaybeWritten, ToolError
from lsp.desk import A, Desk
from lsp.fake_editor import FakeEditor


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, FakeEditor(), arrival_seconds=0.05)


@pytest.fixture
def late(tmp_path: Path) -> Desk:
    return Desk(tmp_path, FakeEditor("later"), arrival_seconds=20)


async def test_a_write_is_over_when_the_editor_has_reported_all_of_it(late: Desk):
    loop = asyncio.get_running_loop()

    def report_in_parts() -> None:
        late.editor.report_next()
        loop.call_soon(late.editor.report_next)

    late.editor.after_edit = lambda: loop.call_soon(report_in_parts)

    await late.edit("one\ntwo", "1\ntwo\nthree")

    assert await late.text() == late.editor.texts[late.uri] == "1\ntwo\nthree\n"


async def test_nobody_knows_whether_an_edit_was_made_that_the_editor_does_not_report(late: Desk):
    late.files._arrival_seconds = 0

    with pytest.raises(MaybeWritten, match=r"a\.txt.*or the editor is slow"):
        await late.edit("two", "2")
    late.editor.report()

    assert await late.text() == "one\n2\n"


async def test_an_edit_may_be_reported_in_parts_before_the_answer(tmp_path: Path):
    desk = Desk(tmp_path, FakeEditor("in parts"))

    await desk.edit("one\ntwo", "1\ntwo\nthree")

    assert await desk.text() == "1\ntwo\nthree\n"


@pytest.mark.parametrize("reporting", ["at once", "in parts"])
async def test_what_the_user_types_after_an_edit_counts(tmp_path: Path, reporting):
    desk = Desk(tmp_path, FakeEditor(reporting), arrival_seconds=0.01)
    desk.editor.after_edit = lambda: desk.editor.type(desk.uri, "typed\n")

    await desk.edit("two", "2")
    desk.editor.report()

    assert await desk.text() == desk.editor.texts[desk.uri] == "one\n2\ntyped\n"


async def test_an_edit_and_a_key_that_are_reported_together_count(late: Desk):
    late.files._arrival_seconds = 0.05

    def type_and_report() -> None:
        late.editor._unreported.clear()
        late.editor.type(late.uri, "typed\n")
        asyncio.get_running_loop().call_soon(late.editor.report)

    late.editor.after_edit = type_and_report

    await late.edit("two", "2")

    assert await late.text() == late.editor.texts[late.uri] == "one\n2\ntyped\n"


def refuses(desk: Desk) -> None:
    desk.editor.refusal = "read-only"


def types_before(desk: Desk) -> None:
    desk.editor.before_edit = lambda: desk.editor.type(desk.uri, "typed\n")


def changed_since(desk: Desk) -> None:
    desk.editor.type(desk.uri, "typed\n")


def closed_without_saving(desk: Desk) -> None:
    desk.editor.close(desk.uri)
    desk.place.write_bytes(b"other")


def lies(desk: Desk) -> None:
    """As Neovim does when the version is an older one."""

    async def ignore(edit, label):
        desk.editor.type(desk.uri, "typed\n")
        edit.document_changes = []
        return await desk.editor.apply_edit(edit, label)

    desk.files._apply_edit = ignore


def closes_after(desk: Desk) -> None:
    desk.editor.after_edit = lambda: desk.editor.close(desk.uri)


@pytest.mark.parametrize(
    ("mishap", "complaint"),
    [
        (refuses, r"did not apply the edit of a\.txt \(read-only\); nothing was written.*read it again"),
        (types_before, r"did not apply.*stale"),
        (changed_since, r"changed in the meantime; nothing was written\. Read it again"),
        (closed_without_saving, r"changed in the meantime; nothing was written\. Read it again"),
        (lies, r"The user changed or closed a\.txt while it was edited"),
        (closes_after, r"The user changed or closed a\.txt while it was edited"),
    ],
)
async def test_nothing_of_the_users_is_overwritten(desk: Desk, mishap: Callable[[Desk], None], complaint: str):
    file = await desk.files.load(A)
    mishap(desk)

    with pytest.raises(ToolError, match=complaint):
        await desk.files.store(A, FileBytes(b"one\n2\n"), replacing=file)

    assert desk.editor.texts.get(desk.uri, "closed") in {"one\ntwo\n", "one\ntwo\ntyped\n", "closed"}
    assert desk.place.read_bytes() in {b"one\ntwo\n", b"other"}
    # It has not forgotten how: the next try, from what is there now, succeeds.
    desk.editor.refusal = desk.editor.before_edit = desk.editor.after_edit = None
    desk.files._apply_edit = desk.editor.apply_edit
    now = await desk.files.load(A)
    await desk.files.store(A, FileBytes(b"better"), replacing=now)
    assert await desk.files.load(A) == FileBytes(b"better", now.mode if now else None)


@pytest.mark.parametrize("edit_form", ["documentChanges", "changes"])
async def test_of_many_edits_at_once_one_wins(tmp_path: Path, edit_form):
    desk = Desk(tmp_path, FakeEditor(), edit_form=edit_form)
    file = await desk.files.load(A)

    stores = [desk.files.store(A, FileBytes(b"%d" % n), replacing=file) for n in range(5)]
    results = await asyncio.gather(*stores, return_exceptions=True)

    assert sum(result is None for result in results) == 1
    assert len(desk.editor.edits) == 1


async def test_what_the_user_types_while_an_edit_is_made_counts_without_versions_too(tmp_path: Path):
    desk = Desk(tmp_path, FakeEditor(), edit_form="changes")
    to_edits, loop = desk.files._to_edits, asyncio.get_running_loop()

    def slowly(*args):
        # It runs in a thread; this comes before its outcome does.
        loop.call_soon_threadsafe(desk.editor.type, desk.uri, "typed\n")
        return to_edits(*args)

    desk.files._to_edits = slowly

    with pytest.raises(ToolError, match=r"changed in the meantime; nothing was written"):
        await desk.edit("two", "2")

    assert desk.editor.texts[desk.uri] == "one\ntwo\ntyped\n"


async def test_nobody_knows_whether_an_editor_that_does_not_answer_has_edited(desk: Desk):
    async def apply_edit(*args):
        raise TimeoutError

    desk.files._apply_edit = apply_edit

    with pytest.raises(ToolError, match=r"did not answer; a\.txt may be edited or not\. Read it again"):
        await desk.edit("two", "2")
