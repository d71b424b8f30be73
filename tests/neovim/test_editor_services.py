"""What the editor does for the agent: edits, saves, reloads, and asks its other language servers."""

import pytest

from e2e.lsp.model import call, edit, say

pytestmark = pytest.mark.slow

ACT = {"settings": {"mode": "act"}}
ATTACHED = '#vim.lsp.get_clients({ name = "journeyman", bufnr = 0 }) > 0'

OTHER_SERVER = """
local answer = function(method, params)
  if method == "initialize" then
    return { capabilities = { positionEncoding = "utf-16", definitionProvider = true, textDocumentSync = 2 } }
  end
  local range = { start = { line = 0, character = 3 }, ["end"] = { line = 0, character = 6 } }
  return method == "textDocument/definition" and { uri = params.textDocument.uri, range = range } or nil
end
vim.lsp.start({
  name = "other",
  root_dir = vim.uv.cwd(),
  cmd = function()
    return {
      request = function(method, params, callback)
        callback(nil, answer(method, params))
        return true, 1
      end,
      notify = function() return true end,
      is_closing = function() return false end,
      terminate = function() end,
    }
  end,
})
"""


def results(model) -> str:
    """What the tools told the model last."""
    return "\n".join(str(message["content"]) for message in model.requests[-1]["messages"] if message["role"] == "tool")


@pytest.mark.parametrize(
    ("before", "old", "new", "after"),
    [
        (b"x = 1\ny = 2\n", "y = 2", "y = 3\nz = 4", b"x = 1\ny = 3\nz = 4\n"),
        (
            "a = '🦀'\r\nb = '🦀é'; c = 1\r\n".encode(),
            "c = 1",
            "c = '🦀'",
            "a = '🦀'\r\nb = '🦀é'; c = '🦀'\r\n".encode(),
        ),
        (b"x = 1\ny = 2", "x = 1", "x = 2", b"x = 2\ny = 2"),
    ],
)
async def test_an_open_file_is_edited_and_saved_in_the_editor(start, model, project, before, old, new, after):
    (project / "a.py").write_bytes(before)
    model.will(edit("a.py", old, new), call("run_command", command="cat a.py"), say("Done."))
    nvim = await start("a.py", options=ACT)
    await nvim.until(ATTACHED)

    await nvim.prompt("Change it.")
    await nvim.idle()

    assert (project / "a.py").read_bytes() == after
    assert await nvim.lines() == after.decode().splitlines()
    assert "may be" not in results(model)
    assert not await nvim.lua("return vim.bo.modified")


async def test_twenty_edits_while_the_user_types_elsewhere_are_twenty_steps(start, model, project):
    model.will(*(edit("a.py", f"x = {n}\n", f"x = {n + 1}\n") for n in range(1, 21)), say("Done."))
    nvim = await start("a.py", options=ACT)
    await nvim.until(ATTACHED)
    await nvim.feed(":enew<CR>i")

    await nvim.prompt("Count.")
    for n in range(40):
        await nvim.type(f"line {n} ")
    await nvim.idle()

    assert await nvim.lines() == ["".join(f"line {n} " for n in range(40))]
    assert (project / "a.py").read_text() == "x = 21\ny = 2\n"
    await nvim.feed("<Esc>:buffer #<CR>3u")
    await nvim.until('vim.fn.getline(1) == "x = 18"')


async def test_a_buffer_with_changes_is_edited_but_not_saved(start, model, project):
    model.will(edit("a.py", "y = 2", "y = 3"), say("Done."))
    nvim = await start("a.py", options=ACT)
    await nvim.until(ATTACHED)
    await nvim.feed("ggOmine<Esc>")

    await nvim.prompt("Change it.")
    await nvim.idle()

    assert await nvim.lines() == ["mine", "x = 1", "y = 3"]
    assert (project / "a.py").read_text() == "x = 1\ny = 2\n"


async def test_what_a_command_changes_is_shown_and_what_is_not_saved_stays(start, model, project):
    (project / "b.py").write_text("b\n")
    model.will(call("run_command", command="echo new > a.py; echo new > b.py; sleep 0.1"), say("Done."))
    nvim = await start("b.py", options=ACT)
    await nvim.feed("Omine<Esc>:edit a.py<CR>")
    await nvim.until(ATTACHED)

    await nvim.prompt("Change them.")

    await nvim.until('vim.fn.getline(1) == "new"')
    await nvim.told("Changed on the disk, too: b.py.")
    assert await nvim.lua('return vim.api.nvim_buf_get_lines(vim.fn.bufnr("b.py"), 0, -1, true)') == ["mine", "b"]


async def test_the_agent_asks_the_other_language_servers(start, model, project):
    (project / "a.py").write_text("🦀 use = 1\nuse()\n")
    model.will(call("definition", name="use", path="a.py", line=2), say("Done."))
    nvim = await start("a.py", options=ACT)
    await nvim.until(ATTACHED)
    await nvim.lua(OTHER_SERVER)

    await nvim.prompt("Where is it defined?")
    await nvim.idle()

    assert "From the editor:\na.py\n  1: 🦀 use = 1" in results(model)
