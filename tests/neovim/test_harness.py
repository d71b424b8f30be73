"""The harness shows what a user would see."""

import pytest

pytestmark = pytest.mark.slow


async def test_the_screen_shows_what_is_typed(start):
    nvim = await start("new.txt", init="")

    await nvim.type("i<wide> 🦀é")

    await nvim.shows("<wide> 🦀é")
    assert nvim.screen.lines[0] == "<wide> 🦀é"
    assert await nvim.lines() == ["<wide> 🦀é"]


async def test_the_screen_scrolls(start):
    nvim = await start("new.txt", init="")
    await nvim.lua("vim.api.nvim_buf_set_lines(0, 0, -1, true, ...)", [f"line {number}" for number in range(200)])

    await nvim.feed("100Gzt")
    await nvim.until("vim.fn.line('w0') == 100")
    await nvim.feed("5<C-y>")
    await nvim.until("vim.fn.line('w0') == 95")
    await nvim.shows("line 94")

    assert nvim.screen.lines[:35] == [f"line {number}" for number in range(94, 129)]


async def test_what_does_not_come_is_told_with_the_screen(start, monkeypatch):
    monkeypatch.setattr("neovim.editor.TIMEOUT_SECONDS", 0.2)
    nvim = await start("new.txt", init="")
    await nvim.type("ihello")

    with pytest.raises(AssertionError, match=r"It did not come to vim\.g\.never[^$]*hello"):
        await nvim.until("vim.g.never")
