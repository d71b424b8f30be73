"""What happened in the made-up workspace of the pictures: tasks over six weeks, what was learned, what was said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Answers = Sequence[dict[str, Any]]

AUTHOR, EMAIL = "Ada", "ada@example.com"
CHECK = "make test"

ROUTES = '''\
"""The routes of the service, each with the function that answers."""

from app.web import Router
from app.store import store

router = Router()


@router.get("/people")
def people() -> list[str]:
    return sorted(store.people)


@router.get("/hours")
def hours(person: str) -> float:
    return sum(entry.hours for entry in store.entries if entry.person == person)


@router.get("/projects")
def projects() -> list[str]:
    return sorted({entry.project for entry in store.entries})
'''
TEST = """\
from unittest import TestCase

from app.routes import router


class Test{title}(TestCase):
    def test_{name}(self):
        self.assertIn("/{name}", router.paths)
"""
FILES = {
    "app/__init__.py": "",
    "app/routes.py": ROUTES,
    "app/store.py": """\
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Entry:
    person: str
    project: str
    day: date
    hours: float


@dataclass
class Store:
    people: set[str] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)

    def listed(self, field: str) -> list[str]:
        return sorted({str(getattr(entry, field, "")) for entry in self.entries})


store = Store()
""",
    "app/web.py": """\
from collections.abc import Callable


class Router:
    def __init__(self) -> None:
        self.paths: dict[str, Callable[..., object]] = {}

    def get(self, path: str) -> Callable[[Callable[..., object]], Callable[..., object]]:
        def register(answer: Callable[..., object]) -> Callable[..., object]:
            self.paths[path] = answer
            return answer

        return register
""",
    "tests/__init__.py": "",
    "tests/test_people.py": TEST.format(title="People", name="people"),
    "migrations/001_entries.sql": "CREATE TABLE entries (person TEXT, project TEXT, day TEXT, hours REAL);\n",
    "Makefile": "test:\n\tpython3 -m unittest -q\n\nopenapi:\n\t@echo openapi.json is up to date\n\n"
    "changelog:\n\t@echo CHANGELOG.md is complete\n",
    "CHANGELOG.md": "# Changelog\n\n## Unreleased\n",
    ".gitignore": "__pycache__/\n",
    "requirements.txt": "httpx==0.27.2\nuvicorn==0.34.0\n",
    "pyproject.toml": '[project]\nname = "timesheet"\nversion = "1.3.0"\nrequires-python = ">=3.11"\n\n'
    "[tool.ruff]\nline-length = 100\n\n[tool.mypy]\nstrict = true\n",
    ".agents/skills/regenerate-the-client/SKILL.md": """\
---
name: regenerate-the-client
description: Regenerates the TypeScript client from openapi.json. Use it when the API has changed and the client lags.
---

## Steps

1. Run `make openapi`.
2. Look at the difference of `client/` before it is committed.
""",
}


@dataclass(frozen=True)
class Task:
    """One task of the user, with what a model did for it."""

    days_ago: float
    prompt: str
    answers: Answers
    tokens: int
    """Of all its requests together, about."""
    thumb: Literal["", "up", "down"] = ""
    rewritten: tuple[str, str, str] | None = None
    """What the user changed afterwards: file, old text, new text."""
    lessons: Answers = field(default_factory=list)
    """What the model answers when it is asked what there is to learn."""


def call(tool: str, **arguments: Any) -> dict[str, Any]:
    """Return an answer that calls one tool."""
    return {"tool_calls": [{"name": tool, "arguments": arguments}]}


def read(*paths: str) -> Answers:
    """Return answers that read files."""
    return [call("read_file", path=path) for path in paths]


def lesson(schema: str, **answer: Any) -> Answers:
    """Return what a model says that is asked what there is to learn."""
    return [{"schema": schema, "answer": answer}]


def nothing(reason: str) -> Answers:
    """Return what a model says that finds nothing worth learning."""
    blank = {"name": "", "description": "", "when_to_use": "", "steps": [], "pitfalls": [], "check": ""}
    return lesson("learn_skill", reason=reason, decision="nothing", **blank)


def skill(name: str, description: str, steps: Sequence[str], pitfalls: Sequence[str], check: str) -> Answers:
    """Return what a model says that learns a skill."""
    return lesson(
        "learn_skill",
        reason="It takes the same steps each time.",
        decision="new",
        name=name,
        description=description,
        when_to_use=description.partition("Use it when ")[2].capitalize(),
        steps=list(steps),
        pitfalls=list(pitfalls),
        check=check,
    )


def better(why: str, steps: Sequence[str]) -> Answers:
    """Return what a model says that refines a skill."""
    text = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
    sections = [{"heading": "Steps", "text": text}]
    return lesson("refine_skill", why=why, decision="change", sections=sections, description="")
