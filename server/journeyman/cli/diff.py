"""A file change as lines that a person reads."""

import difflib
from collections.abc import Iterator

from ..agent.events import FileChange

CONTEXT_LINES = 3


def unified_diff(change: FileChange) -> Iterator[str]:
    """Yield the change in unified format, without line ends.

    Lines that are the same at both ends are set aside before difflib sees them: it takes seconds on
    a file of 50,000 lines, and most changes touch a few.
    """
    old, new = (change.old or "").splitlines(), (change.new or "").splitlines()
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    skipped = max(0, start - CONTEXT_LINES)
    kept = max(0, end - CONTEXT_LINES)
    lines = difflib.unified_diff(
        old[skipped : len(old) - kept], new[skipped : len(new) - kept], n=CONTEXT_LINES, lineterm=""
    )
    yield f"--- {change.path if change.old is not None else '/dev/null'}"
    yield f"+++ {change.path if change.new is not None else '/dev/null'}"
    for line in list(lines)[2:]:
        yield _shift(line, skipped) if line.startswith("@@") else line


def _shared(one: list[str], other: list[str]) -> int:
    """How many lines the two have in common at their start."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _shift(header: str, by: int) -> str:
    """Correct the line numbers of `@@ -1,7 +1,7 @@` for the lines that were set aside."""
    _, old, new, _ = header.split(" ")
    return f"@@ {_moved(old, by)} {_moved(new, by)} @@"


def _moved(place: str, by: int) -> str:
    sign, (first, comma, count) = place[0], place[1:].partition(",")
    return f"{sign}{int(first) + by}{comma}{count}"
