"""Documents that are open in the editor: read with what is not saved, edited there and never behind the user's back."""

import pytest

from e2e.lsp.chat import results
from e2e.lsp.model import call, edit, say

BOTH_ORDERS = pytest.mark.parametrize("reports", ["before it answers", "after it answered"])


@BOTH_ORDERS
async def test_an_open_document_is_edited_in_the_editor_and_saved(editor, chat, model, project, reports):
    editor.reports = reports
    uri = editor.open(project / "a.py")
    model.will(edit("a.py", "x = 1", "x = 5"), edit("a.py", "y = 2", "y = 6"), say("Done."))

    await chat.play("go")

    assert editor.texts[uri] == (project / "a.py").read_text() == "x = 5\ny = 6\n"
    assert [params.label for params in editor.edits] == ["Journeyman: edit a.py"] * 2
    assert [texts[0].splitlines()[0] for _, texts in results(await chat.export())] == [
        "Edited a.py: line 1.",
        "Edited a.py: line 2.",
    ]


@BOTH_ORDERS
async def test_a_document_with_unsaved_changes_stays_unsaved(editor, chat, model, project, reports):
    editor.reports = reports
    uri = editor.open(project / "a.py")
    editor.type(uri, "x = 1\ny = 2\nz = 3\n")
    model.will(edit("a.py", "z = 3", "z = 7"), say("Done."))

    await chat.play("go")

    assert editor.texts[uri] == "x = 1\ny = 2\nz = 7\n"
    assert (project / "a.py").read_text() == "x = 1\ny = 2\n"


async def test_what_is_not_saved_is_what_the_model_reads_and_finds(editor, chat, model, project):
    uri = editor.open(project / "a.py")
    editor.type(uri, "unsaved = 1\n")
    model.will(call("read_file", path="a.py"), call("search_text", pattern="x = 1|unsaved"), say("Done."))

    await chat.play("go")
    read, found = (texts[0] for _, texts in results(await chat.export()))

    assert "unsaved = 1" in read
    assert "a.py" in found
    assert "unsaved = 1" in found
    assert "x = 1" not in read + found.replace("x = 1|unsaved", "")


async def test_after_saving_and_closing_the_disk_counts_again(editor, chat, model, project):
    uri = editor.open(project / "a.py")
    editor.type(uri, "saved = 1\n")
    editor.save(uri)
    editor.type(uri, "lost = 1\n")
    editor.close(uri)
    model.will(call("read_file", path="a.py"), say("Done."))

    await chat.play("go")

    [(_, [read])] = results(await chat.export())
    assert "saved = 1" in read
    assert "lost" not in read


async def test_a_document_that_the_user_changes_meanwhile_is_not_overwritten(editor, chat, model, project):
    uri = editor.open(project / "a.py")
    editor.before_edit = lambda: editor.type(uri, "the user's\n")
    model.will(edit("a.py", "x = 1", "x = 5"), say("I see."))

    await chat.play("go")

    [(_, [result])] = results(await chat.export())
    assert "did not apply the edit of a.py (stale)" in result
    assert "read it again" in result
    assert editor.texts[uri] == "the user's\n"
    assert (project / "a.py").read_text() == "x = 1\ny = 2\n"
    assert await chat.changes() == []


async def test_a_document_that_changed_since_the_model_read_it_must_be_read_again(editor, chat, model, project):
    uri = editor.open(project / "a.py")
    model.will(call("read_file", path="a.py"), say("Read."), edit("a.py", "y = 2", "y = 6"), say("I see."))
    await chat.play("read it")
    editor.type(uri, "x = 3\ny = 2\n")

    await chat.play("now edit")

    assert model.told == "a.py changed since you read it. Read it again, then edit it."
    assert editor.texts[uri] == "x = 3\ny = 2\n"


async def test_a_file_that_is_not_open_is_edited_on_the_disk(editor, chat, model, project):
    editor.open(project / "a.py")
    (project / "b.py").write_text("b = 1\n")
    model.will(edit("b.py", "b = 1", "b = 2"), say("Done."))

    await chat.play("go")

    assert (project / "b.py").read_text() == "b = 2\n"
    assert editor.edits == []


async def test_the_edit_of_an_open_document_is_a_change_that_can_be_taken_back(editor, chat, model, project):
    uri = editor.open(project / "a.py")
    model.will(edit("a.py", "x = 1", "x = 5"), say("Done."))
    await chat.play("go")
    [change_set] = await chat.changes()

    resolved = await chat.reject(change_set)

    assert resolved["failed"] == []
    assert editor.texts[uri] == (project / "a.py").read_text() == "x = 1\ny = 2\n"


async def test_an_edit_that_is_answered_with_nothing_can_be_taken_back(editor, chat, project, model):
    editor.confirms_edits = False
    uri = editor.open(project / "a.py")
    model.will(call("read_file", path="a.py"), edit("a.py", "x = 1", "x = 5"), say("It may be done."))

    await chat.play("go")
    [change_set] = await chat.changes()
    edited = editor.texts[uri]
    editor.confirms_edits = True
    await chat.reject(change_set)

    assert "may be edited or not" in model.told
    assert (edited, editor.texts[uri]) == ("x = 5\ny = 2\n", "x = 1\ny = 2\n")
