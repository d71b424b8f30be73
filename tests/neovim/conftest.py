"""A project, a model that says what the test wrote, and Neovims that open the project."""

import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from command import with_model
from e2e.lsp.model import Model
from neovim.binary import PLUGIN, surroundings
from neovim.editor import Neovim, started
from neovim.processes import all_ended

Start = Callable[..., Awaitable[Neovim]]


@pytest.fixture
async def model() -> AsyncIterator[Model]:
    async with Model().running() as model:
        yield model


@pytest.fixture
def home(tmp_path) -> Path:
    """Where the user lives, and with him what the server stores."""
    home = (tmp_path / "home").resolve()
    home.mkdir()
    return home


@pytest.fixture
def env(home, model) -> dict[str, str]:
    """What Neovims and commands are told by the user's environment."""
    return with_model(home, model.url, **surroundings(home))


@pytest.fixture
def project(tmp_path) -> Path:
    """A repository of git."""
    folder = (tmp_path / "project").resolve()
    folder.mkdir()
    (folder / "a.py").write_text("x = 1\ny = 2\n")
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    return folder


@pytest.fixture
async def start(env, home, project) -> AsyncIterator[Start]:
    """Starts Neovims in the project, with files opened; at the end no process of theirs may be left."""
    async with AsyncExitStack() as leaving:

        async def start(*files: str, options: dict[str, Any] | None = None, **more: Any) -> Neovim:
            # What is tested last is the question for trust, so here it has been answered.
            chosen = {"trusted": True, **(options or {})}
            settings = {"cwd": project, "env": env, "plugin": PLUGIN, "options": chosen, **more}
            return await leaving.enter_async_context(started(*files, **settings))

        yield start
    assert await all_ended(f"HOME={home}") == []


@pytest.fixture
async def nvim(start) -> Neovim:
    """A Neovim with `a.py`, whose server is ready."""
    nvim = await start("a.py")
    await nvim.until('#vim.lsp.get_clients({ name = "journeyman", bufnr = 0 }) > 0')
    return nvim
