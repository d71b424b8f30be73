"""Turns that begin at a place in a file."""

import asyncio

import pytest

from e2e.lsp.model import say
from e2e.lsp.skills import BODY, put
from neovim.user import at_work, chosen

pytestmark = pytest.mark.slow

PROBLEM = """
local problem = { lnum = 0, col = 0, end_col = 5, message = "x has another type", source = "pyright", severity = 1 }
vim.diagnostic.set(vim.api.nvim_create_namespace("pyright"), 0, { problem })
"""


async def test_a_code_action_starts_a_turn_at_the_place(start, model):
    nvim = await at_work(start, "a.py")
    model.will(say("It is one."))
    await nvim.lua(PROBLEM)

    await nvim.feed("gra")
    await nvim.shows("1: Fix with Journeyman", "2: Explain with Journeyman")
    await nvim.feed("1<CR>")

    await nvim.shows("It is one.", "— Done")
    assert "Fix this problem in a.py, line 1:" in model.heard
    assert "x has another type (pyright)" in model.heard
    assert await nvim.lua("return vim.bo.filetype") == "python"


async def test_a_code_action_asks_about_a_selection(start, model):
    nvim = await at_work(start, "a.py")
    model.will(say("It is one."))

    await nvim.feed("Vgra")
    await chosen(nvim, 2, "2: Ask Journeyman about the selection")
    await nvim.shows("Ask about line 1:")
    await nvim.feed("What is 🦀?<CR>")

    await nvim.shows("It is one.", "— Done")
    assert "What is 🦀?" in model.heard


async def test_a_code_action_applies_a_skill_that_fits_the_place(start, model, project):
    put(project)
    (project / "routes").mkdir()
    (project / "routes" / "users.py").write_text("def users(): pass\n")
    nvim = await at_work(start, "routes/users.py")
    model.will(say("Added."))
    # It has read the skills when it suggests one.
    await nvim.shows("Add a route, for files like routes/*.py · :Journeyman apply")

    await nvim.feed("gra")
    await chosen(nvim, 1, "1: Apply skill: Add a route")

    await nvim.shows("Added.", "— Done")
    assert BODY in model.heard


async def test_asking_about_a_selection_asks_for_the_question(start, model):
    nvim = await at_work(start, "a.py")
    model.will(say("It is two."))

    await nvim.feed("jV:Journeyman ask<CR>")
    await nvim.shows("Ask about line 2:")
    await nvim.feed("What is 🦀?<CR>")

    await nvim.shows("It is two.", "— Done")
    assert "What is 🦀?" in model.heard
    assert "y = 2" in model.heard


async def test_a_virtual_text_says_what_goes_on_where_the_turn_began(start, model):
    nvim, begin = await at_work(start, "a.py"), asyncio.Event()
    model.will(say("It is two.", begin=begin))

    await nvim.feed("j:.Journeyman explain<CR>")
    await nvim.shows("⋯ works · ")
    begin.set()

    await nvim.hides("⋯")
    await nvim.shows("It is two.")
