"""What ten thousand skills cost, beside ten: start, prompt, search, code actions, memory, commands."""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from command import environment, with_model
from figures import Figure
from journeyman.skills.index import Query, SkillIndex
from lsp.live_editor import CAPABILITIES, LiveEditor
from lsp.raw_client import RawClient
from many_skills import generated, queries, write_skills
from model_server import ModelServer
from server import SERVE, code_action, resident_mb, until_asked

FEW, MANY = 10, 10_000
STARTS, PROMPTS, ROUNDS, SEARCHES, ACTIONS, COMMANDS = 9, 15, 3, 100, 100, 3
MOST_SLOWER = 1.15
"""No slower, as far as a machine can tell that has other things to do as well."""
COMMAND = [sys.executable, "-m", "journeyman"]


@dataclass(frozen=True)
class Desk:
    """A project, and a user who has many skills, or few."""

    folder: Path
    number: int

    @property
    def root(self) -> Path:
        return self.folder / "project"

    @property
    def home(self) -> Path:
        return self.folder / f"home-{self.number}"

    @property
    def data(self) -> Path:
        return self.home / "journeyman"

    @property
    def file(self) -> str:
        """A file that the first of the skills fits."""
        return next(generated(1)).traits.globs[0].replace("*", "some")

    def prepare(self) -> None:
        (self.root / self.file).parent.mkdir(parents=True, exist_ok=True)
        (self.root / self.file).write_text("x = 1\n")
        write_skills(self.data / "skills", self.number)


def skill_figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        few, many = (Desk(Path(folder).resolve(), number) for number in (FEW, MANY))
        few.prepare()
        many.prepare()
        _command(few, "skills", "list")
        return [
            *_indexing(many),
            *asyncio.run(_starts(few, many)),
            *asyncio.run(_work(few)),
            *asyncio.run(_work(many)),
            *_searches(many),
            *_commands(few, many),
        ]


def _indexing(desk: Desk) -> list[Figure]:
    """The first command that asks for skills reads them all."""
    wall, cpu, memory = _command(desk, "skills", "list")
    return [
        Figure(f"first reading of {desk.number:,} skills", "s", [wall / 1000]),
        Figure("… CPU", "s", [cpu / 1000]),
        Figure("… memory at most", "MB", [memory]),
    ]


async def _starts(few: Desk, many: Desk) -> list[Figure]:
    """Taken in turns, so that what else the machine does meets both alike."""
    with ModelServer([{"text": "Hello."}]).running() as model:
        starts = [(await _start(few, model), await _start(many, model)) for _ in range(STARTS)]
    figures = []
    for place, name in enumerate(("from start to the answer to `initialize`", "… to the answer to `session/new`")):
        ratios = [ours[place] / theirs[place] for theirs, ours in starts]
        figures += [
            Figure(f"{name}, {few.number} skills", "ms", [theirs[place] for theirs, _ in starts]),
            Figure(f"{name}, {many.number:,} skills", "ms", [ours[place] for _, ours in starts]),
            Figure("… ratio", "times", ratios, MOST_SLOWER),
        ]
    return figures


async def _start(desk: Desk, model: ModelServer) -> tuple[float, float]:
    """Return when the first message and the first question about the folder were answered, in ms."""
    started = time.perf_counter()
    folder = {"uri": desk.root.as_uri(), "name": "project"}
    given = {"processId": None, "capabilities": CAPABILITIES, "workspaceFolders": [folder]}
    async with RawClient.started(SERVE, env=with_model(desk.home, model.url), cwd=desk.root) as client:
        await client.initialize(**given)
        initialized = time.perf_counter()
        await client.request("journeyman/session/new", {"root": folder["uri"]})
        answered = time.perf_counter()
        await client.shut_down()
    return 1000 * (initialized - started), 1000 * (answered - started)


async def _work(desk: Desk) -> list[Figure]:
    name = f"{desk.number:,} skills"
    with ModelServer([{"text": "Hello."}]).running() as model:
        async with LiveEditor.started(SERVE, desk.root, with_model(desk.home, model.url)) as editor:
            session_id = await editor.new_session()
            first = await until_asked(editor, session_id, model)
            before = _cpu_ms(editor.process_id)
            later = [await until_asked(editor, session_id, model) for _ in range(PROMPTS)]
            cpu = (_cpu_ms(editor.process_id) - before) / PROMPTS
            await editor.open(desk.file)
            await _until_known(editor, desk.file)
            actions = await _rounds(ACTIONS, lambda _: code_action(editor, desk.file))
            asked = queries(SEARCHES)
            searches = await _rounds(SEARCHES, lambda number: _search(editor, asked[number]))
            memory = resident_mb(editor.process_id)
    return [
        Figure(f"from a prompt to the model request, {name}: first of a start", "ms", [first]),
        Figure("… second and later", "ms", later, 100),
        Figure("… CPU of a turn", "ms", [cpu]),
        Figure(f"code actions, {name}: 95th percentile", "ms", [_p95(each) for each in actions], 20),
        Figure(
            f"`skill/search` with a look at the disk, {name}: 95th percentile", "ms", [_p95(each) for each in searches]
        ),
        Figure(f"memory of the server, {name}", "MB", [memory]),
    ]


async def _until_known(editor: LiveEditor, path: str) -> None:
    """Wait until places are matched with the skills: that is prepared beside the first requests."""
    await editor.client.notification("journeyman/skill/didChange", lambda _: True)
    assert await code_action(editor, path)


async def _search(editor: LiveEditor, text: str) -> float:
    started = time.perf_counter()
    await editor.client.request("journeyman/skill/search", {"root": editor.root.as_uri(), "query": text})
    return 1000 * (time.perf_counter() - started)


async def _rounds(number: int, measure: Callable[[int], Coroutine[Any, Any, float]]) -> list[list[float]]:
    return [[await measure(each) for each in range(number)] for _ in range(ROUNDS)]


def _searches(desk: Desk) -> list[Figure]:
    """The search alone, as it is done in its thread. What others do meanwhile is in the time, not in the CPU."""
    [path] = (desk.data / "workspaces").glob("*/skills-index.db")
    index = SkillIndex(path)
    rounds = [[_searched(index, text) for text in queries(SEARCHES)] for _ in range(ROUNDS)]
    index.close()
    walls, cpus = ([[each[place] for each in times] for times in rounds] for place in (0, 1))
    return [
        Figure(f"search alone, {desk.number:,} skills: median", "ms", list(map(statistics.median, walls))),
        Figure("… 95th percentile", "ms", list(map(_p95, walls))),
        Figure("… 95th percentile, CPU", "ms", list(map(_p95, cpus)), 10),
    ]


def _searched(index: SkillIndex, text: str) -> tuple[float, float]:
    started, worked = time.perf_counter(), time.thread_time()
    index.search(Query(text))
    return 1000 * (time.perf_counter() - started), 1000 * (time.thread_time() - worked)


def _commands(few: Desk, many: Desk) -> list[Figure]:
    figures = []
    with ModelServer([{"text": "Hello."}]).running() as model:
        lines = {
            "skills list": ("skills", "list"),
            "skills search": ("skills", "search", "add a route to billing"),
            "run": ("run", "--no-learn", "hello"),
        }
        for name, arguments in lines.items():
            taken = [
                (_command(few, *arguments, model=model), _command(many, *arguments, model=model))
                for _ in range(COMMANDS)
            ]
            for place, unit in enumerate(("wall", "CPU")):
                figures += [
                    Figure(f"`journeyman {name}`, {few.number} skills, {unit}", "ms", [one[place] for one, _ in taken]),
                    Figure(f"… {many.number:,} skills, {unit}", "ms", [other[place] for _, other in taken]),
                ]
    return figures


def _command(desk: Desk, *arguments: str, model: ModelServer | None = None) -> tuple[float, float, float]:
    """Run `journeyman` and return its time and CPU in ms, and its memory at most in MB."""
    env = with_model(desk.home, model.url) if model else environment(desk.home)
    started = time.perf_counter()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([*COMMAND, *arguments], env=env, cwd=desk.root, stdout=quiet, stderr=quiet)
    _, status, used = os.wait4(process.pid, 0)
    wall = 1000 * (time.perf_counter() - started)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return wall, 1000 * (used.ru_utime + used.ru_stime), used.ru_maxrss / 1000


def _cpu_ms(process_id: int) -> float:
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]
