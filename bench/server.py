"""What the language server costs an editor: start-up, waiting, memory, and time in which it does not listen."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from command import environment, with_model
from figures import Figure
from loop_watch import Watched, begin_anew, watched
from lsp.live_editor import UPDATE, LiveEditor
from lsp.raw_client import RawClient
from model_server import ModelServer
from paced_model import PacedModel

SERVE = [sys.executable, "-m", "journeyman", "serve"]
BARE = [sys.executable, str(Path(__file__).parent / "bare_server.py")]
STARTS, PROMPTS, SESSIONS, STREAMS, WATCHES, ACTIONS = 15, 15, 7, 3, 3, 50
FILES = 5_000
PACKAGES = 50
STEPS: list[tuple[str, dict[str, Any]]] = [
    ("search_text", {"pattern": "def area_99"}),
    ("read_file", {"path": "pkg7/mod_7.py"}),
    ("edit_file", {"path": "pkg7/mod_7.py", "edits": [{"old": "# The end.", "new": "# The very end."}]}),
    ("edit_file", {"path": "pkg9/mod_4959.py", "edits": [{"old": "# The end.", "new": "# The very end."}]}),
    ("run_command", {"command": "echo y = 1 | tee -a pkg1/mod_1.py pkg2/mod_2.py >> pkg3/mod_3.py"}),
]
TURN = [{"tool_calls": [{"name": name, "arguments": arguments}]} for name, arguments in STEPS]


def server_figures() -> list[Figure]:
    return [
        *_in_folder(_starts),
        *_in_folder(_prompts),
        *_in_folder(_slow_stream),
        *_in_folder(_fast_stream),
        *_in_folder(_large_folder),
    ]


def _in_folder(measure: Callable[[Path, Path], Coroutine[Any, Any, list[Figure]]]) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        root, home = Path(folder).resolve() / "project", Path(folder) / "home"
        root.mkdir()
        return asyncio.run(measure(root, home))


async def _starts(root: Path, home: Path) -> list[Figure]:
    """Taken in turns, so that what else the machine does meets both alike."""
    ours, bare = [], []
    for _ in range(STARTS):
        bare.append(await _start(BARE, root, home))
        ours.append(await _start(SERVE, root, home))
    ratios = [one / other for one, other in zip(ours, bare, strict=True)]
    return [
        Figure("from start to the answer to `initialize`", "ms", ours),
        Figure("… of a bare pygls server", "ms", bare),
        Figure("… ratio", "times", ratios, 1.4),
    ]


async def _start(command: list[str], root: Path, home: Path) -> float:
    started = time.perf_counter()
    async with RawClient.started(command, env=environment(home), cwd=root) as client:
        await client.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        return 1000 * (time.perf_counter() - started)


async def _prompts(root: Path, home: Path) -> list[Figure]:
    """Answers come at once, so that only our own time counts."""
    first, later, actions = [], [], []
    (root / "a.py").write_text("x = 1\n")
    with ModelServer([{"text": "Hello."}]).running() as model:
        async with LiveEditor.started(SERVE, root, with_model(home, model.url)) as editor:
            await editor.turn(await editor.new_session(), "Hello.")
            for _ in range(SESSIONS):
                session_id = await editor.new_session()
                first.append(await until_asked(editor, session_id, model))
            later = [await until_asked(editor, session_id, model) for _ in range(PROMPTS)]
            await editor.open("a.py")
            actions = [await code_action(editor, "a.py") for _ in range(ACTIONS)]
    return [
        Figure("from a prompt to the model request: first of a session", "ms", first),
        Figure("… second and later", "ms", later, 100),
        Figure("code actions", "ms", actions, 20),
    ]


async def until_asked(editor: LiveEditor, session_id: str, model: ModelServer) -> float:
    asked, sent_at = len(model.asked), time.perf_counter()
    await editor.turn(session_id, "Hello again.")
    return 1000 * (model.asked[asked].arrived_at - sent_at)


async def code_action(editor: LiveEditor, path: str) -> float:
    place = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 3}}
    problem = {"range": place, "message": "x is not used"}
    params = {"textDocument": {"uri": editor.uri(path)}, "range": place, "context": {"diagnostics": [problem]}}
    started = time.perf_counter()
    assert await editor.client.request("textDocument/codeAction", params)
    return 1000 * (time.perf_counter() - started)


class _Arrivals(list[Any]):
    """The messages of a client, and when each came."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, float]] = []

    def append(self, message: Any) -> None:
        super().append(message)
        update = message["params"]["update"] if message.get("method") == UPDATE else {"kind": ""}
        if update["kind"] == "agent_message_chunk":
            self.texts.append((update["content"]["text"], time.perf_counter()))


async def _stream(root: Path, home: Path, model: PacedModel) -> list[tuple[str, float]]:
    """Play a turn and return the texts that came, and when."""
    async with model.running(), LiveEditor.started(SERVE, root, with_model(home, model.url)) as editor:
        editor.client.messages = arrivals = _Arrivals()
        await editor.turn(await editor.new_session(), "Tell me.")
    assert "".join(text for text, _ in arrivals.texts) == "".join(model.pieces)
    return arrivals.texts


async def _slow_stream(root: Path, home: Path) -> list[Figure]:
    model = PacedModel([f" piece-{number}" for number in range(60)], 0.05)
    came = dict(await _stream(root, home, model))
    added = [1000 * (came[piece] - model.written[piece]) for piece in model.pieces if piece in came]
    return [Figure("from a piece of text to the editor, 20 pieces a second", "ms", added, 10)]


async def _fast_stream(root: Path, home: Path) -> list[Figure]:
    rates, delays = [], []
    for _ in range(STREAMS):
        model = PacedModel([f" piece-{number}" for number in range(1_000)], 0.002)
        came = await _stream(root, home, model)
        (_, began), (_, ended) = came[0], came[-1]
        rates.append((len(came) - 1) / (ended - began))
        delays.append(1000 * (ended - model.written[model.pieces[-1]]))
    return [
        Figure("updates for 1,000 fast pieces of text", "a second", rates, 31),
        Figure("… delay of the last one", "ms", delays, 50),
    ]


async def _large_folder(root: Path, home: Path) -> list[Figure]:
    small = root.with_name("small")
    _make_files(root, FILES)
    _make_files(small, PACKAGES * 4)
    longest, memory, memory_small = [], [], []
    for run in range(WATCHES):
        with ModelServer([*TURN, {"text": "word " * 500}]).running() as model:
            env = with_model(home / str(run), model.url)
            longest.append(await _watched_turn(root, home / f"{run}.json", env))
        _git(root, "checkout", "-q", ".")
        with ModelServer([*TURN, {"text": "Done."}]).running() as model:
            memory.append(await _memory_of_turn(root, with_model(home / f"{run}-memory", model.url)))
        with ModelServer([*TURN, {"text": "Done."}]).running() as model:
            memory_small.append(await _memory_of_turn(small, with_model(home / f"{run}-small", model.url)))
        _git(small, "checkout", "-q", ".")
        _git(root, "checkout", "-q", ".")
    return [
        Figure("the loop's longest work in a folder of 5,000 files", "ms", [one.thread_ms for one in longest], 10),
        Figure("… by the clock", "ms", [one.wall_ms for one in longest]),
        Figure("memory after a turn there", "MB", memory),
        Figure("… in a small folder", "MB", memory_small, 80),
    ]


async def _watched_turn(root: Path, report: Path, env: dict[str, str]) -> Any:
    report.parent.mkdir(exist_ok=True)
    command = watched(report, "serve")
    async with LiveEditor.started(command, root, env, answered=lambda one: begin_anew(one.process_id)) as editor:
        for number in range(100, 150):
            await editor.open(f"pkg{number % PACKAGES}/mod_{number}.py")
        turn_id = await editor.prompt(await editor.new_session(mode="act"), "Do it.")
        for number in range(500):
            editor.type(f"pkg{number % 50}/mod_{100 + number % 50}.py", 0, f"# {number}\n")
        assert (await editor.ended(turn_id))["stopReason"] == "end_turn"
        assert await editor.update(lambda update: len(update.get("files", ())) == 2 + 3)
    found = Watched.read(report)
    for one in found.callbacks[:5]:
        print(
            f"{one.thread_ms:6.1f} ms ({one.wall_ms:.1f} by the clock, {one.collector_ms:.1f} collecting) {one.name}",
            *one.places[-4:],
            sep="\n      ",
        )
    return found.longest


async def _memory_of_turn(root: Path, env: dict[str, str]) -> float:
    async with LiveEditor.started(SERVE, root, env) as editor:
        await editor.turn(await editor.new_session(mode="act"), "Do it.")
        return resident_mb(editor.process_id)


def resident_mb(process_id: int) -> float:
    return int(Path(f"/proc/{process_id}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def _make_files(root: Path, files: int) -> None:
    for number in range(files):
        file = root / f"pkg{number % PACKAGES}" / f"mod_{number}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"def area_{number}(size):\n    return size + {number}\n" * 10 + "# The end.\n")
    _git(root, "init", "-q")
    _git(root, "add", ".")
    _git(root, "-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "-q", "-m", "All of it.")


def _git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, cwd=root)
