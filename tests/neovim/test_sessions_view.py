"""The sessions of a folder: listed, gone on with, renamed, branched off, deleted."""

import pytest

from e2e.lsp.model import say
from neovim.user import at_work, chosen, done, open_chat, send

pytestmark = pytest.mark.slow


async def stored(nvim):
    return [each["title"] for each in (await nvim.ask("journeyman/session/list"))["sessions"]]


async def two_sessions(start, model):
    """The chat shows the second one."""
    nvim = await at_work(start, "a.py")
    model.will(say("Twelve months."), say("Hello."))
    await open_chat(nvim)
    await send(nvim, "How long is a year?")
    await done(nvim)
    first = await nvim.lua("return session().id")
    await nvim.feed("<Esc>:Journeyman new<CR>")
    await nvim.until("session().id ~= ...", first)
    await nvim.until("vim.fn.mode() == 'i'")
    await send(nvim, "Say hello.")
    await done(nvim)
    return nvim, first


async def on_session(nvim, title):
    await nvim.feed("<Esc>:Journeyman sessions<CR>")
    await nvim.shows("Sessions of project", title)
    await nvim.feed(f":call cursor(1, 1)<CR>/{title}<CR>")
    await nvim.until("vim.api.nvim_get_current_line():find(..., 1, true)", title)


async def test_a_session_is_gone_on_with(start, model):
    nvim, first = await two_sessions(start, model)
    assert "How long is a year?" not in nvim.screen.text

    await on_session(nvim, "How long is a year?")
    await nvim.feed("<CR>")

    await nvim.until("session().id == ...", first)
    await nvim.shows("❯ How long is a year?", "Twelve months.")


async def test_a_session_is_renamed_and_deleted(start, model):
    nvim, first = await two_sessions(start, model)
    await on_session(nvim, "How long is a year?")

    await nvim.feed("r")
    await nvim.shows("Title: How long is a year?")
    await nvim.feed("<C-u>Years 🦀<CR>")
    await nvim.shows("  Years 🦀")
    assert sorted(await stored(nvim)) == ["Say hello.", "Years 🦀"]
    await nvim.feed("D")
    await chosen(nvim, 2, "Delete “Years 🦀”?")

    await nvim.hides("Years 🦀  ")
    await nvim.until("not require('journeyman.sessions').get(...)", first)
    assert await stored(nvim) == ["Say hello."]


async def test_a_session_is_branched_off(start, model):
    nvim, first = await two_sessions(start, model)
    second = await nvim.lua("return session().id")
    model.will(say("Of twelve."))
    await on_session(nvim, "How long is a year?")

    await nvim.feed("f")
    await nvim.until("session() and session().id ~= ...", second)
    await nvim.shows("Twelve months.")
    await nvim.feed(":Journeyman<CR>")
    await nvim.until("vim.bo.filetype == 'journeyman-input' and vim.fn.mode() == 'i'")
    await send(nvim, "Of how many?")
    await nvim.shows("Of twelve.")

    assert await nvim.lua("return session().id") not in (first, second)
    assert "Twelve months." in model.heard


async def test_the_session_that_is_shown_is_deleted_and_the_next_prompt_starts_another(start, model):
    nvim, _ = await two_sessions(start, model)
    model.will(say("Again."))
    await on_session(nvim, "Say hello.")

    await nvim.feed("D")
    await chosen(nvim, 2, "Delete “Say hello.”?")
    await nvim.until("not session()")
    await nvim.feed(":Journeyman<CR>")
    await nvim.until("session() and vim.bo.filetype == 'journeyman-input'")
    await send(nvim, "Once more.")

    await nvim.shows("❯ Once more.", "Again.")


async def test_sessions_are_found_by_their_words(start, model):
    nvim, _ = await two_sessions(start, model)

    await nvim.feed("<Esc>:Journeyman sessions year<CR>")

    await nvim.shows("Sessions with “year”", "  How long is a year?")


async def test_the_last_session_is_resumed(start, model):
    nvim, _ = await two_sessions(start, model)
    await nvim.quit()

    again = await at_work(start, "a.py")
    await again.feed(":Journeyman resume<CR>")

    await again.shows("❯ Say hello.", "Hello.")
