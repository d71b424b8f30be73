"""`journeyman run` at a terminal: questions, keys, colours."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from command import with_model
from model_server import ModelServer

TIMEOUT_SECONDS = 20
START = (
    "import fcntl, os, signal, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "[signal.signal(number, signal.SIG_DFL) for number in (signal.SIGHUP, signal.SIGINT)]; "
    "os.execv(sys.executable, [sys.executable, '-m', 'journeyman', *sys.argv[1:]])"
)
"""Takes the terminal first, so that its keys send signals, also where tests run under `nohup` or in the background."""

PROMPT = "or say what to do instead: "
DONE = {"text": "Done."}
EDITS = [
    {"tool_calls": [{"name": "edit_file", "arguments": {"path": "a.py", "edits": [{"old": old, "new": new}]}}]}
    for old, new in (("x = 1", "x = 2"), ("x = 2", "x = 3"))
]


class Terminal:
    """A person at the keyboard, who reads before typing."""

    def __init__(self, master: int, process: "subprocess.Popen[bytes]") -> None:
        self.master = master
        self.process = process
        self.text = ""
        """All that was read so far."""
        self.seen = 0
        """How much of it was waited for."""

    def see(self, text: str) -> str:
        """Wait until `text` is there, behind what was seen before; return what came with it."""
        start = self.seen
        while text not in self.text[start:]:
            assert self._read(), f"{text!r} never came: {self.text!r}"
        # What was read along with it may be what is waited for next.
        self.seen = self.text.index(text, start) + len(text)
        return self.text[start:]

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def end(self) -> int:
        """Read on to the end; return the exit code."""
        while self._read():
            pass
        return self.process.wait(TIMEOUT_SECONDS)

    def _read(self) -> bool:
        ready, _, _ = select.select([self.master], [], [], TIMEOUT_SECONDS)
        assert ready, f"nothing more came after {self.text!r}"
        # Linux says so when nobody has the other end any more.
        with suppress(OSError):
            data = os.read(self.master, 65_536)
            self.text += data.decode("utf-8", "replace")
            return bool(data)
        return False


@contextmanager
def in_terminal(*arguments: str, env: Mapping[str, str], cwd: Path, columns: int) -> Iterator[Terminal]:
    """Run the command with a person at its terminal."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-c", START, *arguments],
        env=env,
        cwd=cwd,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield Terminal(master, process)
    finally:
        process.kill()
        process.wait()
        with suppress(OSError):
            os.close(master)


def terminal(folder, server, *arguments, **more):
    env = with_model(folder / "home", server.url, **more)
    return in_terminal("run", *arguments, "go", env=env, cwd=folder / "project", columns=40)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "a.py").write_text("x = 1\n")
    return tmp_path


def command(line: str):
    return {"tool_calls": [{"name": "run_command", "arguments": {"command": line}}]}


def told(server: ModelServer) -> str:
    """The newest result that the model got."""
    return server.asked[-1].json["messages"][-1]["content"]


@pytest.mark.parametrize(
    ("typed", "is_made", "answer"),
    [
        ("y\n", True, "exit code 0"),
        ("n\n", False, "The user refused this call"),
        ("\x04", False, "The user refused this call"),
        ("use the other folder\n", False, "says: use the other folder"),
    ],
)
def test_a_command_is_asked_for(folder, typed, is_made, answer):
    with ModelServer([command("touch made"), DONE]).running() as server, terminal(folder, server) as person:
        person.see(PROMPT)
        person.type(typed)
        code = person.end()

    assert code == 0
    assert (folder / "project" / "made").exists() == is_made
    assert answer in told(server)


def test_always_settles_the_next_question_too(folder):
    with ModelServer([*EDITS, DONE]).running() as server, terminal(folder, server) as person:
        person.see(PROMPT)
        person.type("a\n")
        code = person.end()

    assert code == 0
    assert (folder / "project" / "a.py").read_text() == "x = 3\n"


def test_a_question_shows_the_whole_command_and_what_is_invisible_in_it(folder):
    line = "true " + "a" * 100 + " \x1b[2K\u202e; touch evil\nrm b.py"
    with ModelServer([command(line), DONE]).running() as server, terminal(folder, server) as person:
        question = person.see(PROMPT).partition("\n? ")[2].partition("[y]es")[0]
        person.type("n\n")
        person.end()

    assert "a" * 100 + " \\x1b[2K\\u202e; touch evil" in question
    assert "rm b.py" in question
    assert "\x1b" not in question


def test_a_question_shows_what_would_be_written(folder):
    with ModelServer([EDITS[0], DONE]).running() as server, terminal(folder, server) as person:
        question = person.see(PROMPT)
        person.type("n\n")
        person.end()

    assert "-x = 1" in question
    assert "+x = 2" in question


def test_what_was_typed_before_the_question_does_not_answer_it(folder):
    server = ModelServer([command("touch made"), DONE])
    with server.running(), terminal(folder, server) as person:
        server.on_request = lambda index: person.type("y\n") if index == 0 else None
        person.see(PROMPT)
        person.type("n\n")
        person.end()

    assert not (folder / "project" / "made").exists()


def test_two_questions_of_one_step_come_one_after_the_other(folder):
    questions = [
        {"name": "ask_user", "arguments": {"question": "Which name?"}},
        {"name": "ask_user", "arguments": {"question": "Which color?", "choices": ["red", "blue"]}},
    ]
    with ModelServer([{"tool_calls": questions}, DONE]).running() as server, terminal(folder, server) as person:
        first = person.see("> ")
        person.type("Ada\n")
        person.see("2. blue\r\n> ")
        person.type("2\n")
        code = person.end()

    assert code == 0
    assert "Which color?" not in first.partition("? Which name?")[2]
    answers = [message["content"] for message in server.asked[-1].json["messages"] if message["role"] == "tool"]
    assert answers == ["The user answered: Ada", "The user answered: blue"]


def test_ctrl_c_at_a_question_cancels(folder):
    with ModelServer([command("touch made"), DONE]).running() as server, terminal(folder, server) as person:
        person.see(PROMPT)
        person.type("\x03")
        code = person.end()

    assert code == 130
    assert "Cancelled." in person.text


class Announcement:
    """A pipe in the project through which a command says that it runs."""

    line = "echo $$ > pipe; sleep 1000; true"

    def __init__(self, folder) -> None:
        path = folder / "project" / "pipe"
        os.mkfifo(path)
        # Without waiting, or a command that never starts would keep us for ever.
        self.descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def pid(self) -> int:
        ready, _, _ = select.select([self.descriptor], [], [], TIMEOUT_SECONDS)
        assert ready, "the command did not start"
        with os.fdopen(self.descriptor) as pipe:
            return int(pipe.readline())


def lives(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def test_ctrl_c_stops_the_command_that_runs(folder):
    announcement = Announcement(folder)
    with (
        ModelServer([command(announcement.line), DONE]).running() as server,
        terminal(folder, server, "--mode", "act") as person,
    ):
        pid = announcement.pid()
        person.type("\x03")
        code = person.end()

    assert code == 130
    assert not lives(pid)


def test_a_terminal_that_closes_stops_the_command_that_runs(folder):
    announcement = Announcement(folder)
    with (
        ModelServer([command(announcement.line), DONE]).running() as server,
        terminal(folder, server, "--mode", "act") as person,
    ):
        pid = announcement.pid()
        os.close(person.master)
        code = person.process.wait(TIMEOUT_SECONDS)

    assert code != 0
    assert not lives(pid)


@pytest.mark.parametrize(("more", "is_colored"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colors_are_left_out_where_nobody_wants_them(folder, more, is_colored):
    with (
        ModelServer([EDITS[0], DONE]).running() as server,
        terminal(folder, server, "--mode", "act", **more) as person,
    ):
        person.end()

    assert ("\x1b[" in person.text) == is_colored


def test_an_answer_cannot_drive_the_terminal(folder):
    answer = {"text": "\x1b]0;owned\x07 \x1b[31mred \x9b2J \u202eback\r\n"}
    with ModelServer([answer]).running() as server, terminal(folder, server, NO_COLOR="1") as person:
        code = person.end()

    assert code == 0
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(person.text)
