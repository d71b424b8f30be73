"""How Neovim comes to a server, and what it does when there is none, or no more."""

import asyncio
import os
import shutil
import signal

import pytest

from e2e.lsp.model import say
from neovim.binary import PLUGIN
from neovim.processes import running_with

pytestmark = pytest.mark.slow

CLIENTS = 'vim.lsp.get_clients({ name = "journeyman" })'


async def test_a_file_brings_the_server_of_its_project(nvim, project):
    told = await nvim.lua(f"local client = {CLIENTS}[1] return {{ client.root_dir, client.server_capabilities }}")

    assert told[0] == str(project)
    assert told[1]["experimental"]["journeyman"]["version"] == 1


async def test_the_command_brings_the_server_without_a_file(start, project):
    nvim = await start()

    await nvim.feed(":Journeyman<CR>")

    assert await nvim.until(f"{CLIENTS}[1] and {CLIENTS}[1].initialized and {CLIENTS}[1].root_dir") == str(project)
    await nvim.until("session()")


async def test_the_command_is_enough_without_enabling_the_server(start):
    nvim = await start("a.py", init="")

    await nvim.feed(":Journeyman<CR>")

    await nvim.until("session()")


async def test_a_prompt_is_answered(nvim, model):
    model.will(say("Twelve months."))

    await nvim.prompt("How long is a year?")
    await nvim.idle()

    assert "How long is a year?" in model.heard
    status = await nvim.lua('return require("journeyman").status()')
    assert (status["state"], status["model"], status["session"]) == (
        "idle",
        "tiny",
        await nvim.lua("return session().id"),
    )


async def test_a_server_that_ends_in_a_turn_comes_back_with_the_session(nvim, model, home):
    model.will(say("Never said.", begin=asyncio.Event()), say("Here again."))
    await nvim.prompt("Work on it.")
    await model.asked(1)
    session = await nvim.lua("return session().id")

    (server,) = [pid for pid, command in running_with(f"HOME={home}").items() if "journeyman serve" in command]
    os.kill(server, signal.SIGKILL)
    await nvim.until("session().stale")
    await nvim.until("not session().stale and session().state == 'idle'")

    assert await nvim.lua("return session().id") == session
    await nvim.prompt("And now?")
    await model.asked(2)
    await nvim.idle()
    assert "Work on it." in model.heard


async def test_without_a_server_the_next_step_is_told(start, tmp_path):
    plugin = tmp_path / "plugin"
    shutil.copytree(PLUGIN, plugin)
    nvim = await start("a.py", plugin=plugin)

    await nvim.feed(":Journeyman<CR>")

    assert ":Journeyman install" in await nvim.told("was not found")
