"""Growth as a page of its own: plots as SVG, and the numbers behind them. No scripts, nothing from outside."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from itertools import count

from .growth import Growth, Kind, TaskRecord
from .growth_text import HEADS, VERDICTS, Plotted, height, number, overview, saved, table
from .intervals import CONFIDENCE

PLOTTED: tuple[Plotted, ...] = ("success", "steps", "tokens")
WIDTH, HEIGHT = 480, 200
LEFT, RIGHT, TOP, BOTTOM = 72, 12, 12, 44
"""Room around the points, for the axes."""

STYLE = """
:root { color-scheme: light dark; --page: #fff; --ink: #1a1a1a; --line: #8a8a8a; --with: #0060a0;
  --without: #b34700; }
@media (prefers-color-scheme: dark) {
  :root { --page: #16181b; --ink: #e6e6e6; --line: #8a8f98; --with: #6db8f2; --without: #ff9d5c; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
body { background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto;
  max-width: 62rem; padding: 0 1rem; }
section { break-inside: avoid; margin-block: 2.5rem; }
.plots { display: flex; flex-wrap: wrap; gap: 1rem; }
.plots svg { flex: 1 1 18rem; height: auto; max-width: 30rem; }
.with { fill: var(--with); stroke: var(--with); }
.without { stroke: var(--without); }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-block: .5rem; }
th, td { border-bottom: 1px solid var(--line); padding: .2rem .8rem; text-align: right; }
th:first-child, td:first-child { text-align: left; }
@media print { body { margin: 0; max-width: none; } details::details-content { content-visibility: visible; } }
"""


def render_page(growth: Growth, *, title: str, now: datetime) -> str:
    """Return an HTML file. Whatever prompts hold is shown as text."""
    names = (f"plot{number}" for number in count(1))
    sections = "\n".join(_section(kind, names) for kind in growth.kinds)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{_text(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<h1>{_text(title)}</h1>
<p>As of <time datetime="{now.isoformat()}">{now:%Y-%m-%d %H:%M}</time>.
{_text(overview(growth))}</p>
<p>{_text(growth.note)}</p>
{sections}
<p>Numbers in brackets are intervals that hold with {CONFIDENCE:.0%} confidence. Steps, tokens and seconds are medians
of the tasks that did not fail. Tasks are as they came, not chosen at random to be done with a skill or without.</p>
</body>
</html>
"""


def plot(points: Sequence[TaskRecord], measure: Plotted, *, title: str, name: str = "plot") -> str:
    """Return an SVG of a measure, task by task, oldest first. A square is with a skill, a ring without.

    It is valid by itself and in HTML; `name` must differ between the plots of one page. The classes `with` and
    `without` let a style sheet choose colors.
    """
    top = _top(max((height(point, measure) for point in points), default=0), measure)
    marks = "\n".join(_mark(point, measure, *_place(points, at, measure, top)) for at, point in enumerate(points))
    first, last = (f"{point.at:%Y-%m-%d}" for point in (points[0], points[-1])) if points else ("", "")
    description = f"{len(points)} tasks from {first} to {last}." if points else "No tasks."
    axis = f"M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}"
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" \
aria-labelledby="{_text(name)}-title {_text(name)}-desc" font-family="system-ui, sans-serif" font-size="12" \
fill="currentColor">
<title id="{_text(name)}-title">{_text(title)}</title>
<desc id="{_text(name)}-desc">{_text(description)} Squares are with a skill, rings without.</desc>
<path d="{axis}" fill="none" stroke="currentColor" stroke-opacity="0.6"/>
{_ticks(measure, top)}
<text x="{LEFT}" y="{HEIGHT - 26}">{first}</text>
<text x="{WIDTH - RIGHT}" y="{HEIGHT - 26}" text-anchor="end">{last}</text>
<text x="{(LEFT + WIDTH) // 2}" y="{HEIGHT - 8}" text-anchor="middle">\
{_text(measure)} of each task, in order: ■ with a skill, ○ without</text>
{marks}
</svg>"""


def _place(points: Sequence[TaskRecord], at: int, measure: Plotted, top: float) -> tuple[float, float]:
    """Tasks have equal distances: by the clock, those of a busy day would hide each other."""
    width, room = WIDTH - LEFT - RIGHT - 20, HEIGHT - TOP - BOTTOM
    x = LEFT + 10 + (width * at / (len(points) - 1) if len(points) > 1 else width / 2)
    return x, HEIGHT - BOTTOM - room * height(points[at], measure) / top


def _mark(point: TaskRecord, measure: Plotted, x: float, y: float) -> str:
    value = point.verdict if measure == "success" else f"{number(getattr(point, measure))} {measure}, {point.verdict}"
    skill = "with a skill" if point.with_skill else "without a skill"
    told = f"<title>{point.at:%Y-%m-%d %H:%M}: {value}, {skill}</title>"
    if point.with_skill:
        return f'<rect class="with" x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="#0072b2">{told}</rect>'
    return (
        f'<circle class="without" cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="none" stroke="#d55e00" stroke-width="2">'
        f"{told}</circle>"
    )


def _ticks(measure: Plotted, top: float) -> str:
    labels = VERDICTS if measure == "success" else [number(top * part / 4) for part in range(5)]
    lines = []
    for at, label in enumerate(labels):
        value = at + 1 if measure == "success" else top * at / 4
        y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top
        lines.append(
            f'<path d="M{LEFT - 4} {y:.1f}H{WIDTH - RIGHT}" stroke="currentColor" stroke-opacity="0.15"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
        )
    return "\n".join(lines)


def _top(highest: float, measure: Plotted) -> float:
    """Return the end of the axis: a round number that has quarters, and holds `highest`."""
    if measure == "success":
        return len(VERDICTS) + 0.5
    ends: Iterator[int] = (first * 10**zeros for zeros in count() for first in (4, 8, 20))
    return next(end for end in ends if end >= highest)


def _section(kind: Kind, names: Iterator[str]) -> str:
    plots = "\n".join(
        plot(kind.points, measure, title=f"{kind.title}: {measure}", name=next(names)) for measure in PLOTTED
    )
    return f"""<section>
<h2>{_text(kind.title)}</h2>
<p>{_text(kind.note)}</p>
<div class="plots">
{plots}
</div>
<div class="table">{_table(kind)}</div>
<details><summary>All {len(kind.points)} tasks</summary>
<div class="table">{_all_tasks(kind.points)}</div></details>
</section>"""


def _table(kind: Kind) -> str:
    caption = " ".join(filter(None, ("What tasks took.", saved(kind.saved_tokens, "the cost of learning this"))))
    return _rows(caption, HEADS, table(kind))


def _all_tasks(points: Sequence[TaskRecord]) -> str:
    rows = [
        [
            f"{point.at:%Y-%m-%d %H:%M}",
            point.verdict,
            "yes" if point.with_skill else "no",
            *(number(value) for value in (point.steps, point.tokens, point.seconds)),
        ]
        for point in points
    ]
    return _rows("Each task.", ["time", "outcome", "with a skill", "steps", "tokens", "seconds"], rows)


def _rows(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{_text(text)}</th>' for text in heads)
    body = "\n".join("<tr>" + "".join(f"<td>{_text(text)}</td>" for text in row) + "</tr>" for row in rows)
    return f"<table><caption>{_text(caption)}</caption><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"


def _text(text: str) -> str:
    """Escape `text`, without characters that XML cannot hold."""
    return escape("".join(char for char in text if char.isprintable() or char in "\n\t"))
