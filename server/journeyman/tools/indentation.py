"""Find a passage whose white space differs, and indent its replacement likewise."""

from collections.abc import Sequence
from itertools import islice, pairwise

from .lines import common_ends

MAX_PLACES = 10
"""How many are looked for: more are told apart no better."""
USUAL_WIDTH = 4
"""Spaces that stand for a tab where nothing tells."""

Levels = Sequence[tuple[str, str]]
"""Each indentation as the model wrote it and as it is in the file, the shortest first."""


def find_loosely(text: str, old: str, new: str) -> list[tuple[int, int, str]]:
    """Return start, end and replacement wherever whole lines differ from `old` in outer white space only.

    `old` and `new` have LF endings. If there is one place, but its lines are not indented in the same
    steps as those of `old`, it does not count: the passage means something else there.
    """
    takes_ending = old.endswith("\n") and not new
    if old.endswith("\n"):
        old, new = old.removesuffix("\n"), new.removesuffix("\n")
    if not old.strip():
        return []
    lines, old_lines = text.split("\n"), old.split("\n")
    places = _places([line.strip() for line in lines], [line.strip() for line in old_lines])
    starts = [sum(len(line) + 1 for line in lines[:place]) for place in places]
    if len(places) != 1:
        return [(start, start, new) for start in starts]
    passage = lines[places[0] : places[0] + len(old_lines)]
    end = starts[0] + len("\n".join(passage))
    end = min(end + 1, len(text)) if takes_ending else end - passage[-1].endswith("\r")
    fitted = _fitted(old_lines, new.split("\n"), [line.removesuffix("\r") for line in passage])
    return [] if fitted is None else [(starts[0], end, "\n".join(fitted))]


def _places(lines: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Return where `wanted` occurs in `lines`, counted from 0; one place more than will be shown is enough."""
    size = len(wanted)
    found = (at for at, line in enumerate(lines) if line == wanted[0] and lines[at : at + size] == wanted)
    return list(islice(found, MAX_PLACES + 1))


def _fitted(old: Sequence[str], new: Sequence[str], passage: Sequence[str]) -> list[str] | None:
    """Return `new`, indented like `passage`, whose own lines stay as they are where `new` keeps them."""
    levels = _levels(old, passage)
    if not levels:
        return None
    head, tail = common_ends(old, new)
    fitted = []
    for line in new[head : len(new) - tail]:
        indent = _indent_for(line, levels, _growth(levels, [*old, *new]))
        if indent is None:
            return None
        fitted.append(indent + line.lstrip(" \t") if line.strip() else line)
    return [*passage[:head], *fitted, *passage[len(passage) - tail :]]


def _levels(old: Sequence[str], passage: Sequence[str]) -> Levels:
    """Return the indentations of both; nothing if a line is deeper than another in only one of them."""
    pairs = {(_indent(line), _indent(found)) for line, found in zip(old, passage, strict=True) if line.strip()}
    levels = sorted(pairs, key=lambda level: (len(level[0]), len(level[1])))
    grows = all(len(a) < len(b) and len(x) < len(y) for (a, x), (b, y) in pairwise(levels))
    return levels if grows else []


def _growth(levels: Levels, written: Sequence[str]) -> float:
    """Return how many characters of indentation in the file stand for one in `written`."""
    (old, found), (inner_old, inner_found) = levels[0], levels[-1]
    if old != inner_old:
        return (len(inner_found) - len(found)) / (len(inner_old) - len(old))
    has_tabs = any("\t" in _indent(line) for line in written)
    if not found or ("\t" in found) == has_tabs:
        return 1
    return USUAL_WIDTH if has_tabs else 1 / USUAL_WIDTH


def _indent_for(line: str, levels: Levels, growth: float) -> str | None:
    """Return the indentation of `line` in the file; None if that would begin left of the margin."""
    indent = _indent(line)
    old, found = next((level for level in reversed(levels) if len(level[0]) <= len(indent)), levels[0])
    added = round((len(indent) - len(old)) * growth)
    if added <= 0:
        return found[: len(found) + added] if len(found) + added >= 0 else None
    return found + (levels[-1][1] or indent)[0] * added


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]
