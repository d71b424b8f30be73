"""Tasks as the database keeps them, for tests of what is learned from them."""

from datetime import UTC, datetime
from typing import Any

from journeyman.agent.messages import Usage
from journeyman.memory.episode_rows import Episode, EpisodeCall

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def episode(prompt: str = "Add a route for orders.") -> Episode:
    return Episode(
        id=7,
        session_id="s1",
        workspace="here",
        turn_id="t1",
        prompt=prompt,
        model="small",
        state="closed",
        started_at=NOW,
        closed_at=NOW,
        finished_at=NOW,
        stop_reason="end_turn",
        steps=6,
        tool_calls=6,
        usage=Usage(),
        seconds=60.0,
    )


def call(tool: str, result: str = "", *, changed: tuple[str, ...] = (), **arguments: Any) -> EpisodeCall:
    return EpisodeCall(tool, arguments, result, False, None, 0.1, changed, NOW)


def failed(tool: str, result: str, **arguments: Any) -> EpisodeCall:
    return EpisodeCall(tool, arguments, result, True, None, 0.1, (), NOW)


def ran(command: str, exit_code: int = 0, result: str = "", *, changed: tuple[str, ...] = ()) -> EpisodeCall:
    text = f"{result or '(no output)'}\n[exit code {exit_code}]"
    return EpisodeCall("run_command", {"command": command}, text, False, exit_code, 1.0, changed, NOW)


def edited(path: str, new: str = "", old: str = "") -> EpisodeCall:
    return call("edit_file", f"Edited {path}.", changed=(path,), path=path, edits=[{"old": old, "new": new}])


ROUTE = (
    call("plan", entries=["do it"]),
    call("read_file", "1 from app import router", path="src/routes/users.py"),
    call("read_file", "1 …", path="src/app.py"),
    edited("src/routes/orders.py", "@router.get('/orders')\n"),
    edited("src/app.py", "import a\napp.include_router(orders)\n", "import a\n"),
    edited("tests/routes/test_orders.py", "def test_orders():\n"),
    ran("pytest -q", 1, "collected 3 items\nE   ImportError: no orders in src.routes\n1 failed"),
    edited("src/routes/__init__.py", "from . import orders\n"),
    ran("pytest -q", 0, "3 passed"),
)
"""A task that went well, after a test had failed."""
