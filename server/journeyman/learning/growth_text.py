"""Growth as plain text: for terminals, and for editors that show no pictures."""

from collections.abc import Sequence
from statistics import median
from typing import Literal

from .growth import MEASURES, Arm, Difference, Growth, Kind, TaskRecord
from .intervals import CONFIDENCE, Interval

Plotted = Literal["success", "steps", "tokens", "seconds"]
VERDICTS = ("failure", "unknown", "success")
"""From below, on the axis of success."""
HEADS = ("", "tasks", "success", "steps", "tokens", "seconds")
WITH, WITHOUT, BOTH = "■", "○", "◧"
"""The last one where several tasks share a place."""


def describe(growth: Growth) -> str:
    """Return what there is to say about all kinds, with a table for each."""
    parts = [overview(growth), growth.note]
    for kind in growth.kinds:
        parts += [f"{kind.title}\n{_aligned([HEADS, *table(kind)])}\n{kind.note}"]
    if any(kind.difference for kind in growth.kinds):
        parts.append(
            f"Medians of the tasks that did not fail; in brackets, intervals with {CONFIDENCE:.0%} confidence."
        )
    return "\n\n".join(filter(None, parts))


def text_plot(points: Sequence[TaskRecord], measure: Plotted, *, width: int = 60, height_lines: int = 8) -> str:
    """Return a plot, task by task, oldest first. Where there are more tasks than columns, several share one."""
    if not points:
        return f"{measure}: no tasks"
    columns = min(len(points), max(1, width))
    lines = len(VERDICTS) if measure == "success" else max(2, height_lines)
    shared = [points[len(points) * at // columns : len(points) * (at + 1) // columns] for at in range(columns)]
    values = [median(height(point, measure) for point in some) for some in shared]
    top = len(VERDICTS) if measure == "success" else max(*values, 1)
    bottom = 1 if measure == "success" else 0
    grid = [[" "] * columns for _ in range(lines)]
    for at, (some, value) in enumerate(zip(shared, values, strict=True)):
        kinds = {point.with_skill for point in some}
        mark = BOTH if len(kinds) > 1 else WITH if kinds == {True} else WITHOUT
        grid[round((value - bottom) / (top - bottom) * (lines - 1))][at] = mark
    labels = list(VERDICTS) if measure == "success" else [number(0), *[""] * (lines - 2), number(top)]
    margin = max(map(len, labels))
    drawn = [f"{label:>{margin}} ┤{''.join(row).rstrip()}" for label, row in zip(labels, grid, strict=True)]
    dates = f"{points[0].at:%Y-%m-%d} to {points[-1].at:%Y-%m-%d}"
    told = f"{measure} of {len(points)} tasks, {dates}   {WITH} with a skill  {WITHOUT} without"
    mixed = f"  {BOTH} some of each" if columns < len(points) else ""
    return "\n".join([*reversed(drawn), f"{'':>{margin}} └{'─' * columns}", told + mixed])


def overview(growth: Growth) -> str:
    """Return what all tasks come to, and what learning cost."""
    total, cost = growth.total, growth.learning
    unknown = total.tasks - total.successes - total.failures
    tokens = cost.prompt_tokens + cost.completion_tokens
    told = (
        f"{total.tasks:,} {_plural('task', total.tasks)}: {total.successes:,} went well, {total.failures:,} did not, "
        f"{unknown:,} unknown. "
        f"Learning took {cost.requests:,} {_plural('request', cost.requests)} and {tokens:,} tokens."
    )
    return " ".join(filter(None, (told, saved(total.saved_tokens, "all that learning cost"))))


def saved(tokens: int | None, cost: str) -> str:
    """Return how many tokens less it took with a skill than the median without; "" if nobody can tell."""
    if tokens is None:
        return ""
    less = f"{tokens:,} tokens less" if tokens >= 0 else f"{-tokens:,} tokens more"
    return f"After {cost}, tasks with a skill took {less} than as many at the median without."


def table(kind: Kind) -> list[list[str]]:
    """Return the rows below `HEADS`."""
    first = kind.first
    rows = [
        ["first", "1", first.verdict, number(first.steps), number(first.tokens), number(first.seconds)],
        ["later", *_cells(kind.later)],
        ["with a skill", *_cells(kind.with_skill)],
        ["without", *_cells(kind.without_skill)],
    ]
    return [*rows, ["difference", "", *_differences(kind.difference)]] if kind.difference else rows


def height(point: TaskRecord, measure: Plotted) -> float:
    """Return where a task stands on the axis of `measure`."""
    match measure:
        case "success":
            return VERDICTS.index(point.verdict) + 1
        case "steps":
            return point.steps
        case "tokens":
            return point.tokens
        case "seconds":
            return point.seconds


def number(value: float | None) -> str:
    """Return a number for people; a dash for none."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


def _cells(arm: Arm) -> list[str]:
    known = arm.successes + arm.failures
    success = f"{arm.successes} of {known}" if known else "–"
    return [str(arm.n), success, number(arm.steps), number(arm.tokens), number(arm.seconds)]


def _differences(difference: Difference) -> list[str]:
    return [_signed(difference.success, 2), *(_signed(getattr(difference, one), 0) for one in MEASURES)]


def _signed(interval: Interval | None, digits: int) -> str:
    if interval is None:
        return "–"
    # Adding 0 makes "+0" of the "-0" that rounding leaves.
    value, low, high = (
        f"{round(one, digits) + 0.0:+,.{digits}f}" for one in (interval.value, interval.low, interval.high)
    )
    return f"{value} ({low} to {high})"


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows)
    return "\n".join(f"  {line.rstrip()}" for line in lines)


def _plural(word: str, amount: int) -> str:
    return word if amount == 1 else f"{word}s"
