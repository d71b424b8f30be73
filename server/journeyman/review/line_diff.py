"""Find the lines in which two texts differ: quickly for every input, exactly where that can be afforded."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from io import BytesIO
from itertools import pairwise
from typing import NamedTuple

MAX_LINES_LOOKED_AT = 1_000_000
MAX_PASSAGE_LINES = 500
MAX_PAIRS_COMPARED = 100_000
"""Limits of one comparison, which then takes below a second: lines in the search for unique ones; and in
the search among repeated ones, whose effort can grow with the cube, lines of one passage and pairs of equal
lines in all. What is beyond them counts as changed throughout."""


class Block(NamedTuple):
    """Lines that were replaced, counted from 0, the ends excluded. One side may be empty."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


def split_lines(data: bytes) -> list[bytes]:
    r"""Return the lines with their \n, which the last one may lack. Nothing else ends a line."""
    return BytesIO(data).readlines()


def changed_blocks(old: Sequence[bytes], new: Sequence[bytes]) -> list[Block]:
    """Return where `new` differs from `old`, in order; between two blocks is at least one common line.

    Lines that occur once on both sides are matched first ("patience diff"), in between those that repeat.
    """
    found: list[Block] = []
    lines_left, pairs_left = MAX_LINES_LOOKED_AT, MAX_PAIRS_COMPARED
    todo = [Block(0, len(old), 0, len(new))]
    while todo:
        part = _trimmed(old, new, todo.pop())
        lines_left -= _size(part)
        if part.old_start == part.old_end or part.new_start == part.new_end or lines_left < 0:
            found.append(part)
        elif anchors := _anchors(old, new, part):
            todo.extend(_gaps(part, anchors))
        else:
            is_short = _size(part) <= MAX_PASSAGE_LINES
            pairs_left -= _pairs(old, new, part) if is_short else 0
            found.extend(_matched(old, new, part) if is_short and pairs_left >= 0 else [part])
    return sorted(block for block in found if block.old_start < block.old_end or block.new_start < block.new_end)


def _size(part: Block) -> int:
    return part.old_end - part.old_start + part.new_end - part.new_start


def _trimmed(old: Sequence[bytes], new: Sequence[bytes], part: Block) -> Block:
    """Leave out what is the same at the beginning and at the end."""
    old_start, old_end, new_start, new_end = part
    while old_start < old_end and new_start < new_end and old[old_start] == new[new_start]:
        old_start, new_start = old_start + 1, new_start + 1
    while old_start < old_end and new_start < new_end and old[old_end - 1] == new[new_end - 1]:
        old_end, new_end = old_end - 1, new_end - 1
    return Block(old_start, old_end, new_start, new_end)


def _anchors(old: Sequence[bytes], new: Sequence[bytes], part: Block) -> list[tuple[int, int]]:
    """Return lines that are unique on both sides, as many as are in the same order on both."""
    in_new = _unique(new, part.new_start, part.new_end)
    common = [
        (place, in_new[line]) for line, place in _unique(old, part.old_start, part.old_end).items() if line in in_new
    ]
    return _longest_increasing(common)


def _unique(lines: Sequence[bytes], start: int, end: int) -> dict[bytes, int]:
    """Return the place of each line that occurs once, in order."""
    counts = Counter(lines[start:end])
    return {lines[place]: place for place in range(start, end) if counts[lines[place]] == 1}


def _longest_increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of `pairs`, sorted by the first number, that is sorted by the second, too."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(tails, place)
        before.append(last[length - 1] if length else -1)
        tails[length : length + 1] = [place]
        last[length : length + 1] = [index]
    chain: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _gaps(part: Block, anchors: Sequence[tuple[int, int]]) -> Iterator[Block]:
    """Yield what lies between the anchors, where there is something."""
    ends = [(part.old_start - 1, part.new_start - 1), *anchors, (part.old_end, part.new_end)]
    for (old, new), (next_old, next_new) in pairwise(ends):
        if next_old - old > 1 or next_new - new > 1:
            yield Block(old + 1, next_old, new + 1, next_new)


def _pairs(old: Sequence[bytes], new: Sequence[bytes], part: Block) -> int:
    counts = Counter(new[part.new_start : part.new_end])
    return sum(counts[line] for line in old[part.old_start : part.old_end])


def _matched(old: Sequence[bytes], new: Sequence[bytes], part: Block) -> Iterator[Block]:
    ours, theirs = old[part.old_start : part.old_end], new[part.new_start : part.new_end]
    for tag, old_start, old_end, new_start, new_end in SequenceMatcher(None, ours, theirs, False).get_opcodes():
        if tag != "equal":
            old_offset, new_offset = part.old_start, part.new_start
            yield Block(old_start + old_offset, old_end + old_offset, new_start + new_offset, new_end + new_offset)
