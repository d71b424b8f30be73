"""Tool calls that small models print into their answer instead of making them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .call_syntax import FUNCTION, MARKS, OPENERS, Open, Read, after_closers, any_of, end_of, is_begun_mark, read_call
from .example_calls import is_announced, is_quoted
from .messages import ToolCall
from .near_misses import Tools

_CALL_LANGUAGES = ("", "json", "jsonc", "json5", "xml", "tool", "tool_use", "tool_call", "tool_calls", "tool_code")
"""Languages of a code block that may hold a call; any other block is code for the user."""

_HIT = re.compile(rf"`{{3,}}+|~{{3,}}+|{any_of((*OPENERS, FUNCTION))}|[{{\[]")
_GAP = re.compile(r"\s*+[;,]?+\s*+")
_LINE_ENDS = re.compile(r"[ \t]*+(?:\Z|[\r\n<\[{`])")
_FENCE = re.compile(r"(`{3,}+|~{3,}+)[ \t]*+([\w-]*+)([^`\n]*+)(\n?)")
_FENCE_END = re.compile(r"\n[ \t]*+(`{3,}+|~{3,}+)[ \t]*+(?=\r?(?:\n|\Z))")
# The `<` begins a mark that ends the answer.
_FENCE_ENDS_HERE = re.compile(r"\s*+(?:(?:`{3,}+|~{3,}+)[ \t]*+(?=\r?(?:\n|\Z)|<)|(?:`{0,2}|~{0,2})\Z)")


@dataclass(frozen=True, slots=True)
class TextCalls:
    """What an answer turned out to be."""

    calls: tuple[ToolCall, ...]
    """Of known tools only, without ids."""
    text: str
    """What remains for the user."""
    cut_off: bool
    """Whether the text ends inside something that begins like a call to a known tool."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that is a call, or may yet become one."""

    start: int
    end: int
    kind: Literal["marked", "bare", "open", "cut_off"]
    """`open` and `cut_off`: the text ends before it is clear; `cut_off` names a known tool."""
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found in a text."""

    blocks: Sequence[Block]
    """In the order of the text."""
    settled: int
    """Up to here, or to the first block, more text changes nothing."""
    example_end: int
    """Where the last example of a call ended; -1 if there was none."""


def find_calls(text: str, tools: Tools) -> TextCalls:
    """Find the calls in `text`: in tags, as fenced JSON, or as bare JSON.

    JSON without tags must begin a line and be followed by other calls alone; code blocks of other
    languages, what is quoted, and what is announced as an example, are never calls. JSON that is cut off
    is never completed.
    """
    blocks = scan(text, tools).blocks
    calls = tuple(call for block in blocks for call in block.calls)
    is_cut_off = any(block.kind == "cut_off" for block in blocks)
    return TextCalls(calls, _without(text, blocks) if calls else text, is_cut_off)


def scan(text: str, tools: Tools, start: int = 0, example_end: int = -1) -> Scan:
    """Go through `text` once, from where a scan of its beginning `settled`, with its `example_end`."""
    blocks: list[Block] = []
    at = settled = start
    after_call = -1
    while hit := _HIT.search(text, at):
        # What directly follows a call counts as the beginning of a line.
        begins_line = hit.start() <= after_call or _begins_line(text, hit.start())
        try:
            read = _read(text, hit, tools, begins_line=begins_line)
        except Open as found:
            kind = "open" if _is_example(text, hit.start(), example_end) else found.kind
            blocks.append(Block(hit.start(), len(text), kind))
            return Scan(_meant(blocks, text), settled, example_end)
        at = max(read.end, hit.end())
        if read.calls and _is_example(text, hit.start(), example_end):
            example_end = at
            if end_of(_GAP, text, at) == len(text):
                blocks.append(Block(hit.start(), len(text), "open"))
        elif read.calls:
            blocks.append(Block(hit.start(), at, "marked" if _is_marked(text, hit) else "bare", read.calls))
            after_call = end_of(_GAP, text, at)
        elif at < len(text):
            settled = at
    begun = _begun_mark(text, blocks[-1].end if blocks else start, after_call)
    if begun < len(text):
        blocks.append(Block(begun, len(text), "open"))
    settled = begun if at < len(text) else min(settled, begun)
    return Scan(_meant(blocks, text), settled, example_end)


def _read(text: str, hit: re.Match[str], tools: Tools, *, begins_line: bool) -> Read:
    is_mark = hit[0][-1] not in "`~{["
    if not begins_line and (not is_mark or is_quoted(text, hit.start())):
        return Read(hit.end())
    if hit[0][0] in "`~":
        return _read_fence(text, hit.start(), tools)
    read = read_call(text, hit.start(), tools, marked=is_mark)
    is_part_of_sentence = is_mark and not _LINE_ENDS.match(text, read.end)
    return Read(read.end) if is_part_of_sentence else read


def _is_example(text: str, at: int, example_end: int) -> bool:
    """Whether what begins at `at` was announced as an example, or directly follows one."""
    return is_announced(text, at) or (example_end >= 0 and at <= end_of(_GAP, text, example_end))


def _is_marked(text: str, hit: re.Match[str]) -> bool:
    """Whether the model said that this is a call, so that it may say more behind it."""
    fence = _FENCE.match(text, hit.start())
    return fence[2].lower().startswith("tool") if fence else hit[0][-1] not in "{["


def _read_fence(text: str, at: int, tools: Tools) -> Read:
    """Read a code block that holds nothing but calls, or skip it."""
    head = _FENCE.match(text, at)
    if head is None or not head[4]:
        if head and head.end() < len(text):
            return Read(head.end())  # A backtick follows: this is code within a line.
        raise Open
    calls: tuple[ToolCall, ...] = ()
    end, language = head.end(), head[2].lower()
    while language in _CALL_LANGUAGES and not head[3].strip():
        read = read_call(text, end_of(_GAP, text, end), tools, marked=language.startswith("tool"))
        if not read.calls:
            break
        calls, end = calls + read.calls, read.end
        if closed := _FENCE_ENDS_HERE.match(text, end):
            return Read(after_closers(text, closed.end()), calls)
    ends = (end.end() for end in _FENCE_END.finditer(text, head.end() - 1) if end[1].startswith(head[1]))
    return Read(next(ends, len(text)))


def _meant(blocks: Sequence[Block], text: str) -> Sequence[Block]:
    """Leave out calls without tags that something else follows: they are examples."""
    meant: list[Block] = []
    following, is_last = len(text), True
    for block in reversed(blocks):
        is_last = block.kind != "bare" or (is_last and end_of(_GAP, text, block.end) >= following)
        following = block.start
        if is_last:
            meant.append(block)
    return meant[::-1]


def _without(text: str, blocks: Sequence[Block]) -> str:
    parts: list[str] = []
    at = 0
    for block in blocks:
        if block.calls:
            parts.append(text[at : block.start].strip() if at else text[: block.start].rstrip())
            at = block.end
    return "\n\n".join(part for part in (*parts, text[at:].strip()) if part)


def _begins_line(text: str, at: int) -> bool:
    while at and text[at - 1] in " \t":
        at -= 1
    return at == 0 or text[at - 1] == "\n"


def _begun_mark(text: str, start: int, after_call: int) -> int:
    """Return where a mark begins that the end of the text cuts off, or else where the text ends."""
    for at in range(max(start, len(text) - max(map(len, MARKS))), len(text)):
        may_begin = text[at] in "<[" or (text[at] in "`~" and (at <= after_call or _begins_line(text, at)))
        if may_begin and is_begun_mark(text, at):
            return at
    return len(text)
