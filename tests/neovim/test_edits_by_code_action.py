"""The user lets the agent fix or explain what is at the cursor."""

import pytest

from e2e.lsp.model import edit, say
from neovim.changes import marked, opened

pytestmark = pytest.mark.slow

LINTER = """
vim.diagnostic.set(vim.api.nvim_create_namespace("linter"), 0, {
  { lnum = 1, col = 4, end_col = 5, message = "two is too much 🦀", severity = 1, source = "linter" },
})
"""

PICKER = """
vim.ui.select = function(items, opts, on_choice)
  for index, item in ipairs(items) do
    if opts.format_item(item):find("Explain") then
      vim.schedule(function() on_choice(item, index) end)
    end
  end
end
"""


async def test_a_problem_is_fixed_by_a_code_action(start, model, project):
    model.will(edit("a.py", "y = 2", "y = 1"), say("Fixed."))
    nvim = await opened(start, "a.py")
    await nvim.lua(LINTER)

    await nvim.feed("2Ggra")
    await nvim.shows("Fix with Journeyman", "Explain with Journeyman")
    await nvim.feed("1<CR>")

    await marked(nvim, "2┃ - y = 2", name="a.py")
    await nvim.idle()
    assert "two is too much 🦀" in model.heard
    assert (project / "a.py").read_text() == "x = 1\ny = 1\n"


async def test_selected_lines_are_explained_by_an_action_from_the_users_own_picker(start, model):
    model.will(say("It sets two names."))
    nvim = await opened(start, "a.py", init=PICKER)

    await nvim.feed("ggVGgra")
    await nvim.shows("It sets two names.")

    assert "Explain this code in a.py, lines 1–2" in model.heard
    assert "y = 2" in model.heard


async def test_commands_fix_and_explain_what_is_at_the_cursor(start, model, project):
    model.will(edit("a.py", "y = 2", "y = 1"), say("Fixed."), say("It is one now."))
    nvim = await opened(start, "a.py")
    await nvim.lua(LINTER)

    await nvim.feed("2G:Journeyman fix<CR>")
    await marked(nvim, "2┃ - y = 2", name="a.py")
    await nvim.shows("Fixed.")
    await nvim.feed(":1,2Journeyman explain<CR>")
    await nvim.shows("It is one now.")

    assert "two is too much 🦀" in model.heard
    assert await nvim.lua("return vim.fn.expand('%')") == "a.py"
