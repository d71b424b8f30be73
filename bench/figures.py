"""Figures and the table that they are printed in."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Something that was measured a number of times."""

    name: str
    unit: str
    values: Sequence[float]
    limit: float | None = None
    """What the median must not pass; None if there is no promise."""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def holds(self) -> bool:
        return self.limit is None or self.median <= self.limit


def table(figures: Sequence[Figure]) -> str:
    rows = [("figure", "median", "lowest", "highest", "n", "limit", "")]
    for figure in figures:
        shown = [number(value) for value in (figure.median, min(figure.values), max(figure.values))]
        limit = number(figure.limit) if figure.limit is not None else "–"
        mark = "" if figure.holds else "OVER"
        rows.append((f"{figure.name} [{figure.unit}]", *shown, str(len(figure.values)), limit, mark))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
