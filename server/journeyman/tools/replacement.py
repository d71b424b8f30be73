"""Replace passages of a text: all of them or none, and nothing beside them."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pydantic import Field

from ..errors import ToolError
from .arguments import Arguments
from .indentation import common_length, find_loosely
from .nearest import nearest_passage
from .numbering import is_numbered, line_range, numbered, split_lines

Matching = Literal["exact", "loose"]
"""Loose matching overlooks indentation and white space at the end of lines."""

MAX_PLACES = 10
MAX_SHOWN_LINES = 20
MIN_TELLING_CHARACTERS = 12
"""A shorter `new` may well be in the file by chance."""


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


@dataclass(frozen=True, slots=True)
class Passage:
    """Where an edit applies, as offsets into the text with LF endings, and what it puts there."""

    start: int
    end: int
    new: str
    name: str
    """How the edit is called in complaints."""


def replace(text: str, edits: Sequence[Edit], *, matching: Matching) -> Replaced:
    """Return `text` after `edits`, each of which is matched against `text` as it is now.

    Line endings do not matter for matching, and stay as they are; new ones follow their neighbors.

    Raises:
        ToolError: a passage is absent, ambiguous, unchanged or overlaps another one.
    """
    plain = _with_lf(text)
    names = [f"edits[{index}]: " if len(edits) > 1 else "" for index in range(len(edits))]
    passages = [_locate(plain, edit, matching, name) for edit, name in zip(edits, names, strict=True)]
    passages.sort(key=lambda passage: passage.start)
    for first, second in pairwise(passages):
        if second.start < first.end:
            line = _line_at(plain, second.start)
            raise ToolError(f"{second.name}it overlaps another edit at line {line}. Join the two into one.")
    replaced = _apply(text, plain, [_trimmed(plain, passage) for passage in passages])
    if replaced.text == text:
        raise ToolError("The file reads like this already; nothing was changed. Go on with the next step.")
    return replaced


def _locate(plain: str, edit: Edit, matching: Matching, name: str) -> Passage:
    """Return the one place where `edit` applies."""
    old, new = _with_lf(edit.old), _with_lf(edit.new)
    if not old:
        raise ToolError(f"{name}`old` is empty. Copy the lines to replace, or those beside which to insert.")
    if old == new:
        raise ToolError(f"{name}`old` and `new` are the same. Leave this edit out, or change `new`.")
    starts = _occurrences(plain, old)
    places = [Passage(start, start + len(old), new, name) for start in starts]
    if not starts and matching == "loose":
        places = [Passage(*match, name) for match in find_loosely(plain, old, new, limit=MAX_PLACES)]
    if len(places) == 1:
        return places[0]
    raise ToolError(name + (_ambiguous(plain, places) if places else _absent(plain, old, new)))


def _occurrences(plain: str, old: str) -> list[int]:
    """Return where `old` occurs, also where it overlaps itself; the first few places are enough."""
    starts: list[int] = []
    start = plain.find(old)
    while start >= 0 and len(starts) < MAX_PLACES:
        starts.append(start)
        start = plain.find(old, start + 1)
    return starts


def _trimmed(plain: str, passage: Passage) -> Passage:
    """Return what really changes, so that the bytes around it stay, whatever their line endings."""
    old, new = plain[passage.start : passage.end], passage.new
    head = common_length(old, new)
    tail = common_length(old[head:][::-1], new[head:][::-1])
    return Passage(passage.start + head, passage.end - tail, new[head : len(new) - tail], passage.name)


def _apply(text: str, plain: str, passages: Sequence[Passage]) -> Replaced:
    """Return `text` with sorted `passages` replaced."""
    crlfs = _crlf_offsets(text)
    pieces: list[str] = []
    changed: list[tuple[int, int]] = []
    position, added_lines = 0, 0
    for passage in passages:
        start, end = (offset + bisect_left(crlfs, offset) for offset in (passage.start, passage.end))
        new = passage.new.replace("\n", "\r\n") if _is_crlf_near(plain, crlfs, passage.start) else passage.new
        pieces += text[position:start], new
        position = end
        first_line = _line_at(plain, passage.start) + added_lines
        changed.append((first_line, first_line - 1 + len(split_lines(passage.new))))
        added_lines += passage.new.count("\n") - plain.count("\n", passage.start, passage.end)
    return Replaced("".join([*pieces, text[position:]]), tuple(changed))


def _crlf_offsets(text: str) -> list[int]:
    """Return where the CRLF endings of `text` are once all endings are LF, sorted."""
    offsets: list[int] = []
    found = text.find("\r\n")
    while found >= 0:
        offsets.append(found - len(offsets))
        found = text.find("\r\n", found + 2)
    return offsets


def _is_crlf_near(plain: str, crlfs: Sequence[int], start: int) -> bool:
    """Whether the line ending at or after `start` is CRLF; at the end of the text, the one before."""
    ending = plain.find("\n", start)
    if ending < 0:
        ending = plain.rfind("\n")
    place = bisect_left(crlfs, ending)
    return place < len(crlfs) and crlfs[place] == ending


def _ambiguous(plain: str, places: Sequence[Passage]) -> str:
    lines = ", ".join(str(_line_at(plain, place.start)) for place in places)
    more = " and more" if len(places) == MAX_PLACES else ""
    return f"`old` occurs at lines {lines}{more}. Add lines before or after it so that it occurs once."


def _absent(plain: str, old: str, new: str) -> str:
    """Return what to do about a passage that does not occur."""
    if is_numbered(old):
        return "`old` contains line numbers, which are not in the file. Copy the text behind `|` only."
    if len(new.strip()) >= MIN_TELLING_CHARACTERS and len(done := _occurrences(plain, new)) == 1:
        return f"`old` does not occur, but `new` does, at line {_line_at(plain, done[0])}: is this edit done?"
    lines = split_lines(plain)
    nearest = nearest_passage(plain, lines, split_lines(old))
    if nearest is None:
        return "`old` does not occur, nor anything like it. Read the file again and copy the passage exactly."
    first, last = nearest
    shown = numbered(lines[first - 1 : min(last, first - 1 + MAX_SHOWN_LINES)], first)
    return "\n".join([f"`old` does not occur. Nearest is {line_range(first, last)}; copy it exactly:", *shown])


def _line_at(plain: str, offset: int) -> int:
    return plain.count("\n", 0, offset) + 1


def _with_lf(text: str) -> str:
    return text.replace("\r\n", "\n")
