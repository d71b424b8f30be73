"""The editor never waits for us: the server answers at once, and nothing keeps its loop busy."""

import subprocess
import sys

import pytest

from command import environment, with_model
from loop_watch import LIMIT_MS, Watched, begin_anew, watched
from lsp.live_editor import LiveEditor
from lsp.raw_client import RawClient
from model_server import ModelServer

FILES = 1_000
HEAVY = {"httpx", "pydantic", "sqlite3", "journeyman.workspace"}
STEPS = [
    ("search_text", {"pattern": "def area_99"}),
    ("read_file", {"path": "pkg7/mod_7.py"}),
    ("edit_file", {"path": "pkg7/mod_7.py", "edits": [{"old": "# The end.", "new": "# The very end."}]}),
    ("run_command", {"command": "echo x = 1 > pkg1/made.py"}),
]


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    for number in range(FILES):
        file = folder / f"pkg{number % 20}" / f"mod_{number}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"def area_{number}(size):\n    return size + {number}\n" * 10 + "# The end.\n")
    subprocess.run(["git", "init", "-q"], check=True, cwd=folder)
    return folder


async def test_initialize_is_answered_before_the_agent_is_imported(tmp_path):
    command = watched(tmp_path / "report", "serve")
    async with RawClient.started(command, env=environment(tmp_path)) as client:
        result = await client.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        await client.shut_down()

    assert result["serverInfo"]["name"] == "journeyman"
    assert "lsprotocol" in (modules := Watched.read(tmp_path / "report").modules)
    assert modules & HEAVY == set()


async def test_a_turn_in_a_large_folder_never_keeps_the_loop_busy(project, tmp_path):
    steps = [{"tool_calls": [{"name": name, "arguments": arguments}]} for name, arguments in STEPS]
    with ModelServer([*steps, {"text": "word " * 500}]).running() as model:
        env = with_model(tmp_path / "home", model.url)
        command = watched(tmp_path / "report", "serve")
        # What is imported at the start is none of its business.
        async with LiveEditor.started(command, project, env, answered=lambda one: begin_anew(one.process_id)) as editor:
            session_id = await editor.new_session(mode="act")
            for number in range(50):
                await editor.open(f"pkg{number % 20}/mod_{number}.py")
            turn_id = await editor.prompt(session_id, "Do it.")
            for number in range(200):
                editor.type(f"pkg{number % 20}/mod_{number % 20 + 20}.py", 0, f"# {number}\n")
            ended = await editor.ended(turn_id)
            changed = await editor.update(lambda update: len(update.get("files", ())) == 2)

    assert ended["stopReason"] == "end_turn"
    assert [file["path"] for file in changed["files"]] == ["pkg7/mod_7.py", "pkg1/made.py"]
    longest = Watched.read(tmp_path / "report").longest
    assert longest.thread_ms <= LIMIT_MS, longest


def test_the_watch_finds_what_keeps_a_loop_busy(tmp_path):
    busy = "import asyncio, time, sys; sys.path.insert(0, 'tests'); import loop_watch; from pathlib import Path\n"
    busy += "async def work():\n  start = time.thread_time()\n  while time.thread_time() < start + 0.05: pass\n"
    busy += "watch = loop_watch.LoopWatch(); watch.install(); asyncio.run(work())\n"
    busy += f"watch.write(Path({str(tmp_path / 'report')!r}))"
    subprocess.run([sys.executable, "-c", busy], check=True, timeout=20)

    longest = Watched.read(tmp_path / "report").longest
    assert longest.name == "work"
    assert 50 <= longest.thread_ms <= longest.wall_ms
    assert longest.places[-1].endswith("work")
