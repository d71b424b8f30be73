"""The agent edits what the user works on at the same time."""

import asyncio

import pytest

from e2e.lsp.model import call, edit, say
from neovim.changes import lines_of, marked, opened, play

pytestmark = pytest.mark.slow


async def test_what_is_typed_while_the_agent_edits_the_same_buffer_is_kept(start, model, project):
    numbers = range(1, 21)
    (project / "long.txt").write_text("".join(f"line {n}\n" for n in numbers))
    model.will(*(edit("long.txt", f"line {n}\n", f"LINE {n}\n") for n in numbers), say("Done."))
    nvim = await opened(start, "long.txt")
    await nvim.feed("Go")

    await nvim.prompt("Shout.")
    for word in range(200):
        await nvim.type(f"word{word} 🦀 ")
        await asyncio.sleep(0)
    await nvim.idle()

    lines = await nvim.lines()
    assert lines[-1] == "".join(f"word{word} 🦀 " for word in range(200))
    # An edit that came into the middle of a word is refused, and the agent is told.
    refused = sum("did not apply" in str(message["content"]) for message in model.requests[-1]["messages"])
    assert sum(line.isupper() for line in lines[:-1]) >= 20 - refused
    assert len(lines) == 21


async def test_undo_takes_back_one_edit_of_the_agent_and_never_what_was_typed_with_it(start, model, project):
    (project / "a.py").write_text("one = 1\ntwo = 2\nthree = 3\n")
    both = [{"old": "one = 1", "new": "one = 10"}, {"old": "three = 3", "new": "three = 30"}]
    typed = asyncio.Event()
    model.will(call("edit_file", path="a.py", edits=both), say("Done.", end=typed))
    nvim = await opened(start, "a.py")
    await nvim.feed("2GAmine")
    await nvim.until("vim.fn.getline(2) == 'two = 2mine'")

    await nvim.prompt("Times ten.")
    await nvim.until("vim.fn.getline(1) == 'one = 10'")
    await nvim.type(" too")
    typed.set()
    await nvim.idle()

    assert await nvim.lines() == ["one = 10", "two = 2mine too", "three = 30"]
    for keys, lines in (
        ("<Esc>u", ["one = 10", "two = 2mine", "three = 30"]),
        ("u", ["one = 1", "two = 2mine", "three = 3"]),
        ("u", ["one = 1", "two = 2", "three = 3"]),
        ("3<C-r>", ["one = 10", "two = 2mine too", "three = 30"]),
    ):
        await nvim.feed(keys)
        await nvim.until("vim.deep_equal(vim.api.nvim_buf_get_lines(0, 0, -1, true), {...})", *lines)


async def test_a_dirty_buffer_stays_dirty_and_its_change_can_be_rejected(start, model, project):
    model.will(edit("a.py", "y = 2", "y = 3"), say("Done."))
    nvim = await opened(start, "a.py")
    await nvim.feed("Omine<Esc>")
    await nvim.until("vim.bo.modified")

    await play(nvim)

    await marked(nvim, "3┃ - y = 2")
    assert (project / "a.py").read_text() == "x = 1\ny = 2\n"
    await nvim.feed("3G\\jr")
    await marked(nvim)
    assert await nvim.lines() == ["mine", "x = 1", "y = 2"]
    assert await nvim.lua("return vim.bo.modified")
    assert (project / "a.py").read_text() == "x = 1\ny = 2\n"


async def in_mid_turn(start, model):
    """A Neovim in which the first of two edits was made, and what lets the second one come."""
    go_on = asyncio.Event()
    second = edit("a.py", "y = 2", "y = 4")
    second.begin = go_on
    model.will(edit("a.py", "x = 1", "x = 3"), second, say("Done."))
    nvim = await opened(start, "a.py")
    await nvim.prompt("Change both.")
    await marked(nvim, "1┃ - x = 1")
    return nvim, go_on


async def test_a_file_that_is_read_anew_in_mid_turn_is_edited_on(start, model, project):
    nvim, go_on = await in_mid_turn(start, model)

    await nvim.feed("Omine<Esc>:edit!<CR>")
    await nvim.until("not vim.bo.modified and vim.fn.line('$') == 2")
    go_on.set()
    await nvim.idle()

    await marked(nvim, "1┃ - x = 1 - y = 2")
    assert await nvim.lines() == ["x = 3", "y = 4"]
    assert (project / "a.py").read_text() == "x = 3\ny = 4\n"


async def test_a_buffer_that_is_deleted_in_mid_turn_and_opened_again_shows_all(start, model, project):
    nvim, go_on = await in_mid_turn(start, model)

    await nvim.feed(":bdelete<CR>")
    await nvim.until("vim.fn.bufloaded('a.py') == 0")
    go_on.set()
    await nvim.idle()
    await nvim.feed(":edit a.py<CR>")

    await marked(nvim, "1┃ - x = 1 - y = 2")
    assert await nvim.lines() == ["x = 3", "y = 4"]
    assert (project / "a.py").read_text() == "x = 3\ny = 4\n"
    await nvim.feed("\\jr")
    await marked(nvim)
    assert (project / "a.py").read_text() == "x = 1\ny = 2\n"


async def test_a_formatter_that_runs_on_save_leaves_the_changes_to_be_reviewed(start, model, project):
    model.will(edit("a.py", "x = 1", "x = 'a'"), call("run_command", command="cat a.py"), say("Done."))
    nvim = await opened(
        start,
        "a.py",
        init="""
        vim.api.nvim_create_autocmd("BufWritePre", {
          callback = function()
            vim.cmd("silent %s/'/\\"/ge")
            vim.api.nvim_buf_set_lines(0, 0, 0, true, { "# formatted" })
          end,
        })
        """,
    )

    await play(nvim)

    formatted = ["# formatted", 'x = "a"', "y = 2"]
    assert await nvim.lines() == formatted
    assert (project / "a.py").read_text().splitlines() == formatted
    await marked(nvim, "1┃ - x = 1")
    await nvim.feed("\\jr")
    await nvim.told("a.py: These lines, or the ones right beside them, have changed since.")


@pytest.mark.parametrize(
    ("init", "told"),
    [
        (
            'vim.api.nvim_create_autocmd("BufWritePre", { callback = function() error("no formatter") end })',
            "Not saved: a.py. ",
        ),
        (
            'vim.api.nvim_create_autocmd("BufWriteCmd", { callback = function() end })',
            "Not saved: a.py. An autocommand kept it from that; try :w yourself.",
        ),
    ],
)
async def test_an_edit_that_cannot_be_saved_is_told_and_not_lost(start, model, project, init, told):
    model.will(edit("a.py", "x = 1", "x = 3"), edit("a.py", "x = 3", "x = 4"), say("Done."))
    nvim = await opened(start, "a.py", init=init)

    await play(nvim)

    await nvim.told(told)
    await marked(nvim, "1┃ - x = 1")
    assert await nvim.lines() == ["x = 4", "y = 2"]
    assert await nvim.lua("return vim.bo.modified")
    assert await nvim.lua("return #told") == 2
    assert (project / "a.py").read_text() == "x = 1\ny = 2\n"


async def test_a_buffer_that_may_not_be_modified_stays_and_the_agent_is_told(start, model, project):
    (project / "b.py").write_text("b = 1\n")
    model.will(edit("a.py", "x = 1", "x = 3"), edit("b.py", "b = 1", "b = 2"), say("I could not."))
    nvim = await opened(start, "a.py", "b.py")
    await nvim.feed(":set nomodifiable<CR>:edit b.py<CR>:set readonly<CR>")
    await nvim.until("vim.bo.readonly and vim.lsp.buf_is_attached(0, vim.lsp.get_clients()[1].id)")

    await play(nvim)

    refusals = [str(message["content"]) for message in model.requests[-1]["messages"] if message["role"] == "tool"]
    assert ["it cannot be modified in the editor" in refusal for refusal in refusals] == [True, True]
    assert (await lines_of(nvim, "a.py"), await lines_of(nvim, "b.py")) == (["x = 1", "y = 2"], ["b = 1"])
    assert (project / "a.py").read_text() == "x = 1\ny = 2\n"
    assert (project / "b.py").read_text() == "b = 1\n"
