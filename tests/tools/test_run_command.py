import asyncio
import os
import re
import time
from contextlib import aclosing
from pathlib import Path

import pytest

from journeyman.agent.events import ToolOutput
from journeyman.errors import ToolError
from journeyman.tools.run_command import RunCommand

PATH = os.environ["PATH"]
PROC = Path("/proc")
needs_proc = pytest.mark.skipif(not PROC.is_dir(), reason="Only Linux lists processes and open files there.")


@pytest.fixture
async def tool(tmp_path):
    tool = RunCommand(tmp_path, {"PATH": PATH}, settle_seconds=0.2, grace_seconds=0.2)
    async with aclosing(tool):
        yield tool


async def run(tool: RunCommand, command: str, **arguments) -> ToolOutput:
    return await tool.run({"command": command, **arguments}, lambda text: None)


class Alive:
    """Knows when the last process that holds it is gone: a named pipe ends for its reader then."""

    def __init__(self, folder):
        self.path = folder / "alive"
        os.mkfifo(self.path)
        self.hold = f"exec 9> {self.path}"
        self._reading = asyncio.ensure_future(asyncio.to_thread(self.path.read_bytes))

    async def ended(self) -> bytes:
        return await self._reading


async def test_a_command_returns_what_it_printed_and_its_exit_code(tool):
    assert await run(tool, "echo out; echo err >&2; exit 3") == ToolOutput("out\nerr\n[exit code 3]", exit_code=3)
    assert await run(tool, "true") == ToolOutput("(no output)\n[exit code 0]", exit_code=0)


@pytest.mark.parametrize(
    ("command", "text", "code"),
    [
        ("kill -KILL $$", "[killed by SIGKILL]", 137),
        ("exit 200", "[exit code 200]", 200),
    ],
)
async def test_a_signal_is_said_by_name(tool, command, text, code):
    output = await run(tool, command)

    assert output.text.endswith(text)
    assert output.exit_code == code


async def test_it_runs_in_the_workspace_without_input_and_without_startup_files(tool, tmp_path):
    (tmp_path / "startup").write_text("echo started")
    tool.environment = {"PATH": PATH, "MINE": "1", "BASH_ENV": str(tmp_path / "startup"), "PAGER": "less"}

    output = await run(tool, "pwd; cat; echo $MINE $PAGER $TERM $GIT_TERMINAL_PROMPT")

    assert output.text == f"{tmp_path}\n1 cat dumb 0\n[exit code 0]"


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        (r"a\xff\x00b", "a\N{REPLACEMENT CHARACTER}b"),
        (r"\x1b[1;31mred\x1b[0m \x1b]0;title\x07plain", "red plain"),
        (r"10%%\r50%%\r100%%\ndone", "100%\ndone"),
        (r"one\r\ntwo\r\n", "one\ntwo"),
        (r"f\u00fcr\n\U0001f600", "für\n😀"),
    ],
)
async def test_output_is_made_readable(tool, printed, text):
    output = await run(tool, f"LC_ALL=C.UTF-8 printf '{printed}'")

    assert output.text == f"{text}\n[exit code 0]"


async def test_long_output_keeps_its_ends_and_says_how_to_see_the_rest(tool):
    tool.max_characters = 100

    output = await run(tool, "echo begin; head -c 30000000 /dev/zero | tr '\\0' x; echo; echo end")

    assert output.text.startswith("begin\nxxx")
    assert output.text.endswith("xxx\nend\n[exit code 0]")
    assert "[29,999,911 characters are left out here." in output.text
    assert "read the file" in output.text
    assert len(output.text) < 300


async def test_output_is_reported_while_the_command_runs(tool, tmp_path):
    os.mkfifo(tmp_path / "go")
    said = asyncio.Queue()
    running = asyncio.ensure_future(tool.run({"command": "echo first; cat go; echo last"}, said.put_nowait))

    assert await said.get() == "first\n"
    await asyncio.to_thread((tmp_path / "go").write_text, "middle\n")
    assert (await running).text == "first\nmiddle\nlast\n[exit code 0]"
    assert said.get_nowait() == "middle\nlast\n"


async def test_a_command_that_takes_too_long_is_stopped_with_its_children(tool, tmp_path):
    alive = Alive(tmp_path)

    output = await run(tool, f"{alive.hold}; echo hi; sleep 100 | sleep 100", timeout_seconds=0.2)

    # The shell may live long enough to say that its pipeline was "Terminated".
    assert re.match(r"hi\n(Terminated\n)?\[stopped after 0\.2 seconds\.", output.text)
    assert output.exit_code is None
    assert await alive.ended() == b""


@pytest.mark.parametrize(
    "command",
    [
        "trap '' TERM; echo up; sleep 100; sleep 100",
        "(trap '' TERM; echo up; while :; do sleep 100; done) & wait",
        "echo up; timeout 100 sleep 100",
        "set -m; sleep 100 & echo up; wait",
        "setsid sh -c 'echo up; sleep 100'; wait",
    ],
)
async def test_cancelling_stops_even_what_resists_or_left_the_group(tool, tmp_path, command):
    alive = Alive(tmp_path)
    up = asyncio.Event()
    running = asyncio.ensure_future(tool.run({"command": f"{alive.hold}; {command}"}, lambda _: up.set()))
    await up.wait()

    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running
    assert await alive.ended() == b""


async def test_cancelling_at_once_leaves_nothing(tool, tmp_path):
    running = asyncio.ensure_future(run(tool, "sleep 100"))
    await asyncio.sleep(0)
    running.cancel()

    with pytest.raises(asyncio.CancelledError):
        await running


@pytest.mark.parametrize(
    "command",
    [
        "sleep 100 &",
        "sleep 100 > /dev/null 2>&1 &",
        pytest.param("setsid sleep 100 &", marks=needs_proc),
        pytest.param("setsid sleep 100 > /dev/null 2>&1 &", marks=needs_proc),
        pytest.param("(setsid sleep 100 &);", marks=needs_proc),
        pytest.param("setsid sh -c 'trap \"\" TERM; setsid env -i sleep 100; sleep 100' &", marks=needs_proc),
    ],
)
async def test_it_returns_when_the_shell_ends_and_stops_what_runs_on(tool, tmp_path, command):
    alive = Alive(tmp_path)

    output = await run(tool, f"{alive.hold}; {command} echo done")

    assert output.text.startswith("done\n[what it left running was stopped")
    assert output.exit_code == 0
    assert await alive.ended() == b""


@needs_proc
async def test_a_daemon_of_a_background_command_lives_until_that_is_stopped(tool, tmp_path):
    os.mkfifo(tmp_path / "go")
    alive = Alive(tmp_path)
    await run(tool, f"{alive.hold}; (setsid sh -c 'cat go; sleep 100' &); sleep 100", background=True)

    await run(tool, "true")
    await asyncio.to_thread((tmp_path / "go").write_text, "still there\n")
    output = await tool.run({"id": "1"}, lambda _: None)
    await tool.run({"id": "1", "stop": True}, lambda _: None)

    assert output.text.startswith("still there\n")
    assert await alive.ended() == b""


async def test_a_command_inside_another_one_carries_both_marks(tool):
    tool.environment = {"PATH": PATH, "RUN_BY_JOURNEYMAN": "outer"}

    output = await run(tool, "echo $RUN_BY_JOURNEYMAN")

    assert re.fullmatch(r"outer[0-9a-f]{32}\n\[exit code 0\]", output.text)


@needs_proc
async def test_no_zombie_and_no_open_file_is_left(tool):
    await run(tool, "true")
    before = open_files()

    await run(tool, "sleep 100 & true")
    await run(tool, "sleep 100", timeout_seconds=0.01)

    assert open_files() == before
    assert zombies() == []


def open_files() -> int:
    return len(list((PROC / "self" / "fd").iterdir()))


def zombies() -> list[str]:
    """Dead children that this process has not taken notice of (proc_pid_stat(5))."""
    children = (PROC / "self" / "task" / str(os.getpid()) / "children").read_text().split()
    stats = [(PROC / pid / "stat").read_text() for pid in children if (PROC / pid).exists()]
    return [stat for stat in stats if stat.rpartition(")")[2].split()[0] == "Z"]


async def test_a_background_command_is_read_and_stopped_by_its_id(tool, tmp_path):
    os.mkfifo(tmp_path / "go")
    alive = Alive(tmp_path)

    output = await run(tool, f"{alive.hold}; echo up; cat go; sleep 100", background=True)
    assert output.text.startswith('up\n[runs in the background as id "1"')

    await asyncio.to_thread((tmp_path / "go").write_text, "more\n")
    output = await tool.run({"id": "1"}, lambda _: None)
    assert output.text.startswith("more\n[runs in the background")

    output = await tool.run({"id": "1", "stop": True}, lambda _: None)
    assert output.text == "(no output)\n[command 1 was stopped]"
    assert await alive.ended() == b""


async def test_a_background_command_that_ended_says_so_and_is_forgotten(tool):
    output = await run(tool, "echo broken; exit 4", background=True)

    assert output == ToolOutput("broken\n[command 1 has ended]\n[exit code 4]", exit_code=4)
    with pytest.raises(ToolError, match="No background command has the id 1"):
        await tool.run({"id": "1"}, lambda _: None)


async def test_the_end_of_the_session_stops_background_commands(tool, tmp_path):
    alive = Alive(tmp_path)
    await run(tool, f"{alive.hold}; sleep 100", background=True)

    await tool.aclose()

    assert await alive.ended() == b""


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({}, "either `command`"),
        ({"command": " "}, "either `command`"),
        ({"command": "ls", "id": "1"}, "either `command`"),
        ({"id": "7"}, "There are: none"),
        ({"command": "ls", "timeout_seconds": 6000}, "timeout_seconds"),
        ({"command": "ls", "timeout_seconds": 0}, "timeout_seconds"),
        ({"command": "a\0b"}, "null byte. Leave NUL characters out"),
        ({"command": "x" * 3_000_000}, "too long.*write what is very long to a file"),
    ],
)
async def test_wrong_arguments_say_what_to_do(tool, arguments, complaint):
    with pytest.raises(ToolError, match=complaint):
        await tool.run(arguments, lambda _: None)


async def test_a_workspace_that_is_gone_is_told(tool, tmp_path):
    tool.root = tmp_path / "gone"

    with pytest.raises(ToolError, match=r"gone.*tell the user"):
        await run(tool, "ls")


async def test_running_a_command_costs_little(tool):
    await run(tool, "true")
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        await run(tool, "echo hi")
        seconds.append(time.perf_counter() - start)

    # Measured on 2 cores: 0.003 s.
    assert min(seconds) < 0.05


def test_the_schema_is_small():
    spec = RunCommand.spec
    assert len(f"{spec.name}{spec.description}{spec.parameters}") / 4 <= 250
