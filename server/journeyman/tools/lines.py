"""Lines of a file: split, numbered so that the model can name and quote them, and cut to fit."""

import re
from collections.abc import Sequence
from itertools import takewhile

MAX_LINE_CHARACTERS = 1000


def split_lines(text: str) -> list[str]:
    """Return the lines of `text` without their endings, LF or CRLF; a final one starts no further line."""
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return [line.removesuffix("\r") for line in lines]


def numbered(lines: Sequence[str], first_line: int) -> list[str]:
    """Return `lines` as "12|text", the first with the number `first_line`. Very long ones are cut."""
    return [f"{number}|{_cut(line)}" for number, line in enumerate(lines, first_line)]


def is_numbered(text: str) -> bool:
    """Whether `text` was copied together with the numbers."""
    return all(re.match(r"\s*\d+\|", line) for line in text.strip("\n").split("\n"))


def line_range(first_line: int, last_line: int) -> str:
    """Return "line 4" or "lines 4–7"."""
    return f"line {first_line}" if first_line >= last_line else f"lines {first_line}–{last_line}"


def line_count(count: int) -> str:
    """Return "1 line" or "4 lines"."""
    return "1 line" if count == 1 else f"{count:,} lines"


def fitting(lines: Sequence[str], max_characters: int) -> int:
    """Return how many of `lines` fit into `max_characters`, line breaks included."""
    used = 0
    for count, line in enumerate(lines):
        used += len(line) + 1
        if used > max_characters:
            return count
    return len(lines)


def common_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Return how many lines at the start are the same, and how many of the others at the end."""
    head = _common_length(old, new)
    return head, _common_length(old[head:][::-1], new[head:][::-1])


def line_ending(text: str) -> str:
    """Return the line ending that most lines of `text` have, LF or CRLF."""
    crlf = text.count("\r\n")
    return "\r\n" if crlf > text.count("\n") - crlf else "\n"


def _common_length(first: Sequence[str], second: Sequence[str]) -> int:
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))))


def _cut(line: str) -> str:
    left_out = len(line) - MAX_LINE_CHARACTERS
    return line if left_out <= 0 else f"{line[:MAX_LINE_CHARACTERS]}… [{left_out:,} more characters]"
