"""Ask for the problems that the editor shows."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import Field

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from ..errors import ToolError
from .arguments import Arguments, briefly, check, json_schema
from .editor import Editor, Problem
from .lines import fitting
from .paths import inside

SEVERITIES = ("error", "warning", "information", "hint")
MAX_MESSAGE_CHARACTERS = 300
NOTE_CHARACTERS = 120
"""Room that is kept for the note at the end."""


class DiagnosticsArguments(Arguments):
    """Where."""

    path: str | None = Field(None, description="file or folder")


@dataclass(frozen=True)
class Diagnostics:
    """Shows what linters and compilers told the editor."""

    root: Path
    editor: Editor
    hidden: Callable[[PurePosixPath], bool]
    """Of which files nothing is shown unless they are named: a spelling checker quotes passwords."""
    max_characters: int = 16_000

    spec = ToolSpec(
        name="diagnostics",
        description="List errors and warnings that the editor shows.",
        parameters=json_schema(DiagnosticsArguments),
        effect="read",
        kind="read",
    )
    brief = briefly(spec, "List errors that the editor shows.", "path")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Return a line for each problem, the errors first."""
        path = inside(self.root, check(DiagnosticsArguments, arguments).path or ".")
        place = self.root / path
        if not await asyncio.to_thread(place.exists):
            raise ToolError(f"{path} does not exist. Leave `path` out to see the problems of all files.")
        is_file = await asyncio.to_thread(place.is_file)
        known = await self.editor.problems(path if is_file else None)
        if known is None:
            raise ToolError("The editor does not answer. Run the project's linter or tests with run_command.")
        shown = (one for one in known if one.location.path == path or not self.hidden(one.location.path))
        return ToolOutput(report_on(path, shown, self.max_characters))


def report_on(path: PurePosixPath, problems: Iterable[Problem], max_characters: int) -> str:
    """Return the problems at and below `path`, cut to fit."""
    lines = list(map(described, sorted_by_weight(one for one in problems if one.location.path.is_relative_to(path))))
    if not lines:
        where = "" if path == PurePosixPath() else f" in {path}"
        return f"The editor shows no problems{where}. It may not check files that are not open."
    shown = lines[: fitting(lines, max_characters - NOTE_CHARACTERS)]
    if len(shown) < len(lines):
        shown.append(f"[{len(lines) - len(shown):,} more, none of them worse. Give `path` to see those of a part.]")
    return "\n".join(shown)


def sorted_by_weight(problems: Iterable[Problem]) -> Sequence[Problem]:
    """Return errors first, then warnings and the rest, each in the order of files and lines."""
    return sorted(
        problems, key=lambda one: (SEVERITIES.index(one.severity), one.location.path.as_posix(), one.location.line)
    )


def described(problem: Problem) -> str:
    """Return "src/a.py:12: error: … (pyright reportX)"."""
    message = " ".join(problem.message.split())
    if len(message) > MAX_MESSAGE_CHARACTERS:
        message = message[:MAX_MESSAGE_CHARACTERS] + "…"
    origin = " ".join(filter(None, (problem.source, problem.code)))
    place = f"{problem.location.path}:{problem.location.line}"
    return f"{place}: {problem.severity}: {message}{f' ({origin})' if origin else ''}"
