"""What a user does in Neovim, key by key, in windows of the usual size with the usual options."""

from typing import Any

from neovim.editor import Neovim

USUAL = 'vim.o.cmdheight = 1 vim.lsp.enable("journeyman")'
"""The line below the windows is as short as it is for most, so that a long message would ask for <Enter>."""

ATTACHED = '#vim.lsp.get_clients({ name = "journeyman", bufnr = 0 }) > 0'

LAST_LINE = """
(function(words)
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
  for row = #lines, 1, -1 do
    if lines[row]:find(words, 1, true) then return row end
  end
end)(...)
"""


async def at_work(start: Any, *files: str, mode: str = "act", **options: Any) -> Neovim:
    """A Neovim whose server is ready, with the files opened."""
    nvim: Neovim = await start(*files, init=USUAL, options={"settings": {"mode": mode}, **options})
    if files:
        await nvim.until(ATTACHED)
    return nvim


async def open_chat(nvim: Neovim) -> None:
    """Afterwards the user types into the input."""
    await nvim.feed("<Esc>:Journeyman<CR>")
    await nvim.until("session() and vim.bo.filetype == 'journeyman-input' and vim.fn.mode() == 'i'")


async def send(nvim: Neovim, text: str) -> None:
    """Type a prompt and send it."""
    await nvim.type(text)
    await nvim.feed("<C-s>")


async def done(nvim: Neovim, turns: int = 1) -> None:
    """Wait until so many turns of the session that is shown have ended."""
    ended = 'vim.iter(session().transcript.entries):filter(function(entry) return entry.kind == "end" end):totable()'
    await nvim.until(f"session() and #{ended} >= ...", turns)


async def go_to_chat(nvim: Neovim, words: str) -> None:
    """Put the cursor to the last line of the chat that has the words, from wherever it is."""
    await nvim.feed("<Esc>:Journeyman<CR><Esc><C-w>k")
    await nvim.until("vim.bo.filetype == 'journeyman-chat'")
    row = await nvim.until(LAST_LINE, words)
    await nvim.feed(f":{row}<CR>")
    await nvim.until("vim.api.nvim_get_current_line():find(..., 1, true)", words)


async def chat_lines(nvim: Neovim) -> list[str]:
    """All lines of the chat, also those that are folded away."""
    found = await nvim.lua(
        """
        for _, buf in ipairs(vim.api.nvim_list_bufs()) do
          if vim.bo[buf].filetype == "journeyman-chat" then return vim.api.nvim_buf_get_lines(buf, 0, -1, true) end
        end
        """
    )
    return list(found or [])


async def written(nvim: Neovim, *lines: str) -> None:
    """Wait until the current buffer holds these lines."""
    await nvim.until("vim.deep_equal(vim.api.nvim_buf_get_lines(0, 0, -1, true), ...)", list(lines))


async def chosen(nvim: Neovim, number: int, question: str) -> None:
    """Choose from a list that Neovim asks about."""
    await nvim.shows(question)
    await nvim.feed(f"{number}<CR>")


async def without_guard(nvim: Neovim) -> None:
    """Keys answer what is asked at once: each look at the clock is a second after the one before."""
    await nvim.lua(
        """
        local now = 0
        require("journeyman.asked").now = function()
          now = now + 1000
          return now
        end
        """
    )
