"""Another process that uses the same database: python child.py ACTION PATH [ARGUMENT]."""

import os
import resource
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from journeyman.agent.messages import AssistantMessage, ToolCall, ToolResult, UserMessage
from journeyman.errors import StorageError
from journeyman.memory.database import open_database
from journeyman.memory.sessions import SessionStore

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NOBODY = 65534


def write(path: Path, name: str) -> None:
    """Wait for a line, open the database, write 30 messages to a session of our own and to a common one."""
    print("ready", flush=True)
    sys.stdin.readline()
    db = open_database(path, now=NOW)
    store = SessionStore(db, "here")
    store.create(name, model="m", mode="act", now=NOW)
    with suppress(StorageError):  # Another process was faster.
        store.create("common", model="m", mode="act", now=NOW)
    for number in range(30):
        store.add(name, UserMessage(f"{name} {number}"), now=NOW)
        store.add("common", UserMessage(f"{name} {number}"), now=NOW)
    db.close()


def die(path: Path, name: str) -> None:
    """Be killed in the middle of a turn: of two calls one has its result."""
    store = SessionStore(open_database(path, now=NOW), "here")
    store.create(name, model="m", mode="act", now=NOW)
    store.add(name, UserMessage("Fix it."), now=NOW)
    calls = (ToolCall("1", "read_file", {"path": "a.py"}), ToolCall("2", "run_command", {"command": "just"}))
    store.add(name, AssistantMessage(tool_calls=calls, stop_reason="tool_calls"), now=NOW)
    store.add(name, ToolResult("1", "x = 1"), now=NOW)
    os.kill(os.getpid(), signal.SIGKILL)


def fail(path: Path, largest_file: str) -> None:
    """Open the database with few rights and little disk; print why it did not work."""
    if os.geteuid() == 0:
        os.setuid(NOBODY)
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest_file), int(largest_file)))
    try:
        open_database(path, now=NOW)
    except StorageError as error:
        print(error)


if __name__ == "__main__":
    {"write": write, "die": die, "fail": fail}[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
