"""What the editor's language servers know about the code, in words of ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal, Protocol

from ..agent.interfaces import FileText

Severity = Literal["error", "warning", "information", "hint"]


@dataclass(frozen=True, slots=True)
class Place:
    """A name on a line of a file."""

    path: PurePosixPath
    line: int
    """Counted from 1."""
    before: str
    """The text in front of the name on its line: says the column in whatever units an editor counts."""


@dataclass(frozen=True, slots=True)
class Location:
    """A line that something is on."""

    path: PurePosixPath
    """Relative to the workspace folder; absolute if it lies outside, as do installed libraries."""
    line: int
    """Counted from 1."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something with a name: a class, a function, a constant."""

    name: str
    kind: str
    location: Location
    container: str = ""
    """The name of what it is in; "" at the top of a file."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A diagnostic."""

    location: Location
    severity: Severity
    message: str
    source: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A file before and after an edit that is not yet made."""

    path: PurePosixPath
    old: FileText
    new: str


class Editor(Protocol):
    """Asked by tools. None means that it cannot say, or not in time: find another way."""

    async def definition(self, place: Place) -> Sequence[Location] | None:
        """Where that which is named here is defined."""
        ...

    async def about(self, place: Place) -> str | None:
        """What is known of that which is named here: its signature, and what is written about it; a screenful."""
        ...

    async def references(self, place: Place) -> Sequence[Location] | None:
        """Where that which is named here is used or defined."""
        ...

    async def outline(self, path: PurePosixPath) -> Sequence[Symbol] | None:
        """What a file defines, in the order of its lines."""
        ...

    async def find_symbols(self, name: str) -> Sequence[Symbol] | None:
        """What in the workspace has a name like `name`."""
        ...

    async def problems(self, path: PurePosixPath | None, *, wait_seconds: float = 0) -> Sequence[Problem] | None:
        """The diagnostics of a file, or of all files.

        `wait_seconds` is how long those of the file's newest version may take.
        """
        ...

    async def rename(self, place: Place, new_name: str) -> Sequence[Rewrite] | None:
        """What renaming that which is named here would change; nothing is changed yet.

        Raises:
            ToolError: it would do more than change text of files in the workspace.
        """
        ...
