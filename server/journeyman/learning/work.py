"""Which tool calls of a task count as work."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from ..memory.episode_rows import EpisodeCall

MIN_CALLS = 5
"""A task with fewer calls that did something holds nothing that the next one would not find at once."""
NO_WORK = frozenset("plan ask_user find_skill use_skill save_skill remember recall forget".split())
"""Tools that are about the work."""
GENERATED = frozenset(
    "__pycache__ .cache .gradle .mypy_cache .next .nyc_output .pytest_cache .ruff_cache .tox .venv coverage dist "
    "htmlcov node_modules target venv".split()
)
"""Folders whose content tools make."""
GENERATED_SUFFIXES = frozenset(".class .log .o .pyc .pyo .tmp".split())


def did_something(call: EpisodeCall) -> bool:
    """Whether the call looked at or changed the workspace; a command that ran and failed did."""
    if call.tool in NO_WORK:
        return False
    return not call.is_error or call.exit_code is not None or bool(call.changed_files)


def work_calls(calls: Iterable[EpisodeCall]) -> int:
    """Return how many of the calls did something."""
    return sum(map(did_something, calls))


def changed_files(calls: Iterable[EpisodeCall]) -> list[str]:
    """Return the files that the calls changed, each once, without those that tools generate."""
    files = dict.fromkeys(file for call in calls for file in call.changed_files)
    return [file for file in files if not _is_generated(PurePosixPath(file))]


def _is_generated(path: PurePosixPath) -> bool:
    return path.suffix in GENERATED_SUFFIXES or not GENERATED.isdisjoint(path.parts[:-1])
