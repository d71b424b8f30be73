"""What a user sees of the agent's changes in a Neovim, and how a test waits for it."""

from collections.abc import Awaitable, Callable
from typing import Any

from neovim.editor import Neovim

ACT = {"settings": {"mode": "act"}}
ATTACHED = '#vim.lsp.get_clients({ name = "journeyman", bufnr = 0 }) > 0'

INIT = """
--- What is marked in a buffer: such as "2┃ - old line".
function _G.marks(name)
  local space, found = vim.api.nvim_get_namespaces()["journeyman.review"], {}
  local marks = space and vim.api.nvim_buf_get_extmarks(vim.fn.bufnr(name), space, 0, -1, { details = true })
  for _, mark in ipairs(marks or {}) do
    local details = mark[4]
    local text = (mark[2] + 1) .. vim.trim(details.sign_text or "")
    for _, line in ipairs(details.virt_lines or {}) do
      text = text .. " " .. line[1][1]
    end
    local label = details.virt_text and " " .. details.virt_text[1][1] or ""
    table.insert(found, not details.invalid and text .. label or nil)
  end
  return found
end
vim.lsp.enable("journeyman")
"""


async def opened(start: Callable[..., Awaitable[Neovim]], *files: str, init: str = "", **options: Any) -> Neovim:
    """A Neovim that shows the first of `files`, in which the agent may act."""
    nvim = await start(*files, options={**ACT, **options}, init=INIT + init)
    await nvim.until(ATTACHED)
    return nvim


async def play(nvim: Neovim) -> None:
    """One turn."""
    await nvim.prompt("Change it.")
    await nvim.idle()


async def marked(nvim: Neovim, *marks: str, name: str = "%") -> None:
    """Wait until these marks, and no others, are in a buffer."""
    await nvim.until("vim.deep_equal(marks(...), {select(2, ...)})", name, *marks)


async def lines_of(nvim: Neovim, name: str) -> list[str]:
    """The text of a buffer, wherever it is shown."""
    return list(await nvim.lua("return vim.api.nvim_buf_get_lines(vim.fn.bufnr(...), 0, -1, true)", name))
