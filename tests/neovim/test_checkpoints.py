"""The user goes back to the moment before a turn, having seen what would happen."""

import pytest

from e2e.lsp.model import call, edit, say
from neovim.changes import lines_of, marked, opened

pytestmark = pytest.mark.slow

CHOICE = {"both": "1", "files": "2", "task": "3"}


@pytest.fixture
async def worked(start, model, project):
    """A Neovim after two turns: the first has changed `a.py`, the second has created `b.py`."""
    model.will(
        *(edit("a.py", "x = 1", "x = 3"), say("One.")),
        *(call("write_file", path="b.py", content="b = 🦀\n"), say("Two.")),
    )
    nvim = await opened(start, "a.py")
    for number, prompt in enumerate(("First task", "Second task"), 1):
        await nvim.prompt(prompt)
        await nvim.until(
            "#vim.tbl_filter(function(each) return each:find('The turn is done') end, told) == ...", number
        )
    await marked(nvim, "1┃ - x = 1")
    return nvim


async def conversation(nvim) -> str:
    """What the session tells of itself."""
    return str(await nvim.ask("journeyman/session/state", sessionId=await nvim.lua("return session().id")))


async def test_the_list_shows_what_came_of_each_prompt_and_what_going_back_would_do(worked, project):
    await worked.feed(":Journeyman checkpoint<CR>")
    await worked.shows("First task", "Second task", "a.py", "b.py")

    await worked.lua("vim.fn.search('First task')")
    await worked.feed("d")

    await worked.shows("Going back to before “First task”", "a.py gets back what it was", "b.py is deleted")
    assert (project / "a.py").read_text() == "x = 3\ny = 2\n"
    assert (project / "b.py").exists()


@pytest.mark.parametrize(
    ("what", "a", "is_there", "is_told"),
    [
        ("files", "x = 1\ny = 2\n", False, True),
        ("task", "x = 3\ny = 2\n", True, False),
        ("both", "x = 1\ny = 2\n", False, False),
    ],
)
async def test_files_the_task_or_both_go_back(worked, project, what, a, is_there, is_told):
    await worked.feed(":Journeyman restore<CR>")
    await worked.shows("Go back to before which prompt?")
    await worked.feed("2<CR>")
    await worked.shows("a.py gets back what it was; b.py is deleted.")

    await worked.feed(f"{CHOICE[what]}<CR>")

    if what == "files":
        await worked.told("Back before ")
    else:
        await worked.until("vim.bo.filetype == 'journeyman-input' and vim.fn.getline(1) == 'First task'")
        await worked.until("vim.fn.mode() == 'i'")
    await worked.until(f"{'not' if is_there else ''} vim.deep_equal(vim.fn.getbufline('a.py', 1), {{'x = 1'}})")
    assert ((project / "a.py").read_text(), (project / "b.py").exists()) == (a, is_there)
    assert "\n".join([*await lines_of(worked, "a.py"), ""]) == a
    assert ("Second task" in await conversation(worked)) == is_told


async def test_nothing_goes_back_where_the_user_leaves_the_question(worked, project):
    await worked.feed(":Journeyman restore<CR>")
    await worked.shows("Go back to before which prompt?")
    await worked.feed("2<CR>")
    await worked.shows("b.py is deleted.")
    await worked.feed("<Esc>")
    await worked.hides("b.py is deleted.")

    assert (project / "a.py").read_text() == "x = 3\ny = 2\n"
    assert "Second task" in await conversation(worked)


async def test_what_others_have_changed_is_told_before_and_stays(worked, project):
    await worked.feed("ggAmine<Esc>:write<CR>")
    await worked.until("not vim.bo.modified and vim.fn.getline(1) == 'x = 3mine'")
    await worked.feed(":Journeyman restore<CR>")
    await worked.shows("Go back to before which prompt?")
    await worked.feed("2<CR>")
    await worked.shows("b.py is deleted", "a.py stays as it is")

    await worked.feed("2<CR>")

    await worked.told("a.py stays as it is: ")
    assert (project / "a.py").read_text() == "x = 3mine\ny = 2\n"
    assert not (project / "b.py").exists()


async def test_going_back_is_rejected_like_any_change(worked, project):
    await worked.feed(":Journeyman restore<CR>")
    await worked.shows("Go back to before which prompt?")
    await worked.feed("2<CR>")
    await worked.shows("b.py is deleted.")
    await worked.feed("2<CR>")
    await worked.until("vim.fn.getline(1) == 'x = 1'")
    await worked.told("Back before ")

    await marked(worked, "1┃ - x = 3")
    await worked.feed("\\jr")
    await worked.until("vim.fn.getline(1) == 'x = 3' and not vim.bo.modified")
    assert (project / "a.py").read_text() == "x = 3\ny = 2\n"

    await worked.feed(":Journeyman changes<CR>")
    await worked.shows("b.py|1| pending deleted −1")
    await worked.feed("/deleted<CR>:Journeyman reject<CR>")
    await worked.hides("b.py|1| pending deleted −1")
    assert (project / "b.py").read_text() == "b = 🦀\n"
