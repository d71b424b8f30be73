"""Positions as the Language Server Protocol counts them, and the edits that make one text another."""

import io
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Literal

from lsprotocol.types import Position, Range, TextEdit

from ..review.line_diff import Block, changed_blocks

PositionEncoding = Literal["utf-16", "utf-8", "utf-32"]
"""What the characters of a line are counted in: code units of this encoding."""

COMPARED_AT_ONCE = 4096
MANY_LINES = 1000
"""From here on it pays to look for long passages that are the same."""
LINES_TRIED = 16

_ENDS = "\r\n"
_PAIR = re.compile("\r\n|[\ud800-\udbff][\udc00-\udfff]")
"""Two characters of Python that editors take for one."""


def split_lines(text: str) -> list[str]:
    """Return the lines of `text` with their endings: LF, CRLF or CR alone. The last has none and may be empty."""
    lines = io.StringIO(text, newline="").readlines()
    return [*lines, ""] if not lines or lines[-1].endswith(("\n", "\r")) else lines


def to_index(line: str, character: int, encoding: PositionEncoding) -> int:
    """Return which character of Python is meant; at most the end of the line, which is before its ending."""
    end = len(line.rstrip(_ENDS))
    if line.isascii():
        return min(character, end)
    return bisect_right(range(end + 1), character, key=lambda index: _width(line[:index], encoding)) - 1


def to_offset(lines: Sequence[str], position: Position, encoding: PositionEncoding) -> int:
    """Return the offset in the text that `lines` make up; a position behind its end is the end."""
    before = sum(map(len, lines[: position.line]))
    if position.line >= len(lines):
        return before
    return before + to_index(lines[position.line], position.character, encoding)


def to_position(lines: Sequence[str], offset: int, encoding: PositionEncoding) -> Position:
    """Return the position of an offset in the text that `lines` make up; inside of a CRLF means before it."""
    ends = list(accumulate(map(len, lines)))
    number = min(bisect_right(ends, offset), len(lines) - 1)
    line = lines[number]
    index = offset - ends[number] + len(line)
    return Position(number, _width(line[: min(index, len(line.rstrip(_ENDS)))], encoding))


def to_text_edits(old: str, new: str, encoding: PositionEncoding) -> list[TextEdit]:
    """Return small edits that make `new` of `old`: sorted, apart from each other, none inside of a CRLF.

    What stands between two changes is not touched, so that cursors, folds and marks stay. Takes 15 ms
    for 50,000 lines with three changes (2026-11-23); use a thread.
    """
    before, after = split_lines(old), split_lines(new)
    return [_to_text_edit(before, after, change, encoding) for change in changed_lines(before, after)]


def changed_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """Yield what differs, in order. Long passages that are the same are found first, and quickly."""
    todo = [Block(0, len(old), 0, len(new))]
    while todo:
        i, i_end, j, j_end = todo.pop()
        head = common_length(old[i:i_end], new[j:j_end])
        i, j = i + head, j + head
        tail = common_length(old[i:i_end][::-1], new[j:j_end][::-1])
        ours, theirs = old[i : i_end - tail], new[j : j_end - tail]
        if shared := _line_in_long_passage(ours, theirs):
            a, b = i + shared[0], j + shared[1]
            todo += [Block(a + 1, i_end - tail, b + 1, j_end - tail), Block(i, a, j, b)]
        else:
            for block in changed_blocks(list(map(_to_bytes, ours)), list(map(_to_bytes, theirs))):
                yield Block(i + block.old_start, i + block.old_end, j + block.new_start, j + block.new_end)


def common_length(first: Sequence[str], second: Sequence[str]) -> int:
    """Return how many elements, or characters, at the start are the same."""
    size = min(len(first), len(second))
    # Slices are compared in C; only the one with the difference is looked at closely.
    pieces = (slice(start, min(start + COMPARED_AT_ONCE, size)) for start in range(0, size, COMPARED_AT_ONCE))
    piece = next((piece for piece in pieces if first[piece] != second[piece]), None)
    if piece is None:
        return size
    one, other = first[piece], second[piece]
    return piece.start + bisect_left(range(1, len(one) + 1), True, key=lambda count: one[:count] != other[:count])


def _line_in_long_passage(old: Sequence[str], new: Sequence[str]) -> tuple[int, int] | None:
    """Return the places of a line that is in the middle of `old`, unique, and in a passage that is the same.

    The passage is an eighth of all at least: a small one may have been moved, and then others are more.
    """
    middle = len(old) // 2
    for i in range(middle, min(middle + LINES_TRIED, len(old)) if len(old) >= MANY_LINES else middle):
        if old.count(old[i]) == 1 == new.count(old[i]):
            j = new.index(old[i])
            size = common_length(old[i:], new[j:]) + common_length(old[:i][::-1], new[:j][::-1])
            return (i, j) if size >= len(old) // 8 else None
    return None


def _to_bytes(line: str) -> bytes:
    return line.encode("utf-8", "surrogatepass")


def _to_text_edit(before: Sequence[str], after: Sequence[str], change: Block, encoding: PositionEncoding) -> TextEdit:
    """Return the edit for one change, without the characters at its ends that stay the same."""
    i, i_end, j, j_end = change
    old, new = "".join(before[i:i_end]), "".join(after[j:j_end])
    head = common_length(old, new)
    if _is_inside(old, head) or _is_inside(new, head):
        head -= 1
    tail = common_length(old[head:][::-1], new[head:][::-1])
    if _is_inside(old, len(old) - tail) or _is_inside(new, len(new) - tail):
        tail -= 1
    # With the line behind it, at whose start the change may end.
    lines = before[i : i_end + 1]
    start, end = (to_position(lines, offset, encoding) for offset in (head, len(old) - tail))
    where = Range(Position(i + start.line, start.character), Position(i + end.line, end.character))
    return TextEdit(where, new[head : len(new) - tail])


def _is_inside(text: str, offset: int) -> bool:
    return _PAIR.fullmatch(text, offset - 1, offset + 1) is not None


def _width(text: str, encoding: PositionEncoding) -> int:
    match encoding:
        case "utf-8":
            return len(text.encode("utf-8", "surrogatepass"))
        case "utf-16":
            return len(text.encode("utf-16-le", "surrogatepass")) // 2
        case "utf-32":
            return len(text)
