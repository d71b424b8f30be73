"""A real Neovim with a screen, and a user who types."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from neovim.binary import nvim
from neovim.processes import children, ended
from neovim.rpc import Rpc
from neovim.screen import HEIGHT, WIDTH, Screen

TIMEOUT_SECONDS = 20
LOOK_AGAIN_SECONDS = 0.25
"""For what Neovim does not tell of, such as the end of a process."""

INIT = """
vim.opt.runtimepath:prepend(vim.env.PLUGIN)
vim.g.journeyman = vim.json.decode(vim.env.OPTIONS)
vim.o.cmdheight = 3
-- Neovim would look for a Python of its own for most of a second.
vim.g.loaded_python3_provider = 0

-- What a test waits for has to do with one of these.
local function tell()
  vim.rpcnotify(1, "changed")
end
local heard = { "LspAttach", "LspDetach", "LspNotify", "LspRequest", "LspProgress", "User", "BufEnter", "BufReadPost" }
vim.list_extend(heard, { "BufWritePost", "FileChangedShellPost", "WinNew", "WinClosed", "ModeChanged", "DirChanged" })
vim.api.nvim_create_autocmd(heard, { callback = tell })
for _, name in ipairs({ "update", "reset", "current", "notified", "started", "stopped" }) do
  require("journeyman.events").on(name, tell)
end

--- The session of the folder that one looks at.
function _G.session()
  return require("journeyman.sessions").current(require("journeyman.client").root())
end

_G.answers, _G.told = {}, {}
-- Not `vim.notify`: for one that is not Neovim's own nothing is done against its waiting for a key.
local say = require("journeyman.say")
local say_it = say.say
say.say = function(text, level)
  table.insert(_G.told, text)
  say_it(text, level)
  tell()
end
"""


@dataclass
class Neovim:
    """One that runs; `started` makes it."""

    pid: int
    screen: Screen = field(default_factory=Screen)
    rpc: Rpc = field(init=False)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def request(self, method: str, *arguments: Any) -> Any:
        async with self._in_time(method):
            return await self.rpc.request(method, *arguments)

    async def lua(self, code: str, *arguments: Any) -> Any:
        """Run Lua, with the arguments as `...`, and return what it returns."""
        return await self.request("nvim_exec_lua", code, arguments)

    async def command(self, text: str) -> None:
        """As if typed after `:`."""
        await self.request("nvim_command", text)

    async def feed(self, keys: str) -> None:
        """Type, with special keys as in `<Esc>`. They are taken in when Neovim comes to it."""
        if "<C-c>" in keys:
            # Typed while Neovim does something it is an interrupt, and no mapping gets it: a user types it again.
            await self.lua("vim.api.nvim_feedkeys(vim.keycode(...), 't', false)", keys)
        else:
            await self.request("nvim_input", keys)

    async def type(self, text: str) -> None:
        """Type every character as it is."""
        await self.feed(text.replace("<", "<lt>"))

    async def prompt(self, text: str) -> None:
        """Give the agent a task, without opening a window."""
        await self.lua('require("journeyman").prompt(...)', text)

    async def idle(self) -> None:
        """Wait until the agent has done what it was asked."""
        await self.until("session() and session().turn_id and session().state == 'idle'")

    async def until(self, condition: str, *arguments: Any) -> Any:
        """Wait until an expression of Lua is neither nil, false, 0, nor empty, and return its value."""
        async with self._in_time(condition):
            while True:
                self._news.clear()
                if value := await self.rpc.request("nvim_exec_lua", f"return {condition}", arguments):
                    return value
                await self._something()

    async def draws(self, expected: Callable[[Screen], bool], what: str = "the screen that is expected") -> None:
        async with self._in_time(what):
            while not expected(self.screen):
                self._news.clear()
                await self._something()

    async def shows(self, *texts: str) -> None:
        """Wait until all of them are on the screen."""
        await self.draws(lambda screen: all(text in screen.text for text in texts), f"a screen with {texts}")

    async def hides(self, text: str) -> None:
        """Wait until it is not on the screen."""
        await self.draws(lambda screen: text not in screen.text, f"a screen without {text}")

    async def told(self, text: str) -> str:
        """Wait until the plugin has said a text that holds `text`, and return all of it."""
        found = "vim.iter(told):find(function(each) return each:find(..., 1, true) end)"
        return str(await self.until(found.replace("...", json.dumps(text))))

    async def ask(self, method: str, **params: Any) -> Any:
        """What the server answers to a request of the plugin."""
        number = await self.lua(
            """
            local client, number, method, params = require("journeyman.client"), #answers + 1, ...
            answers[number] = false
            client.request(client.root(), method, params, function(err, result)
              answers[number] = { err or vim.NIL, result == nil and vim.NIL or result }
              vim.rpcnotify(1, "changed")
            end)
            return number
            """,
            method,
            params,
        )
        error, result = await self.until("answers[...]", number)
        assert not error, error
        return result

    async def lines(self, buffer: int = 0) -> list[str]:
        lines: list[str] = await self.request("nvim_buf_get_lines", buffer, 0, -1, True)
        return lines

    async def quit(self) -> None:
        """End it as a user does, and its servers with it, if that is not done. It may not wait for a key by then."""
        if self.rpc.is_over:
            return
        mode = await self.request("nvim_get_mode")
        assert not mode["blocking"], f"Neovim waits for a key:\n{self.screen.text}"
        servers = children(self.pid)
        self.rpc.notify("nvim_command", "qall!")
        async with self._in_time(":qall!"):
            await self.rpc.ended()
            await asyncio.gather(*map(ended, servers))

    async def _something(self) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), LOOK_AGAIN_SECONDS)
        except TimeoutError:
            return

    def _hear(self, name: str, arguments: list[Any]) -> None:
        if name != "redraw" or self.screen.redraw(arguments):
            self._news.set()

    @asynccontextmanager
    async def _in_time(self, what: str) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                yield
        except TimeoutError:
            # Of the requests this one is answered while another one waits for the user.
            mode = await self.rpc.request("nvim_get_mode")
            raise AssertionError(f"It did not come to {what}. Mode {mode}, screen:\n{self.screen.text}") from None


@asynccontextmanager
async def started(
    *files: Path | str,
    cwd: Path,
    env: Mapping[str, str],
    plugin: Path,
    options: Mapping[str, Any] | None = None,
    init: str = 'vim.lsp.enable("journeyman")',
) -> AsyncIterator[Neovim]:
    """A Neovim in which the plugin is on the 'runtimepath', with the user's `options` and `init`."""
    script = Path(env["HOME"]) / "init.lua"
    script.write_text(f"{INIT}\n{init}\n", encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(nvim(), "--embed", "--clean", "-u", str(script), "-n", *map(str, files)),
        env={**env, "PLUGIN": str(plugin), "OPTIONS": json.dumps(options or {})},
        cwd=cwd,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    neovim = Neovim(process.pid)
    neovim.rpc = Rpc(process, neovim._hear)
    try:
        # It waits for its screen before it reads its configuration.
        await neovim.request("nvim_ui_attach", WIDTH, HEIGHT, {"ext_linegrid": True, "rgb": True})
        await neovim.until("vim.v.vim_did_enter == 1")
        yield neovim
        await neovim.quit()
    finally:
        if not neovim.rpc.is_over:
            process.kill()
        await process.wait()
        await neovim.rpc.ended()
