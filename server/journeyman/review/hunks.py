"""What the agent changed in a file, hunk by hunk, and taking single hunks back to the byte. Pure.

A file is `FileBytes`, or None where there is none. Nothing here may run on the event loop: a comparison
of large files takes up to a second.
"""

import json
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from ..agent.interfaces import FileBytes
from .line_diff import Block, changed_blocks, split_lines

MAX_TEXT_BYTES = 1_000_000
MAX_HUNKS = 1000
"""Of one file; if there were more, one hunk reaches from the first to the last difference."""

HunkKind = Literal["lines", "whole", "mode"]
"""`lines`: a passage. `whole`: the file came, went, is binary, or is larger than 1 MB on one side.
`mode`: its permission bits."""

HunkState = Literal["pending", "accepted", "rejected"]

TOUCHED = "These lines, or the ones right beside them, have changed since. Undo that first, or edit them yourself."
FILE_TOUCHED = "The file has changed since, and this hunk is the whole of it. Undo that first, or edit it yourself."
FILE_GONE = "The file is gone. Bring it back first."
FILE_IS_BACK = "There is a file again in the place of the deleted one. Move it away first."
MODE_TOUCHED = "The permissions of the file have changed since. Set them yourself."


@dataclass(frozen=True, slots=True)
class Hunk:
    """One passage that differs; lines are counted from 0. Hunks of one file never touch each other."""

    kind: HunkKind
    old_start: int = 0
    old_count: int = 0
    new_start: int = 0
    new_count: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """A file without the agent's changes and with them, and what was decided about each hunk."""

    base: FileBytes | None
    result: FileBytes | None
    states: Mapping[Hunk, HunkState]

    def hunks(self, *states: HunkState) -> list[Hunk]:
        """Return the hunks in one of these states, in their order."""
        return [hunk for hunk, state in self.states.items() if state in states]


@dataclass(frozen=True, slots=True)
class Reverted:
    """A file after hunks were taken back."""

    file: FileBytes | None
    reasons: Mapping[Hunk, str] = field(default_factory=dict)
    """Why hunks are still in the file; for the user."""


def is_same(one: FileBytes | None, other: FileBytes | None) -> bool:
    """Whether both are the same file to the byte. An unknown mode is like any other."""
    if one is None or other is None:
        return one is other
    return one.data == other.data and not _modes_differ(one, other)


def compare(base: FileBytes | None, result: FileBytes | None) -> Change:
    """Return the change from `base` to `result` with all its hunks pending."""
    return Change(base, result, dict.fromkeys(_hunks(base, result), "pending"))


def expected(change: Change) -> FileBytes | None:
    """Return the file as it should be now: `result` with the rejected hunks taken back."""
    return _without(change, change.hunks("rejected"))


def revert(change: Change, hunks: Collection[Hunk], current: FileBytes | None) -> Reverted:
    """Take `hunks`, none of them rejected, back out of `current`, which may hold edits of others, too.

    A hunk that is not in the file any more, because its lines are those of the base again, is done. One
    whose lines others have touched, or may have, stays and gets a reason.
    """
    if any(hunk.kind == "whole" for hunk in hunks):
        return _revert_whole(change, hunks, current)
    if current is None:
        return Reverted(None, dict.fromkeys(hunks, FILE_GONE))
    reverted = _revert_lines(change, [hunk for hunk in hunks if hunk.kind == "lines"], current)
    for hunk in hunks:
        if hunk.kind == "mode":
            reverted = _revert_mode(change, hunk, reverted)
    return reverted


def rebase(change: Change, before: FileBytes | None, after: FileBytes | None) -> Change:
    """Add the agent's next change of the same file, which made `after` of `before`.

    What was accepted, and what others wrote in between, now belongs to the base; all hunks are pending.
    Where others wrote over the agent's lines, their version stands in the base.
    """
    return compare(revert(change, change.hunks("pending"), before).file, after)


def to_json(states: Mapping[Hunk, HunkState]) -> str:
    """Return the hunks with their states as JSON."""
    return json.dumps(
        [[hunk.kind, hunk.old_start, hunk.old_count, hunk.new_start, hunk.new_count, s] for hunk, s in states.items()]
    )


def from_json(text: str) -> dict[Hunk, HunkState]:
    """Return what `to_json` was given."""
    return {Hunk(*numbers): state for *numbers, state in json.loads(text)}


def is_text(file: FileBytes | None) -> bool:
    """Whether lines can be shown and told apart. No file is no text."""
    return file is not None and len(file.data) <= MAX_TEXT_BYTES and b"\0" not in file.data


def _hunks(base: FileBytes | None, result: FileBytes | None) -> Iterable[Hunk]:
    if is_same(base, result):
        return
    if base is not None and result is not None and (base.data == result.data or (is_text(base) and is_text(result))):
        if _modes_differ(base, result):
            yield Hunk("mode")
        blocks = changed_blocks(_lines(base), _lines(result))
        if len(blocks) > MAX_HUNKS:
            blocks = [Block(blocks[0].old_start, blocks[-1].old_end, blocks[0].new_start, blocks[-1].new_end)]
        for old_start, old_end, new_start, new_end in blocks:
            yield Hunk("lines", old_start, old_end - old_start, new_start, new_end - new_start)
    else:
        old, new = (len(_lines(file)) if is_text(file) else 0 for file in (base, result))
        yield Hunk("whole", old_count=old, new_count=new)


def _modes_differ(one: FileBytes, other: FileBytes) -> bool:
    return None not in (one.mode, other.mode) and one.mode != other.mode


def _lines(file: FileBytes | None) -> list[bytes]:
    return split_lines(file.data) if file else []


def _without(change: Change, hunks: Collection[Hunk]) -> FileBytes | None:
    """Return the result with `hunks` taken back."""
    if change.base is None or change.result is None or any(hunk.kind == "whole" for hunk in hunks):
        return change.base if hunks else change.result
    mode = change.base.mode if any(hunk.kind == "mode" for hunk in hunks) else change.result.mode
    return FileBytes(b"".join(_lines_without(change, hunks)), mode)


def _lines_without(change: Change, hunks: Collection[Hunk]) -> list[bytes]:
    old, lines = _lines(change.base), _lines(change.result)
    for hunk in sorted(hunks, key=lambda hunk: hunk.new_start, reverse=True):
        lines[hunk.new_start : hunk.new_start + hunk.new_count] = old[hunk.old_start : hunk.old_start + hunk.old_count]
    return lines


def _revert_whole(change: Change, hunks: Collection[Hunk], current: FileBytes | None) -> Reverted:
    if is_same(current, change.base):
        return Reverted(current)
    if is_same(current, change.result):
        return Reverted(change.base)
    reason = FILE_GONE if current is None else FILE_IS_BACK if change.result is None else FILE_TOUCHED
    return Reverted(current, dict.fromkeys(hunks, reason))


def _revert_mode(change: Change, hunk: Hunk, reverted: Reverted) -> Reverted:
    assert change.base is not None
    assert change.result is not None
    assert reverted.file is not None
    mode = reverted.file.mode
    if mode in (change.base.mode, change.result.mode, None):
        return replace(reverted, file=replace(reverted.file, mode=change.base.mode))
    return replace(reverted, reasons={**reverted.reasons, hunk: MODE_TOUCHED})


def _revert_lines(change: Change, hunks: Sequence[Hunk], current: FileBytes) -> Reverted:
    """Find each hunk's lines in `current`, by what others changed since, and put the old lines there."""
    if not hunks:
        return Reverted(current)
    rejected = change.hunks("rejected")
    undone = [*rejected, *hunks]
    old, lines = _lines(change.base), _lines(current)
    edits = changed_blocks(_lines_without(change, rejected), lines)
    edits_since = changed_blocks(_lines_without(change, undone), lines)
    done = {hunk for hunk in hunks if _start(hunk, hunk.old_count, undone, edits_since) is not None}
    # Lines that were moved can be found in both; then it counts which of them explains the file with fewer edits.
    left = [hunk for hunk in hunks if hunk not in done or _size(edits) <= _size(edits_since)]
    starts = {hunk: _start(hunk, hunk.new_count, rejected, edits) for hunk in left}
    found = {hunk: start for hunk, start in starts.items() if start is not None and _fits(hunk, start, old, lines)}
    for hunk, start in sorted(found.items(), key=lambda item: item[1], reverse=True):
        lines[start : start + hunk.new_count] = old[hunk.old_start : hunk.old_start + hunk.old_count]
    reasons = {hunk: TOUCHED for hunk in hunks if hunk not in found and hunk not in done}
    return Reverted(replace(current, data=b"".join(lines)), reasons)


def _start(hunk: Hunk, count: int, undone: Iterable[Hunk], edits: Sequence[Block]) -> int | None:
    """Return where `count` lines in place of the hunk begin when `undone` are taken back and `edits` are made."""
    start = hunk.new_start + sum(one.old_count - one.new_count for one in undone if one.new_start < hunk.new_start)
    return _moved(edits, start, start + count)


def _fits(hunk: Hunk, start: int, old: Sequence[bytes], lines: Sequence[bytes]) -> bool:
    """Whether no line without a newline would get into the middle of the file."""
    ends_open = hunk.old_count and not old[hunk.old_start + hunk.old_count - 1].endswith(b"\n")
    return not ends_open or start + hunk.new_count == len(lines)


def _size(edits: Iterable[Block]) -> int:
    return sum(edit.old_end - edit.old_start + edit.new_end - edit.new_start for edit in edits)


def _moved(edits: Sequence[Block], start: int, end: int) -> int | None:
    """Return where the lines from `start` to `end` begin after `edits`; None if that is not certain.

    It is not if an edit touches them, or if edits lie against them on both sides: then they may only
    look like the lines that they were. A place without lines is lost when lines come right beside it.
    """
    index = bisect_left(edits, start, key=lambda edit: edit.old_end)
    offset = edits[index - 1].new_end - edits[index - 1].old_end if index else 0
    above = below = False
    for edit in edits[index:]:
        if edit.old_start > end:
            break
        if start == end and edit.new_start < edit.new_end:
            return None
        if edit.old_end <= start:
            above, offset = True, edit.new_end - edit.old_end
        elif edit.old_start >= end:
            below = True
        else:
            return None
    return None if above and below else start + offset
