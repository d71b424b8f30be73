"""Whatever bytes a file is made of: the agent changes what it names, and a rejection gives back what was there."""

import pytest

from e2e.lsp.model import call, calls, say
from neovim.changes import lines_of, marked, opened, play

pytestmark = pytest.mark.slow

FILES = {
    "lf.txt": (b"one\ntwo\nthree\n", b"one\nTWO\nthree\n"),
    "crlf.txt": (b"one\r\ntwo\r\nthree\r\n", b"one\r\nTWO\r\nthree\r\n"),
    "mixed.txt": (b"one\r\ntwo\nthree\r\n", b"one\r\nTWO\nthree\r\n"),
    "no_end.txt": (b"one\ntwo", b"one\nTWO"),
    "no_end_crlf.txt": (b"one\r\ntwo\r\nthree", b"one\r\nTWO\r\nthree"),
    "crab.txt": ("🦀 one\n🦀🦀 two 🦀\n".encode(), "🦀 one\n🦀🦀 TWO 🦀\n".encode()),
    "bom.txt": ("\ufeffone é\ntwo\n".encode(), "\ufeffone é\nTWO\n".encode()),
    "bom_first.txt": ("\ufefftwo é\nthree\n".encode(), "\ufeffTWO é\nthree\n".encode()),
    "latin1.txt": ("one é\ntwo\n".encode("latin-1"), "one é\nTWO\n".encode("latin-1")),
    "utf16.txt": ("\ufeffone é\ntwo\n".encode("utf-16-le"), "\ufeffone é\nTWO\n".encode("utf-16-le")),
    "utf16be.txt": ("\ufeffone é\r\ntwo\r\n".encode("utf-16-be"), "\ufeffone é\r\nTWO\r\n".encode("utf-16-be")),
    "breaks.txt": ("one\x0c\u2028x\x85\ntwo\n".encode(), "one\x0c\u2028x\x85\nTWO\n".encode()),
    "only_line.txt": (b"two", b"TWO"),
}


def contents(project) -> dict[str, bytes]:
    return {name: (project / name).read_bytes() for name in FILES}


@pytest.mark.parametrize("where", ["in the editor", "on the disk"])
async def test_files_of_all_kinds_are_edited_and_get_back_their_bytes(start, model, project, where):
    for name, (before, _) in FILES.items():
        (project / name).write_bytes(before)
    model.will(
        calls(*(("edit_file", {"path": name, "edits": [{"old": "two", "new": "TWO"}]}) for name in FILES)),
        say("Done."),
    )
    nvim = await opened(start, *(FILES if where == "in the editor" else ["a.py"]))
    if where == "in the editor":
        # Neovim reads the files of its command line when they are shown.
        await nvim.command("bufdo set eventignore-=Syntax")
        await nvim.until('#vim.tbl_keys(vim.lsp.get_clients({ name = "journeyman" })[1].attached_buffers) == ...', 13)

    await play(nvim)

    assert contents(project) == {name: after for name, (_, after) in FILES.items()}
    await nvim.feed(":Journeyman! reject all<CR>")
    await nvim.told("Rejected 13 changes.")
    assert contents(project) == {name: before for name, (before, _) in FILES.items()}
    assert await nvim.lua("return vim.fn.getbufinfo({ bufmodified = 1 })") == []


async def test_an_empty_file_is_empty_again_and_a_new_one_is_gone(start, model, project):
    (project / "empty.txt").write_bytes(b"")
    model.will(
        call("read_file", path="empty.txt"),
        calls(*(("write_file", {"path": name, "content": "one\n🦀\n"}) for name in ("empty.txt", "new.txt"))),
        say("Done."),
    )
    nvim = await opened(start, "empty.txt", "new.txt")
    await nvim.feed(":edit new.txt<CR>:edit empty.txt<CR>")

    await play(nvim)

    await marked(nvim, "1┃")
    assert await nvim.lines() == ["one", "🦀"]
    assert (project / "empty.txt").read_text() == (project / "new.txt").read_text() == "one\n🦀\n"
    await nvim.feed(":Journeyman! reject all<CR>")
    await nvim.told("Rejected 2 changes.")
    await marked(nvim)
    assert (project / "empty.txt").read_bytes() == b""
    assert not (project / "new.txt").exists()
    assert await nvim.lines() == [""]


async def test_where_neovim_reads_other_characters_than_the_agent_nothing_is_lost(start, model, project):
    before = "привет\ntwo\n".encode("cp1251")
    (project / "a.py").write_bytes(before)
    model.will(call("edit_file", path="a.py", edits=[{"old": "two", "new": "два"}]), say("Done."))
    nvim = await opened(start, "a.py", init="vim.o.fileencodings = 'utf-8,cp1251'")

    await play(nvim)

    assert await nvim.lines() == ["привет", "два"]
    assert (project / "a.py").read_bytes() == before
    await nvim.feed(":write<CR>")
    await nvim.until("not vim.bo.modified")
    assert (project / "a.py").read_bytes() == "привет\nдва\n".encode("cp1251")


async def test_a_file_without_lines_that_both_count_alike_stays_as_it_is(start, model, project):
    (project / "a.py").write_bytes(b"one\rtwo\r")
    model.will(call("edit_file", path="a.py", edits=[{"old": "two", "new": "TWO"}]), say("I could not."))
    nvim = await opened(start, "a.py")

    await play(nvim)

    assert "its lines end in different ways" in model.told
    assert (project / "a.py").read_bytes() == b"one\rtwo\r"
    assert await lines_of(nvim, "a.py") == ["one\rtwo\r"]
