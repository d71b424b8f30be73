"""The agent asks the user's own language servers, and edits what they say."""

import json
import sys
from pathlib import Path

import pytest

from e2e.lsp.model import call, edit, say
from neovim.changes import marked, opened, play

pytestmark = pytest.mark.slow

COMMAND = json.dumps([sys.executable, str(Path(__file__).with_name("names_server.py"))])
NAMES = f"""
local cmd = vim.json.decode({COMMAND!r})
vim.lsp.config("names", {{ cmd = cmd, filetypes = {{ "python" }}, root_markers = {{ ".git" }} }})
vim.lsp.enable("names")
"""
READY = (
    '#vim.lsp.get_clients({ name = "names", bufnr = 0 }) > 0 and vim.lsp.get_clients({ name = "names" })[1].initialized'
)


def results(model) -> list[str]:
    """What the tools have told the model."""
    return [str(message["content"]) for message in model.requests[-1]["messages"] if message["role"] == "tool"]


async def test_a_name_is_looked_up_and_renamed_by_the_server_that_knows_it(start, model, project):
    (project / "a.py").write_text("🦀 = 1; used = 2\nprint('🦀', used)\n")
    model.will(
        call("definition", name="used", path="a.py", line=2),
        call("rename", name="used", path="a.py", line=2, new_name="kept"),
        say("Done."),
    )
    nvim = await opened(start, "a.py", init=NAMES)
    await nvim.until(READY)

    await play(nvim)

    assert results(model)[0].startswith("From the editor:\na.py\n  1: 🦀 = 1; used = 2")
    assert await nvim.lines() == ["🦀 = 1; kept = 2", "print('🦀', kept)"]
    assert (project / "a.py").read_text() == "🦀 = 1; kept = 2\nprint('🦀', kept)\n"
    await marked(nvim, "1┃ - 🦀 = 1; used = 2 - print('🦀', used)")
    await nvim.feed("u")
    await nvim.until("vim.fn.getline(2) == \"print('🦀', used)\"")


async def test_the_agent_hears_of_the_problems_that_its_edit_makes(start, model, project):
    model.will(edit("a.py", "x = 1", "wrong = 1"), call("diagnostics", path="a.py"), say("I see."))
    nvim = await opened(start, "a.py", init=NAMES)
    await nvim.until(READY)

    await play(nvim)

    assert "this word is wrong" in results(model)[-1]


async def test_a_file_that_is_not_open_is_asked_about_without_being_shown(start, model, project):
    (project / "b.py").write_text("one = 1\none\n")
    model.will(call("definition", name="one", path="b.py", line=2), say("Done."))
    nvim = await opened(start, "a.py", init=NAMES)
    await nvim.until(READY)

    await play(nvim)

    assert results(model)[0].startswith("From the editor:\nb.py\n  1: one = 1")
    assert await nvim.lua("return vim.fn.getbufinfo({ buflisted = 1 })[2]") is None
