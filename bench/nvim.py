"""What the plugin costs Neovim: at its start, and while one types and the agent works."""

import asyncio
import itertools
import re
import statistics
import string
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from command import with_model
from figures import Figure
from model_server import Answer, ModelServer
from neovim.binary import PLUGIN, run_nvim, surroundings
from neovim.editor import Neovim, started

ROOT = Path(__file__).parents[1]
STARTS, RUNS = 30, 3
EDITS, EDITS_A_STEP = 1_000, 20
KEYS = 500
"""While nothing runs; during a turn it is as many as it takes."""
PAUSE_SECONDS = 0.025
"""Between two keys: somebody who types 40 characters a second."""
TURN_SECONDS = 300
LIMIT_MS = 20
LINE_WIDTH = 40
IS_RUNNING = 'session() ~= nil and session().state ~= "idle"'


def nvim_figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        starts = _start_figures(Path(folder))
    quiet, beside = zip(*(asyncio.run(_typing("notes.txt")) for _ in range(RUNS)), strict=True)
    _, within = zip(*(asyncio.run(_typing("values.py")) for _ in range(RUNS)), strict=True)
    return [
        *starts,
        *_latencies("from a key to the screen, nothing runs", quiet, limit=None),
        *_latencies(f"… while {EDITS:,} edits stream into a buffer in view", beside, limit=LIMIT_MS),
        *_latencies("… while they stream into the same buffer", within, limit=LIMIT_MS),
    ]


def _start_figures(folder: Path) -> list[Figure]:
    """Taken in turns, so that what else the machine does meets both alike."""
    sourced, added = [], []
    for _ in range(STARTS):
        without = _start(folder, [])
        with_it = _start(folder, ["--cmd", f"set runtimepath^={ROOT}"])
        # The file in the root includes the one in the folder.
        (milliseconds,) = re.findall(rf"^\S+ +(\S+) +\S+: sourcing {ROOT}/plugin/journeyman.lua", with_it, re.MULTILINE)
        sourced.append(float(milliseconds))
        added.append(_clock(with_it) - _clock(without))
    return [
        Figure("Neovim's start: the plugin's files", "ms", sourced, 1),
        Figure("… with the plugin, less one without", "ms", added, 1),
    ]


def _start(folder: Path, arguments: list[str]) -> str:
    """What Neovim notes of its start. The options are ours and not the user's."""
    notes = folder / "startuptime"
    notes.unlink(missing_ok=True)
    ended = run_nvim(["--headless", "--clean", *arguments, "--startuptime", notes, "-c", "qall!"], folder / "home")
    assert ended.returncode == 0, ended.stderr
    return notes.read_text()


def _clock(notes: str) -> float:
    (milliseconds,) = re.findall(r"^(\S+) .*--- NVIM STARTED ---", notes, re.MULTILINE)
    return float(milliseconds)


async def _typing(name: str) -> tuple[list[float], list[float]]:
    """Milliseconds from each key to the screen that shows it, without a turn and during one."""
    with tempfile.TemporaryDirectory() as folder, ModelServer(list(_answers())).running() as model:
        async with _editor(Path(folder), model) as nvim:
            await nvim.command(f"drop {name} | normal! o")
            await nvim.feed("i")
            await nvim.until("vim.fn.mode() == 'i'")
            keys = itertools.cycle(string.ascii_lowercase)
            quiet = [await _key(nvim, next(keys)) for _ in range(KEYS)]
            await nvim.prompt("Raise all values.")
            await nvim.until(IS_RUNNING)
            busy, ends_at = [], time.perf_counter() + TURN_SECONDS
            while await nvim.lua(f"return {IS_RUNNING}"):
                assert time.perf_counter() < ends_at, "the turn takes too long"
                busy += [await _key(nvim, next(keys)) for _ in range(10)]
            await nvim.feed("<Esc>")
            await nvim.command("drop values.py")
            made = sum(line.endswith("+ 1") for line in await nvim.lines())
            # A key in the same buffer comes before an edit that was made for the text without it: that one is refused.
            assert made == EDITS or name == "values.py", f"{made} of {EDITS} edits were made"
            return quiet, busy


@asynccontextmanager
async def _editor(folder: Path, model: ModelServer) -> AsyncIterator[Neovim]:
    """One in which the chat, a changed buffer, and another one are in view."""
    home, project = folder / "home", folder / "project"
    home.mkdir()
    project.mkdir()
    (project / "values.py").write_text("".join(f"value_{number:04} = {number:04}\n" for number in range(EDITS)))
    env = with_model(home, model.url, JOURNEYMAN_MAX_STEPS="2000", **surroundings(home))
    options = {"trusted": True, "settings": {"mode": "act"}}
    async with started("values.py", cwd=project, env=env, plugin=PLUGIN, options=options) as nvim:
        # Signs that come later do not move the text.
        await nvim.command("set signcolumn=yes | normal! 500Gzzo# changed")
        await nvim.command("belowright 8split notes.txt")
        await nvim.command("Journeyman")
        await nvim.until("session()")
        await nvim.feed("<Esc>")
        yield nvim


def _answers() -> Iterator[Answer]:
    numbers = iter(range(EDITS))
    while step := list(itertools.islice(numbers, EDITS_A_STEP)):
        yield {"text": "The next ones.", "tool_calls": [_edit(f"{number:04}") for number in step]}
    yield {"text": "All are raised."}


def _edit(number: str) -> Answer:
    line = f"value_{number} = {number}"
    return {
        "name": "edit_file",
        "arguments": {"path": "values.py", "edits": [{"old": line, "new": f"{line} + 1"}]},
    }


async def _key(nvim: Neovim, key: str) -> float:
    """Type it, and wait until it stands before the cursor."""
    if nvim.screen.cursor[1] > LINE_WIDTH:
        await nvim.feed("<CR>")
        await nvim.draws(lambda screen: screen.cursor[1] < LINE_WIDTH)
    column = nvim.screen.cursor[1]
    await asyncio.sleep(PAUSE_SECONDS)
    typed_at = time.perf_counter()
    nvim.rpc.notify("nvim_input", key)
    await nvim.draws(lambda screen: screen.cursor[1] == column + 1 and screen.cells[screen.cursor[0]][column] == key)
    return 1000 * (time.perf_counter() - typed_at)


def _latencies(name: str, runs: tuple[list[float], ...], *, limit: float | None) -> list[Figure]:
    p99 = [statistics.quantiles(run, n=100)[98] for run in runs]
    return [
        Figure(name, "ms", [statistics.median(run) for run in runs]),
        Figure("… 99th percentile", "ms", p99, limit),
        Figure("… longest", "ms", [max(run) for run in runs]),
    ]
