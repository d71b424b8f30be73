"""Tell the model which problems its edit brought about, and not those that were there before."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from .agent.events import FileChange, ProblemChange, ToolOutput
from .agent.interfaces import Report, Tool, ToolSpec
from .errors import ToolError
from .tools.diagnostics import described, sorted_by_weight
from .tools.editor import Editor, Problem
from .tools.lines import common_ends, split_lines
from .tools.paths import inside

WAIT_SECONDS = 1.5
"""How long language servers may take to look at the new text."""
MAX_SHOWN = 10
MAX_FILES = 20
"""More are only changed by a rename; each is asked for."""


@dataclass(frozen=True)
class ReportsDiagnostics:
    """A tool that edits, which adds the errors and warnings that were not in the changed files before.

    An editor that does not answer, or has no diagnostics, changes nothing: the edit was made all the same.
    """

    tool: Tool
    editor: Editor
    root: Path
    scope: Literal["path", "workspace"] = "path"
    """What it may edit: the file in its argument `path`, or any."""

    @property
    def spec(self) -> ToolSpec:
        """That of the tool."""
        return self.tool.spec

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Run the tool between two looks at the problems."""
        before = await self._problems_before(arguments)
        output = await self.tool.run(arguments, report)
        if before is None or not output.changes:
            return output
        paths = [PurePosixPath(change.path) for change in output.changes if change.new is not None][:MAX_FILES]
        answers = await asyncio.gather(*(self.editor.problems(path, wait_seconds=WAIT_SECONDS) for path in paths))
        after = [problem for answer in answers for problem in answer or ()]
        new = await asyncio.to_thread(introduced, before, after, output.changes)
        touched = {one.location.path for one in after} | set(paths)
        old = [problem for problem in before if problem.location.path in touched]
        output = replace(output, problems=compared(old, after))
        return replace(output, text=f"{output.text}\n\n{told(new)}") if new else output

    async def _problems_before(self, arguments: Mapping[str, Any]) -> Sequence[Problem] | None:
        if self.scope == "workspace":
            return await self.editor.problems(None)
        try:
            path = await asyncio.to_thread(inside, self.root, str(arguments.get("path", "")))
        except ToolError:
            # The tool itself says so.
            return None
        return await self.editor.problems(path)


def introduced(before: Iterable[Problem], after: Iterable[Problem], changes: Iterable[FileChange]) -> Sequence[Problem]:
    """Return the errors and warnings in `after` that have no counterpart in `before`, errors first.

    Two problems are the same if they differ only in their line: an edit moves what is below it. Of several
    that are the same, those are new that are on no line where one was before.
    """
    old_lines, new_lines = _lines_by_kind(before), _lines_by_kind(after)
    texts = {change.path: change for change in changes}
    new: list[Problem] = []
    for kind, problems in new_lines.items():
        known = old_lines[kind]
        if len(problems) > len(known):
            moved = _moved((one.location.line for one in known), texts.get(str(problems[0].location.path)))
            fresh = [one for one in problems if one.location.line not in moved]
            beside = [one for one in problems if one.location.line in moved]
            new += (fresh + beside)[: len(problems) - len(known)]
    return sorted_by_weight(one for one in new if one.severity in ("error", "warning"))


def compared(before: Sequence[Problem], after: Sequence[Problem]) -> ProblemChange:
    """Return what became of the errors, and which kinds of problems there are no more."""
    kinds = {_kind(problem): None for problem in before}
    still = set(map(_kind, after))
    return ProblemChange(
        sum(problem.severity == "error" for problem in before),
        sum(problem.severity == "error" for problem in after),
        tuple(kind for kind in kinds if kind and kind not in still),
    )


def _kind(problem: Problem) -> str:
    return f"{problem.source}:{problem.code}" if problem.source and problem.code else problem.source or ""


def told(problems: Sequence[Problem]) -> str:
    """Return the problems as the model reads them."""
    count = "1 problem" if len(problems) == 1 else f"{len(problems):,} problems"
    lines = [f"The edit introduced {count}:", *map(described, problems[:MAX_SHOWN])]
    if len(problems) > MAX_SHOWN:
        lines.append(f"[{len(problems) - MAX_SHOWN:,} more: use diagnostics.]")
    return "\n".join(lines)


def _lines_by_kind(problems: Iterable[Problem]) -> defaultdict[object, list[Problem]]:
    found: defaultdict[object, list[Problem]] = defaultdict(list)
    for one in problems:
        # Some messages name other lines, which move as well.
        message = re.sub(r"\bline \d+", "line", one.message)
        found[one.location.path, message, one.source, one.code, one.severity].append(one)
    return found


def _moved(lines: Iterable[int], change: FileChange | None) -> set[int]:
    """Return where the lines of the old text are in the new one; changed lines are left out."""
    if change is None or change.old is None or change.new is None:
        return set(lines)
    old, new = split_lines(change.old), split_lines(change.new)
    head, tail = common_ends(old, new)
    shift = len(new) - len(old)
    return {line + (0 if line <= head else shift) for line in lines if line <= head or line > len(old) - tail}
