"""An editor that says what a test wants it to know."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from journeyman.tools.editor import Location, Place, Problem, Rewrite, Severity, Symbol


def at(place: str) -> Location:
    """`src/a.py:3`"""
    path, _, line = place.rpartition(":")
    return Location(PurePosixPath(path), int(line))


def problem(place: str, message: str, severity: Severity = "error", *, code: str = "E1") -> Problem:
    return Problem(at(place), severity, message, "lint", code)


async def nothing_to_rename(place: Place, new_name: str) -> None:
    """Cannot rename."""


@dataclass
class ScriptedEditor:
    """Knows only what it was given; None is an editor that does not answer. Implements `Editor`."""

    defined: Sequence[Location] | None = None
    used: Sequence[Location] | None = None
    symbols: Sequence[Symbol] | None = None
    known: str | None = None
    """What it tells of everything that has a name."""
    shown: list[Sequence[Problem] | None] = field(default_factory=list)
    """One for each time that it is asked for problems; the last stays."""
    renames: Callable[[Place, str], Awaitable[Sequence[Rewrite] | None]] = nothing_to_rename
    asked: list[object] = field(default_factory=list)

    async def definition(self, place: Place) -> Sequence[Location] | None:
        self.asked.append(place)
        return self.defined

    async def references(self, place: Place) -> Sequence[Location] | None:
        self.asked.append(place)
        return self.used

    async def about(self, place: Place) -> str | None:
        self.asked.append(("about", place))
        return self.known

    async def outline(self, path: PurePosixPath) -> Sequence[Symbol] | None:
        self.asked.append(path)
        return self.symbols

    async def find_symbols(self, name: str) -> Sequence[Symbol] | None:
        self.asked.append(name)
        return self.symbols

    async def problems(self, path: PurePosixPath | None, *, wait_seconds: float = 0) -> Sequence[Problem] | None:
        self.asked.append((path, wait_seconds))
        return self.shown.pop(0) if len(self.shown) > 1 else self.shown[0]

    async def rename(self, place: Place, new_name: str) -> Sequence[Rewrite] | None:
        self.asked.append((place, new_name))
        return await self.renames(place, new_name)
