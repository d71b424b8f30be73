"""Find a passage whose indentation differs, and indent its replacement likewise."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

USUAL_WIDTHS = (4, 2, 8, 3)


@dataclass(frozen=True, slots=True)
class Shift:
    """How indentation as the model wrote it becomes that of the file."""

    style: str = ""
    """What the file indents with, a tab or a space; "" if the model does so, too."""
    width: int = 0
    """Columns that a tab takes, where the styles differ."""
    removed: str = ""
    added: str = ""

    def apply(self, line: str) -> str | None:
        """Return `line` as the file indents it; None if it has less than has to be removed."""
        if not line.strip():
            return line
        indent = _indent(line)
        text = line[len(indent) :]
        columns = len(indent.expandtabs(self.width)) if self.style else 0
        if self.style == " ":
            indent = " " * columns
        elif self.style == "\t":
            indent = "\t" * (columns // self.width) + " " * (columns % self.width)
        if not indent.startswith(self.removed):
            return None
        return self.added + indent[len(self.removed) :] + text


def find_loosely(plain: str, old: str, new: str, *, limit: int) -> list[tuple[int, int, str]]:
    """Return start, end and replacement wherever whole lines differ from `old` in outer white space only.

    `plain`, `old` and `new` have LF endings. If there is one place, but its indentation is not that of
    `old` shifted by a constant, it does not count: the passage means something else there.
    """
    leading = len(old) - len(old.lstrip("\n"))
    if not old.strip() or not new.startswith("\n" * leading):
        return []
    lines = plain.split("\n")
    old_lines, new_lines = old[leading:].split("\n"), new[leading:].split("\n")
    takes_ending = not old_lines[-1] and new_lines == [""]
    if not old_lines[-1]:
        old_lines.pop()
        new_lines = new_lines if new_lines[-1] else new_lines[:-1]
    places = _windows([line.strip() for line in lines], [line.strip() for line in old_lines], limit)
    starts = [sum(len(line) + 1 for line in lines[:place]) for place in places]
    if len(places) != 1:
        return [(start, start, new) for start in starts]
    passage = lines[places[0] : places[0] + len(old_lines)]
    fitted = _fitted(old_lines, new_lines, passage)
    if fitted is None:
        return []
    end = starts[0] + len("\n".join(passage)) + takes_ending
    return [(starts[0], min(end, len(plain)), "\n".join(fitted))]


def common_length(first: Sequence[str], second: Sequence[str]) -> int:
    """Return how many items at the start, lines or characters, are the same."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((count for count, (one, other) in pairs if one != other), min(len(first), len(second)))


def _windows(lines: Sequence[str], wanted: Sequence[str], limit: int) -> list[int]:
    """Return the first places, counted from 0, at which `wanted` occurs in `lines`."""
    anchor = max(range(len(wanted)), key=lambda index: len(wanted[index]))
    places: list[int] = []
    found = anchor - 1
    while len(places) < limit:
        try:
            found = lines.index(wanted[anchor], found + 1)
        except ValueError:
            break
        if lines[found - anchor : found - anchor + len(wanted)] == wanted:
            places.append(found - anchor)
    return places


def _fitted(old: Sequence[str], new: Sequence[str], passage: Sequence[str]) -> list[str] | None:
    """Return `new`, indented like `passage`, whose own lines stay as they are where `new` keeps them."""
    shift = _shift(old, new, passage)
    if shift is None:
        return None
    head = common_length(old, new)
    tail = common_length(old[head:][::-1], new[head:][::-1])
    changed = [shift.apply(line) for line in new[head : len(new) - tail]]
    fitting = [line for line in changed if line is not None]
    if len(fitting) < len(changed):
        return None
    return [*passage[:head], *fitting, *passage[len(passage) - tail :]]


def _shift(old: Sequence[str], new: Sequence[str], passage: Sequence[str]) -> Shift | None:
    """Return what turns the indentation of every line of `old` into that of `passage`, if there is one."""
    pairs = [(line, _indent(found)) for line, found in zip(old, passage, strict=True) if line.strip()]
    styles = _styles([*old, *new], passage)
    unshifted = (style for style in [Shift(), *styles] if _leads(style, pairs))
    shifted = (shift for style in styles or [Shift()] if _leads(shift := _shifted(style, *pairs[0]), pairs))
    return next(unshifted, None) or next(shifted, None)


def _leads(shift: Shift, pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether `shift` gives each line the indentation that it has in the file."""
    return all((line := shift.apply(old)) is not None and _indent(line) == indent for old, indent in pairs)


def _shifted(style: Shift, old: str, indent: str) -> Shift:
    """Return `style` with what it takes to indent the line `old` by `indent`."""
    now = _indent(style.apply(old) or "")
    if indent.endswith(now):
        return Shift(style.style, style.width, added=indent.removesuffix(now))
    return Shift(style.style, style.width, removed=now.removesuffix(indent))


def _styles(written: Sequence[str], passage: Sequence[str]) -> list[Shift]:
    """Return how tabs may become spaces, or spaces tabs; nothing if both sides indent alike."""
    theirs, ours = ("".join(map(_indent, lines)) for lines in (written, passage))
    if "\t" in ours and " " in theirs:
        style, with_spaces = "\t", written
    elif " " in ours and "\t" not in ours and "\t" in theirs:
        style, with_spaces = " ", passage
    else:
        return []
    step = math.gcd(*(_indent(line).count(" ") for line in with_spaces if line.strip()))
    widths = dict.fromkeys((step, *USUAL_WIDTHS) if step > 1 else USUAL_WIDTHS)
    return [Shift(style, width) for width in widths]


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]
