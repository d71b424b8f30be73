"""What the model is told about changes of its own that the user rejected. Pure."""

from collections.abc import Iterable, Sequence

from .hunks import Change, Hunk
from .line_diff import split_lines

MAX_HUNK_CHARACTERS = 600
MAX_CHARACTERS = 4000
"""Of all rejections together; they are sent with one prompt."""

INTRODUCTION = (
    "The user rejected these changes of yours; they are not in the files any more. "
    "Do not make them again unless you are asked to."
)


def describe(path: str, change: Change, hunks: Iterable[Hunk]) -> list[str]:
    """Return for each hunk what was rejected, with the beginning of the agent's lines."""
    lines = split_lines(change.result.data) if change.result else []
    return [f"{path}{_description(change, hunk, lines)}" for hunk in hunks]


def note(rejections: Sequence[str]) -> str:
    """Return the note for the model; "" if nothing was rejected."""
    if not rejections:
        return ""
    told, left = [INTRODUCTION], MAX_CHARACTERS
    for rejection in rejections:
        left -= len(rejection)
        if left < 0:
            break
        told.append(rejection)
    missing = len(rejections) + 1 - len(told)
    return "\n\n".join([*told, *([f"And {missing} more."] if missing else [])])


def _description(change: Change, hunk: Hunk, lines: Sequence[bytes]) -> str:
    match hunk.kind:
        case "mode":
            return ": its new permissions."
        case "whole":
            if change.base is None:
                return ": creating it."
            return ": deleting it." if change.result is None else ": the whole file."
        case "lines" if hunk.new_count == 0:
            return f": deleting {_lines(hunk.old_start, hunk.old_count)} of the version before."
        case "lines":
            text = b"".join(lines[hunk.new_start : hunk.new_start + hunk.new_count]).decode("utf-8", "replace")
            text = text.rstrip("\r\n")
            excerpt = text if len(text) <= MAX_HUNK_CHARACTERS else f"{text[:MAX_HUNK_CHARACTERS]}…"
            return f", {_lines(hunk.new_start, hunk.new_count)}:\n{excerpt}"


def _lines(start: int, count: int) -> str:
    return f"line {start + 1}" if count == 1 else f"lines {start + 1}–{start + count}"
