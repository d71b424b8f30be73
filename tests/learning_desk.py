"""A small project, and recorded runs in which tasks are done there that teach a skill."""

import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from journeyman.learner import Learned
from journeyman.learner.learned import to_evidence
from journeyman.review.consent import refuse_without_asking
from journeyman.settings import load_settings
from journeyman.workspace import FrontEnd, Workspace, open_workspace

NOBODY = FrontEnd(refuse_without_asking("nobody is there"))
CHECK = f"{Path(sys.executable).name} -m unittest -q"
FINISH_SECONDS = 30

TEST = """\
import unittest
from app.routes.{name} import list_{name}


class Test(unittest.TestCase):
    def test_it(self):
        self.assertEqual(list_{name}(), [])
"""


def call(tool: str, **arguments: Any) -> dict[str, Any]:
    return {"tool_calls": [{"name": tool, "arguments": arguments}]}


def add_route(name: str, *more: dict[str, Any], check: str = CHECK) -> list[dict[str, Any]]:
    """A task of six tool calls: a route, and a test for it."""
    return [
        call("read_file", path="app/routes/users.py"),
        call("list_files", path="tests"),
        call("write_file", path=f"app/routes/{name}.py", content=f"def list_{name}():\n    return []\n"),
        call("write_file", path=f"tests/test_{name}.py", content=TEST.format(name=name)),
        call("read_file", path=f"tests/test_{name}.py"),
        *more,
        call("run_command", command=check),
        {"text": f"Added the route for {name}, with a test."},
    ]


DRAFT = {
    "reason": "Adding a route always takes the same steps.",
    "decision": "new",
    "name": "add-a-route",
    "description": "Add a route (an HTTP endpoint) to the app, with its test. Use it when a new route is asked for.",
    "when_to_use": "A new route or endpoint is asked for.",
    "steps": [
        "Read `app/routes/users.py` as the example.",
        "Write `app/routes/NAME.py` with a function `list_NAME`.",
        "Write `tests/test_NAME.py` with a test for it.",
        f"Run `{CHECK}`.",
    ],
    "pitfalls": ["The test imports the function from the new module."],
    "check": f"`{CHECK}` passes.",
}

PATCH = {
    "why": "The routes are listed in a table now.",
    "decision": "change",
    "sections": [{"heading": "Steps", "text": "1. Write the route.\n2. Write its test.\n3. Run `make routes`."}],
    "description": "",
}


def to_schema(title: str, answer: Any) -> dict[str, Any]:
    """An answer of the model to a question of ours."""
    return {"schema": title, "text": answer if isinstance(answer, str) else json.dumps(answer)}


@dataclass
class Desk:
    """Where tasks are done, one after the other."""

    folder: Path
    learned: list[Learned] = field(default_factory=list)

    @property
    def root(self) -> Path:
        return self.folder / "project"

    @property
    def environment(self) -> dict[str, str]:
        home = self.folder / "home"
        return {"HOME": str(home), "JOURNEYMAN_HOME": str(home / "journeyman"), "PATH": "/usr/bin:/bin"} | {
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
        }

    @property
    def script(self) -> Path:
        return self.folder / "script.json"

    def prepare(self) -> None:
        for path, text in {
            "app/__init__.py": "",
            "app/routes/__init__.py": "",
            "app/routes/users.py": "def list_users():\n    return []\n",
            "tests/__init__.py": "",
            "Makefile": "routes:\n\t@true\n",
        }.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    def write_script(self, answers: Sequence[dict[str, Any]]) -> None:
        self.script.write_text(json.dumps(list(answers)))

    @asynccontextmanager
    async def opened(self, *, learns: bool = True, **overrides: Any) -> AsyncIterator[Workspace]:
        given = {"provider": "scripted", "endpoint": str(self.script), "mode": "act", **overrides}
        loaded = load_settings(environment=self.environment, workspace=self.root, overrides=given)
        async with open_workspace(self.root, loaded, self.environment) as workspace:
            workspace.learner.listeners.append(self.learned.append)
            workspace.learner.start(learns=learns)
            yield workspace

    async def do(
        self, prompt: str, answers: Sequence[dict[str, Any]], *, learns: bool = True, skill: str | None = None
    ) -> list[Any]:
        """Do a task in a session of its own, learn from it, and return the events."""
        self.write_script(answers)
        async with self.opened(learns=learns) as workspace:
            events = await play(workspace, prompt, skill=skill)
            if learns:
                assert await workspace.learner.finish(FINISH_SECONDS)
        return events


async def play(workspace: Workspace, prompt: str, *, turn_id: str = "t", skill: str | None = None) -> list[Any]:
    session = await workspace.open_session(NOBODY)
    events = [event async for event in session.prompt(prompt, turn_id=turn_id, skills=[skill] if skill else [])]
    await workspace.close_session(session.id)
    return events


async def thumb(workspace: Workspace, value: str) -> None:
    """The user's thumb for the only task that there is."""
    [episode] = await workspace.records.episodes(lambda store, _: store.list())
    evidence = to_evidence(value, "", workspace.records.clock())
    await workspace.learner.feedback(episode.session_id, episode.turn_id, evidence)
    assert await workspace.learner.finish(FINISH_SECONDS)
