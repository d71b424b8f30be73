"""Replace passages of a text: all of them or none, and nothing beside them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pydantic import Field

from ..errors import ToolError
from .arguments import Arguments
from .indentation import MAX_PLACES, find_loosely
from .lines import common_ends, is_numbered, line_ending, line_range, numbered, split_lines
from .nearest import nearest_passage

Matching = Literal["exact", "loose"]
"""Loose matching overlooks indentation and white space at the end of lines."""

MAX_SHOWN_LINES = 20
MIN_TELLING_CHARACTERS = 12
"""A shorter `new` may well be in the file by chance."""

LINE_BREAK = r"(?:\r\n|(?<!\r)\n)"


class Edit(Arguments):
    """One replacement."""

    old: str = Field(description="exact passage that occurs once, without line numbers")
    new: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """A text after its edits."""

    text: str
    changed: tuple[tuple[int, int], ...]
    """First and last line of each change, from the top; the last is before the first where lines went."""


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A part of the text, as offsets, and what comes in its place, with LF endings."""

    start: int
    end: int
    new: str


def replace(text: str, edits: Sequence[Edit], *, matching: Matching) -> Replaced:
    """Return `text` after `edits`, each of which is matched against `text` as it is now.

    Line endings do not matter for matching, and stay as they are; new lines get those of most others.

    Raises:
        ToolError: a passage is absent, ambiguous, unchanged or overlaps another one.
    """
    passages: list[Passage] = []
    for index, edit in enumerate(edits):
        try:
            passages.append(_locate(text, _with_lf(edit.old), _with_lf(edit.new), matching))
        except ToolError as error:
            raise ToolError(f"edits[{index}]: {error}" if len(edits) > 1 else str(error)) from error
    passages.sort()
    for first, second in pairwise(passages):
        if second.start < first.end:
            raise ToolError(f"Two edits overlap at line {_line_at(text, second.start)}. Join them into one.")
    replaced = _apply(text, passages)
    if replaced.text == text:
        raise ToolError("The file reads like this already; nothing was changed. Go on with the next step.")
    return replaced


def _locate(text: str, old: str, new: str, matching: Matching) -> Passage:
    """Return the one place where `old` is to be replaced."""
    if not old:
        raise ToolError("`old` is empty. Copy the lines to replace, or those beside which to insert.")
    if old == new:
        raise ToolError("`old` and `new` are the same. Leave this edit out, or change `new`.")
    places = [Passage(start, end, new) for start, end in _occurrences(text, old)]
    if not places and matching == "loose":
        places = [Passage(*match) for match in find_loosely(text, old, new)]
    if not places:
        raise ToolError(_absent(text, old, new))
    if len(places) > 1:
        lines = ", ".join(str(_line_at(text, place.start)) for place in places[:MAX_PLACES])
        more = " and more" if len(places) > MAX_PLACES else ""
        raise ToolError(f"`old` occurs at lines {lines}{more}. Add lines before or after it so that it occurs once.")
    return places[0]


def _occurrences(text: str, passage: str) -> list[tuple[int, int]]:
    """Return where `passage` starts and ends, also where it overlaps itself; a few places are enough."""
    pattern = re.compile(LINE_BREAK.join(map(re.escape, passage.split("\n"))))
    found: list[tuple[int, int]] = []
    match = pattern.search(text)
    while match and len(found) <= MAX_PLACES:
        found.append(match.span())
        match = pattern.search(text, match.start() + 1)
    return found


def _apply(text: str, passages: Sequence[Passage]) -> Replaced:
    """Return `text` with sorted `passages` replaced."""
    ending = line_ending(text)
    pieces: list[str] = []
    changed: list[tuple[int, int]] = []
    position, added_lines = 0, 0
    for passage in passages:
        old, new = text[passage.start : passage.end], passage.new.split("\n")
        merged, head, count = _merge(old, new, ending)
        pieces += text[position : passage.start], merged
        position = passage.end
        first_line = _line_at(text, passage.start) + head + added_lines
        changed.append((first_line, first_line - 1 + count))
        added_lines += passage.new.count("\n") - old.count("\n")
    return Replaced("".join([*pieces, text[position:]]), tuple(changed))


def _merge(old: str, new: list[str], ending: str) -> tuple[str, int, int]:
    """Return `new` joined with the line endings of `old` for the lines that both have, and `ending` for others.

    With it come how many lines at the start both have, and how many in between are only in `new`.
    """
    parts = re.split(f"({LINE_BREAK})", old)
    old_lines, endings = parts[::2], parts[1::2]
    head, tail = common_ends(old_lines, new)
    count = len(new) - head - tail
    endings = [*endings[:head], *[ending] * count, *endings[len(old_lines) - tail :]]
    merged = "".join(line + end for line, end in zip(new, [*endings[: len(new) - 1], ""], strict=True))
    return merged, head, count


def _absent(text: str, old: str, new: str) -> str:
    """Return what to do about a passage that does not occur."""
    if is_numbered(old):
        return "`old` contains line numbers, which are not in the file. Copy the text behind `|` only."
    if len(new.strip()) >= MIN_TELLING_CHARACTERS and len(done := _occurrences(text, new)) == 1:
        return f"`old` does not occur, but `new` does, at line {_line_at(text, done[0][0])}: is this edit done?"
    nearest = nearest_passage(text, split_lines(old))
    if nearest is None:
        return "`old` does not occur, nor anything like it. Read the file again and copy the passage exactly."
    first, last = nearest
    shown = numbered(split_lines(text)[first - 1 : min(last, first - 1 + MAX_SHOWN_LINES)], first)
    return "\n".join([f"`old` does not occur. Nearest is {line_range(first, last)}; copy it exactly:", *shown])


def _line_at(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _with_lf(text: str) -> str:
    return text.replace("\r\n", "\n")
