"""Whether a task left more or fewer errors in the files that it changed, as evidence."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from ..agent.events import ProblemChange
from ..memory.episode_rows import Evidence

MAX_KINDS = 12
"""Of problems that are gone; more say nothing about where a skill fits."""
GONE = " · gone: "


def problems_evidence(changes: Sequence[ProblemChange], now: datetime) -> Evidence | None:
    """Return what the edits of a turn did to the errors; None if they did nothing to them."""
    difference = sum(change.after - change.before for change in changes)
    kinds = list(dict.fromkeys(kind for change in changes for kind in change.gone))[:MAX_KINDS]
    if not difference:
        return None
    words = f"{abs(difference)} errors {'more' if difference > 0 else 'fewer'} in the changed files"
    return Evidence(
        "diagnostics", 0.0 if difference > 0 else 1.0, words + (GONE + ", ".join(kinds) if kinds else ""), now
    )


def gone_problems(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    """Return which kinds of problems were gone after the task: `source` or `source:code`."""
    texts = (one.source.partition(GONE)[2] for one in evidence if one.kind == "diagnostics")
    return tuple(dict.fromkeys(kind for text in texts if text for kind in text.split(", ")))
