"""What commands of the agent, and other editors, do to files that are open: shown if nothing is lost, else told."""

import asyncio

import pytest

from e2e.lsp.model import call, edit, say
from neovim.changes import INIT, lines_of, marked, opened, play

pytestmark = pytest.mark.slow

SWAP = """
vim.api.nvim_create_autocmd("VimEnter", {
  callback = function()
    vim.o.updatecount = 200
  end,
})
"""
"""Switches swap files on again, which `-n` has switched off."""
OWNER = "vim.fn.swapinfo(vim.fn.swapname('%')).pid"


def run(command: str):
    # What it changes must have another time than what was there before.
    return call("run_command", command=f"{command}; sleep 0.1")


@pytest.mark.parametrize("autoread", ["autoread", "noautoread"])
async def test_a_buffer_without_changes_follows_the_disk(start, model, project, autoread):
    (project / "a.py").write_text("".join(f"line {n}\n" for n in range(1, 101)))
    model.will(run("sed -i -e '1i new' -e 's/line 50/LINE 50/' a.py"), say("Done."))
    nvim = await opened(start, "a.py", init=f"vim.cmd('set {autoread}')")
    await nvim.feed("G80zt90Gyl:split<CR>5G")
    await nvim.until("vim.fn.line('.') == 5")

    await play(nvim)

    await nvim.until("vim.fn.getline(1) == 'new'")
    await marked(nvim, "1┃", "51┃ - line 50")
    assert await nvim.lua("return vim.tbl_map(vim.api.nvim_win_get_cursor, vim.api.nvim_list_wins())") == [
        *([5, 0], [90, 0])
    ]
    assert await nvim.lua("return told") == ["The turn is done. (Change it.)"]
    await nvim.feed("u")
    await nvim.until("vim.fn.getline(1) == 'line 1'")


async def test_a_buffer_with_changes_stays_and_that_is_told_once_without_a_prompt(start, model, project):
    model.will(run("echo theirs > a.py"), run("true"), edit("a.py", "y = 2", "y = 3"), say("Done."))
    nvim = await opened(start, "a.py")
    await nvim.feed("Omine<Esc>i")

    await play(nvim)
    await nvim.type("typed ")

    await nvim.told("Changed on the disk, too: a.py. :e! takes that, :w! keeps yours.")
    assert await nvim.lines() == ["mintyped e", "x = 1", "y = 3"]
    assert (project / "a.py").read_text() == "theirs\n"
    assert await nvim.lua("return #vim.tbl_filter(function(each) return each:find('on the disk') end, told)") == 1


async def test_files_that_a_command_creates_deletes_and_renames_are_told_and_can_be_gone_to(start, model, project):
    (project / "b.py").write_text("b = 1\n")
    model.will(run("rm a.py; mv b.py c.py; echo new > d.py"), say("Done."))
    nvim = await opened(start, "a.py", "b.py")
    await nvim.feed(":edit b.py<CR>:edit a.py<CR>")

    await play(nvim)

    await nvim.told("Deleted on the disk: a.py and b.py. :w! writes it anew, :bwipeout! lets go of it.")
    await marked(nvim, "1 deleted", name="a.py")
    await marked(nvim, "1 deleted", name="b.py")
    await nvim.feed(":Journeyman changes<CR>")
    names = "vim.iter(vim.fn.getqflist()):map(function(item) return vim.fn.bufname(item.bufnr) end):join(' ')"
    await nvim.until(f"{names} == 'a.py b.py c.py d.py'")
    await nvim.feed(":Journeyman! reject all<CR>")
    await nvim.told("Rejected 4 changes.")
    assert sorted(path.name for path in project.glob("*.py")) == ["a.py", "b.py"]
    assert await lines_of(nvim, "b.py") == ["b = 1"]


async def test_a_file_that_is_gone_comes_back_by_an_edit_and_is_not_lost(start, model, project):
    model.will(run("rm a.py"), call("write_file", path="a.py", content="x = 5\n"), say("Done."))
    nvim = await opened(start, "a.py")

    await play(nvim)

    await nvim.until("vim.fn.getline(1) == 'x = 5'")
    await marked(nvim, "1┃ - x = 1 - y = 2")
    assert (project / "a.py").read_text() == "x = 5\n"


async def test_a_file_that_is_open_in_two_neovims_is_edited_in_one_and_followed_by_the_other(start, model, project):
    model.will(edit("a.py", "x = 1", "x = 3"), say("Done."))
    first = await opened(start, "a.py", init=SWAP)
    assert await first.lua(f"return {OWNER}") == first.pid
    second = await start("b.py", init=INIT + SWAP)
    await second.feed(":edit a.py<CR>")
    await second.until("vim.fn.line('$') == 2")

    await play(first)
    await first.until("not vim.bo.modified")
    assert (project / "a.py").read_text() == "x = 3\ny = 2\n"
    await second.feed(":checktime<CR>")

    await second.until("vim.fn.getline(1) == 'x = 3'")


async def test_a_swap_file_of_another_neovim_keeps_nobody_waiting(start, model, project):
    (project / "b.py").write_text("b = 1\n")
    model.will(edit("b.py", "b = 1", "b = 2"), say("Done."))
    other = await start("b.py", init=SWAP)
    await other.feed("Omine<Esc>")
    await other.until(f"vim.bo.modified and {OWNER}")
    nvim = await opened(start, "a.py", init=SWAP)

    await play(nvim)
    await nvim.feed(":Journeyman next<CR>")

    await nvim.until("vim.fn.expand('%') == 'b.py'")
    await marked(nvim, "1┃ - b = 1")
    assert (project / "b.py").read_text() == "b = 2\n"
    assert await lines_of(other, "b.py") == ["mine", "b = 1"]


async def test_what_one_neovim_of_a_folder_changes_is_read_by_the_agent_of_the_other(start, model, project):
    model.will(edit("a.py", "x = 1", "x = 3"), say("Done."), edit("a.py", "y = 2", "y = 4"), say("Done."))
    first, second = await opened(start, "a.py"), await opened(start, "a.py")
    await second.ask("journeyman/session/list")

    await play(first)
    await play(second)

    await second.until("vim.fn.getline(1) == 'x = 3'")
    assert await second.lines() == ["x = 3", "y = 4"]
    assert (project / "a.py").read_text() == "x = 3\ny = 4\n"
    await first.feed(":checktime<CR>")
    await first.until("vim.fn.getline(2) == 'y = 4'")
    await marked(first, "1┃ - x = 1")
    await marked(second, "2┃ - y = 2")


async def test_a_command_that_changes_the_file_in_which_the_user_types_takes_nothing_away(start, model, project):
    go_on = asyncio.Event()
    command = run("echo theirs > a.py")
    command.begin = go_on
    model.will(command, say("Done."))
    nvim = await opened(start, "a.py")
    await nvim.feed("Gomine")
    await nvim.prompt("Run it.")
    go_on.set()
    for word in range(50):
        await nvim.type(f" {word}")
        await asyncio.sleep(0)
    await nvim.idle()

    await nvim.told("Changed on the disk, too: a.py.")
    assert await nvim.lines() == ["x = 1", "y = 2", "mine " + " ".join(map(str, range(50)))]
