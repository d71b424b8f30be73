"""The user looks at what the agent has changed, and decides on it, change by change."""

import pytest

from e2e.lsp.model import call, calls, edit, say
from neovim.changes import lines_of, marked, opened, play

pytestmark = pytest.mark.slow

LINES = [f"line {number}" for number in range(1, 21)]
THREE = [{"old": f"line {n}\n", "new": new} for n, new in ((2, "LINE 2\n"), (10, ""), (19, "LINE 19\nmore\n"))]


@pytest.fixture
async def changed(start, model, project):
    """A Neovim with a file in which a line was changed, one is gone, and one was added below a changed one."""
    (project / "long.txt").write_text("\n".join([*LINES, ""]))
    model.will(call("edit_file", path="long.txt", edits=THREE), say("Done."))
    nvim = await opened(start, "long.txt")
    await play(nvim)
    await marked(nvim, "2┃ - line 2", "9▁ - line 10", "18┃ - line 19")
    return nvim


def text(**others: str) -> str:
    """The lines with others in the place of some; an empty one is gone."""
    lines = [others.get(line.replace(" ", ""), line + "\n") for line in LINES]
    return "".join(lines)


async def test_changes_are_seen_with_the_old_lines_above_them(changed):
    await changed.shows("┃ LINE 2", "- line 2", "- line 10", "┃ LINE 19", "┃ more")

    rows = [row.strip() for row in changed.screen.lines]
    assert rows[rows.index("┃ LINE 2") - 1] == "- line 2"
    assert rows[rows.index("- line 10") - 1] == "▁ line 9"
    assert rows[rows.index("┃ LINE 19") - 1] == "- line 19"


async def test_keys_go_from_change_to_change_and_round(changed):
    for keys, line in (("]h", 2), ("]h", 9), ("]h", 18), ("]h", 2), ("[h", 18), ("[h", 9)):
        await changed.feed(keys)
        await changed.until("vim.fn.line('.') == ...", line)

    await changed.shows("change 2 of 3")


async def test_one_change_is_accepted_and_one_rejected_at_the_cursor(changed, project):
    await changed.feed("]h\\ja")
    await marked(changed, "9▁ - line 10", "18┃ - line 19")
    await changed.feed("]h\\jr")
    await marked(changed, "19┃ - line 19")

    assert (project / "long.txt").read_text() == text(line2="LINE 2\n", line19="LINE 19\nmore\n")
    await changed.feed("u")
    await changed.until("vim.fn.getline(10) == 'line 11'")


async def test_changes_in_selected_lines_are_decided_on(changed, project):
    await changed.feed("5GVG\\jr")

    await marked(changed, "2┃ - line 2")
    assert (project / "long.txt").read_text() == text(line2="LINE 2\n")


@pytest.mark.parametrize(("action", "after"), [("accept", {"line2": "LINE 2\n"}), ("reject", {})])
async def test_all_changes_of_a_file_are_decided_on(changed, project, action, after):
    await changed.feed(":2Journeyman accept<CR>" if action == "accept" else "")
    await changed.feed(f":Journeyman {action} file<CR>")

    await marked(changed)
    expected = text(**after, line10="", line19="LINE 19\nmore\n") if action == "accept" else text()
    assert (project / "long.txt").read_text() == expected
    assert await changed.lua("return vim.fn.mapcheck(']h', 'n')") == ""


async def test_the_quickfix_list_has_all_changes_and_follows_what_is_decided(changed, project):
    await changed.feed("gg:Journeyman changes<CR>")
    await changed.until("vim.bo.buftype == 'quickfix'")
    listed = "vim.iter(vim.fn.getqflist()):map(function(item) return item.lnum .. ' ' .. item.text end):join('; ')"
    assert await changed.lua(f"return {listed}") == "2 pending +1 −1; 9 pending −1; 18 pending +2 −1"

    await changed.feed("gg:Journeyman reject<CR>")
    await changed.until(f"{listed} == ...", "9 pending −1; 18 pending +2 −1")
    await changed.feed("G<CR>")
    await changed.until("vim.fn.expand('%') == 'long.txt' and vim.fn.line('.') == 18")


async def test_a_file_is_seen_beside_what_it_was(changed):
    await changed.feed(":Journeyman diff<CR>")

    await changed.until("vim.fn.tabpagenr() == 2 and vim.wo.diff")
    before = await changed.lua("return vim.api.nvim_buf_get_lines(vim.fn.winbufnr(1), 0, -1, true)")
    assert before == LINES
    await changed.feed("<C-w>hq")
    await changed.until("vim.fn.tabpagenr('$') == 1 and not vim.wo.diff")


async def test_a_change_that_the_user_has_edited_is_told_and_stays(changed, project):
    await changed.feed("2GAmine<Esc>:write<CR>")
    await changed.until("not vim.bo.modified")
    await changed.feed("\\jr")

    await changed.told("long.txt: These lines, or the ones right beside them, have changed since.")
    assert (await changed.lines())[1] == "LINE 2mine"


async def test_what_the_user_wrote_elsewhere_survives_a_rejection(changed, project):
    await changed.feed("gg5GOmine<Esc>")
    await changed.until("vim.bo.modified")
    await changed.feed(":Journeyman reject file<CR>")

    await marked(changed)
    assert await changed.lines() == [*LINES[:4], "mine", *LINES[4:]]


async def test_windows_and_tabs_show_marks_and_keep_their_cursors(start, model, project):
    (project / "long.txt").write_text("\n".join([*LINES, ""]))
    model.will(call("edit_file", path="long.txt", edits=THREE), say("Done."))
    nvim = await opened(start, "long.txt")
    await nvim.feed("5G3|:split<CR>15G4|:tab split<CR>20G5|")
    await nvim.until("vim.fn.tabpagenr('$') == 2 and vim.fn.line('.') == 20")

    await play(nvim)

    await marked(nvim, "2┃ - line 2", "9▁ - line 10", "18┃ - line 19")
    await nvim.shows("┃ LINE 19")
    cursors = "vim.tbl_map(vim.api.nvim_win_get_cursor, vim.api.nvim_list_wins())"
    assert await nvim.lua(f"return {cursors}") == [[14, 3], [5, 2], [20, 4]]
    await nvim.feed(":tabclose<CR>")
    await nvim.until("vim.fn.tabpagenr('$') == 1")
    await nvim.shows("line 3")
    assert nvim.screen.text.count("▁ line 9") == 2


async def test_a_hidden_file_and_one_that_is_opened_later_show_what_has_changed(start, model, project):
    (project / "b.py").write_text("b = 1\n")
    model.will(edit("a.py", "x = 1", "x = 3"), edit("b.py", "b = 1", "b = 2"), say("Done."))
    nvim = await opened(start, "a.py")
    await nvim.feed(":enew<CR>")
    await play(nvim)

    await marked(nvim, "1┃ - x = 1", name="a.py")
    assert (project / "a.py").read_text() == "x = 3\ny = 2\n"
    await nvim.feed(":Journeyman next<CR>")
    await nvim.until("vim.fn.expand('%') == 'a.py'")
    await nvim.feed("]h")
    await nvim.until("vim.fn.expand('%') == 'b.py'")
    await marked(nvim, "1┃ - b = 1")
    await nvim.feed("\\jr")
    await marked(nvim)
    assert await nvim.lines() == ["b = 1"]


async def test_files_that_came_and_went_are_decided_on_as_a_whole(start, model, project):
    model.will(
        calls(("run_command", {"command": "rm a.py; printf '1\\n2\\n' > new.txt; sleep 0.1"})),
        say("Done."),
    )
    nvim = await opened(start, "a.py")
    await play(nvim)

    await nvim.told("Deleted on the disk: a.py.")
    await marked(nvim, "1 deleted")
    await nvim.feed("\\jr")
    await marked(nvim)
    assert (project / "a.py").read_text() == "x = 1\ny = 2\n"
    await nvim.feed(":edit new.txt<CR>")
    await marked(nvim, "1 created")
    await nvim.feed("\\jr")
    await marked(nvim)
    assert not (project / "new.txt").exists()
    assert await lines_of(nvim, "new.txt") == ["1", "2"]


async def test_three_hundred_changes_of_very_long_lines_are_marked_and_taken_back(start, model, project):
    long = "🦀" * 200
    before = "".join(f"{n} {long}\nbetween {n}\n" for n in range(300))
    (project / "big.txt").write_text(before)
    model.will(
        call("edit_file", path="big.txt", edits=[{"old": f"\n{n} 🦀", "new": f"\n{n}: 🦀"} for n in range(1, 300)]),
        say("Done."),
    )
    nvim = await opened(start, "big.txt")
    await play(nvim)

    await nvim.until("#marks('%') == 299")
    await nvim.feed(":Journeyman reject file<CR>")
    await nvim.until("#marks('%') == 0")
    assert (project / "big.txt").read_text() == before
