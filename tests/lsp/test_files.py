from pathlib import Path, PurePosixPath

import pytest

from journeyman.agent.interfaces import FileBytes
from journeyman.errors import ToolError
from lsp.desk import A, Desk
from lsp.fake_editor import FakeEditor


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, FakeEditor(), arrival_seconds=0.05)


async def test_an_open_document_wins_over_the_disk(desk: Desk):
    desk.place.chmod(0o640)
    before = await desk.files.load(A)

    desk.editor.type(desk.uri, "three\n")
    unsaved = await desk.files.load(A)
    desk.editor.close(desk.uri)

    assert before == FileBytes(b"one\ntwo\n", 0o640)
    assert unsaved == FileBytes(b"one\ntwo\nthree\n", 0o640)
    assert await desk.files.load(A) == before


@pytest.mark.parametrize(
    ("disk", "opened", "loaded"),
    [
        (b"\xef\xbb\xbfa\r\n", "a\r\n", b"\xef\xbb\xbfa\r\n"),
        (b"\xef\xbb\xbfa", "b", b"\xef\xbb\xbfb"),
        ("ä".encode("utf-16"), "ö", "ö".encode("utf-16")),
        (b"caf\xe9", "caf\xe9s", b"caf\xe9s"),
        (b"caf\xe9", "5 €", "5 €".encode()),
        (b"caf\xe9", "caf\ufffd", "caf\ufffd".encode()),
    ],
)
async def test_an_open_document_is_the_bytes_that_the_editor_would_save(
    tmp_path: Path, disk: bytes, opened: str, loaded: bytes
):
    desk = Desk(tmp_path, FakeEditor())
    desk.place.write_bytes(disk)
    desk.editor.open(desk.place, opened)

    file = await desk.files.load(A)

    assert file
    assert file.data == loaded


async def test_a_document_is_found_under_another_name_of_its_file(desk: Desk):
    desk.editor.close(desk.uri)
    (desk.root / "link.txt").symlink_to("a.txt")
    uri = desk.editor.open(desk.root / "link.txt", "unsaved")
    desk.editor.open("untitled:a.txt", "no file")

    await desk.edit("unsaved", "edited")

    assert desk.editor.texts[uri] == "edited"
    assert await desk.files.load(PurePosixPath("link.txt")) == await desk.files.load(A)
    assert desk.place.read_bytes() == b"one\ntwo\n"


async def test_an_edit_goes_to_the_editor_and_a_closed_file_to_the_disk(desk: Desk):
    await desk.edit("two", "2")
    edited = desk.editor.texts[desk.uri]
    desk.editor.close(desk.uri)
    await desk.edit("two", "zwei")

    assert edited == "one\n2\n"
    assert len(desk.editor.edits) == 1
    assert desk.place.read_bytes() == b"one\nzwei\n"


async def test_an_editor_without_document_changes_gets_the_older_form(tmp_path: Path):
    desk = Desk(tmp_path, FakeEditor(), edit_form="changes")

    await desk.edit("two", "2")

    assert desk.editor.texts[desk.uri] == "one\n2\n"
    assert desk.editor.edits[0].document_changes is None


async def test_a_file_that_is_opened_after_it_was_read_is_edited_in_the_editor(desk: Desk):
    desk.editor.close(desk.uri)
    file = await desk.files.load(A)
    desk.editor.open(desk.place)

    await desk.files.store(A, FileBytes(b"new\n"), replacing=file)

    assert desk.editor.texts[desk.uri] == "new\n"
    assert desk.place.read_bytes() == b"one\ntwo\n"


async def test_a_document_without_unsaved_changes_is_saved_after_an_edit(tmp_path: Path):
    editor = FakeEditor()
    desk = Desk(tmp_path, editor, save=editor.save_when_asked)

    await desk.edit("two", "2")
    on_disk = desk.place.read_bytes()
    editor.type(desk.uri, "unsaved\n")
    await desk.edit("one", "1")

    assert on_disk == b"one\n2\n"
    assert editor.saved == [desk.uri]
    assert editor.texts[desk.uri] == "1\n2\nunsaved\n"
    assert desk.place.read_bytes() == b"one\n2\n"


async def test_an_edit_that_cannot_be_saved_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    async def refuse(uri: str) -> bool:
        return False

    desk = Desk(tmp_path, FakeEditor(), save=refuse)

    await desk.edit("two", "2")

    assert desk.editor.texts[desk.uri] == "one\n2\n"
    assert "was edited but not saved" in caplog.text


async def test_an_open_file_is_deleted_on_the_disk(desk: Desk):
    desk.editor.type(desk.uri, "unsaved\n")
    file = await desk.files.load(A)

    await desk.files.store(A, None, replacing=file)

    assert not desk.place.exists()
    assert desk.editor.texts[desk.uri] == "one\ntwo\nunsaved\n"


async def test_a_file_that_was_never_saved_is_created_in_the_editor(tmp_path: Path):
    editor, path = FakeEditor(), PurePosixPath("new.txt")
    desk = Desk(tmp_path, editor, save=editor.save_when_asked)
    uri = editor.open(tmp_path / "new.txt", "")

    absent = await desk.files.load(path)
    await desk.files.store(path, FileBytes(b"new\n"), replacing=None)

    assert absent is None
    assert editor.texts[uri] == "new\n"
    assert (tmp_path / "new.txt").read_bytes() == b"new\n"
    with pytest.raises(ToolError, match="exists already"):
        await desk.files.store(path, FileBytes(b"newer\n"), replacing=None)


@pytest.mark.parametrize("data", [None, b"", b"\xef\xbb\xbf"])
async def test_one_empty_line_in_the_editor_is_an_empty_file_or_none(tmp_path: Path, data: bytes | None):
    editor, path = FakeEditor(), PurePosixPath("new.txt")
    desk = Desk(tmp_path, editor, save=editor.save_when_asked)
    if data is not None:
        (tmp_path / "new.txt").write_bytes(data)
    uri = editor.open(tmp_path / "new.txt", "\n")

    before = await desk.files.load(path)
    await desk.files.store(path, FileBytes(b"new\n"), replacing=before)

    assert (before and before.data) == data
    assert editor.texts[uri] == "new\n"
    assert editor.saved == [uri]


async def test_an_empty_file_is_created_on_the_disk(tmp_path: Path):
    desk = Desk(tmp_path, FakeEditor())
    desk.editor.open(tmp_path / "new.txt", "")

    await desk.files.store(PurePosixPath("new.txt"), FileBytes(b""), replacing=None)

    assert (tmp_path / "new.txt").read_bytes() == b""


async def test_unsaved_texts_below_the_root_are_known(tmp_path: Path):
    root = tmp_path / "root"
    root.mkdir()
    desk = Desk(root, FakeEditor())
    restored = desk.editor.open(root / "restored.txt", "kept over a restart")
    outside = desk.editor.open(tmp_path / "outside.txt", "")
    untitled = desk.editor.open("untitled:a", "")

    for uri in (desk.uri, restored, outside, untitled):
        await desk.files.check(uri)
    before = desk.files.dirty()
    for uri in (desk.uri, outside, untitled):
        desk.editor.type(uri, "more")

    assert before == {PurePosixPath("restored.txt"): "kept over a restart"}
    assert desk.files.dirty() == before | {A: "one\ntwo\nmore"}
    desk.editor.save(desk.uri)
    assert desk.files.dirty() == before


async def test_what_changed_behind_the_editors_back_counts_if_nothing_is_unsaved(desk: Desk):
    await desk.files.check(desk.uri)
    desk.place.write_bytes(b"by a command\n")
    changed = await desk.files.load(A)
    await desk.files.store(A, FileBytes(b"by the agent\n"), replacing=changed)
    desk.place.unlink()
    deleted = await desk.files.load(A)
    await desk.files.store(A, changed, replacing=None)

    assert (changed and changed.data, deleted, desk.place.read_bytes()) == (b"by a command\n", None, b"by a command\n")
    assert desk.editor.edits == []
    desk.editor.type(desk.uri, "unsaved\n")
    unsaved = await desk.files.load(A)
    assert unsaved
    assert unsaved.data == b"one\ntwo\nunsaved\n"


async def test_a_document_that_was_loaded_again_has_no_unsaved_changes(desk: Desk):
    desk.editor.type(desk.uri, "by a command\n")
    desk.place.write_bytes(b"one\ntwo\nby a command\n")
    await desk.files.load(A)
    desk.place.write_bytes(b"by the next command\n")

    assert await desk.text() == "by the next command\n"


async def test_a_document_of_what_is_no_text_is_left_alone(desk: Desk):
    desk.place.write_bytes(b"\0")

    await desk.files.check(desk.uri)
    with pytest.raises(ToolError, match="binary"):
        await desk.files.load(A)

    assert desk.files.dirty() == {}


async def test_a_path_that_leads_outside_is_refused(desk: Desk):
    with pytest.raises(ToolError, match=r"contains `\.\.`"):
        await desk.files.load(PurePosixPath("../a.txt"))
