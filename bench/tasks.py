"""What a task costs: bytes sent, and the time between an answer and the next request."""

import tempfile
from pathlib import Path
from typing import Any

from command import journeyman, with_model
from figures import Figure
from model_server import ModelServer

RUNS = 7
TASK_FILES = 40
STEPS: list[tuple[str, dict[str, Any]]] = [
    ("plan", {"entries": [{"content": "look"}, {"content": "change"}, {"content": "check"}]}),
    ("search_text", {"pattern": "def area"}),
    ("read_file", {"path": "shapes/circle.py"}),
    ("edit_file", {"path": "shapes/circle.py", "edits": [{"old": "3.14", "new": "3.14159"}]}),
    ("run_command", {"command": "echo checked"}),
    ("read_file", {"path": "shapes/square.py"}),
]
LIMITS = {"plan": 15.0, "search_text": 15.0, "read_file": 15.0, "edit_file": 15.0, "run_command": 50.0}
"""A command is slower than the others: what it changed is looked for, before and after it."""


def task_figures() -> list[Figure]:
    answers = [{"tool_calls": [{"name": name, "arguments": arguments}]} for name, arguments in STEPS]
    waits: dict[str, list[float]] = {name: [] for name in LIMITS}
    sent: list[float] = []
    for _ in range(RUNS):
        with (
            tempfile.TemporaryDirectory() as folder,
            ModelServer([*answers, {"text": "Done."}]).running() as server,
        ):
            _make_sample(Path(folder))
            ended = journeyman(
                "run",
                "--mode",
                "act",
                "make pi exact",
                env=with_model(Path(folder) / "home", server.url),
                cwd=Path(folder),
            )
            assert ended.code == 0, ended.err
            sent.append(float(sum(len(asked.body) for asked in server.asked)))
            for index, (name, _) in enumerate(STEPS):
                waits[name].append(1000 * (server.asked[index + 1].arrived_at - server.answered_at[index]))
    return [
        Figure("prompt bytes over a six-tool task", "bytes", sent, 120_000),
        *(Figure(f"answer to next request: {name}", "ms", waits[name], limit) for name, limit in LIMITS.items()),
    ]


def _make_sample(folder: Path) -> None:
    shapes = folder / "shapes"
    shapes.mkdir()
    for name in ("circle", "square", *(f"shape{number}" for number in range(TASK_FILES))):
        (shapes / f"{name}.py").write_text(f"# {name}\n\n\ndef area(size):\n    return 3.14 * size ** 2\n" + "\n" * 20)
