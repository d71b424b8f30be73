"""Tool calls that small models print into their answer instead of making them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .call_syntax import after_gap
from .interfaces import ToolSpec
from .messages import ToolCall
from .text_blocks import Block, Blocks, find_blocks


@dataclass(frozen=True, slots=True)
class TextCalls:
    """What an answer turned out to be."""

    calls: tuple[ToolCall, ...]
    """Of known tools only. Their ids, `text_1` and so on, are unique in this answer alone."""
    text: str
    """What remains for the user."""
    cut_off: bool
    """Whether the text ends inside something that begins like a call to a known tool."""


def find_calls(text: str, tools: Mapping[str, ToolSpec]) -> TextCalls:
    """Find the calls in `text`: tags, fenced JSON, bare JSON, and Python's syntax where marked as a call.

    Bare JSON must begin a line and be followed by other calls alone; code blocks of other languages,
    and what is quoted in a sentence, are never calls. JSON that is cut off is never completed.
    """
    if not tools:
        return TextCalls((), text, cut_off=False)
    found = find_blocks(text, tools)
    blocks = _calling(found, text, more_may_follow=found.cut_off)
    calls = (call for block in blocks for call in block.calls)
    numbered = tuple(replace(call, id=f"text_{number}") for number, call in enumerate(calls, 1))
    return TextCalls(numbered, _without(text, blocks), found.cut_off)


def visible_length(text: str, tools: Mapping[str, ToolSpec]) -> int:
    """Return how many leading characters of an answer that still grows can be shown already.

    They are no part of a call, whatever follows; `find_calls` keeps them as they are. Never shrinks
    while the text grows. White space waits for what comes after it.
    """
    if not tools:
        return len(text)
    found = find_blocks(text, tools)
    blocks = _calling(found, text, more_may_follow=True)
    starts = [block.start for block in blocks] + ([] if found.open_at is None else [found.open_at])
    return len(text[: min(starts, default=len(text))].rstrip())


def _calling(found: Blocks, text: str, *, more_may_follow: bool) -> Sequence[Block]:
    """Return the blocks that are calls: all but bare JSON that something else follows."""
    is_last = found.open_at is None or more_may_follow
    following = len(text) if found.open_at is None else found.open_at
    calling: list[Block] = []
    for block in reversed(found.blocks):
        is_last = not block.is_bare or (is_last and after_gap(text, block.end) >= following)
        following = block.start
        if is_last:
            calling.append(block)
    return calling[::-1]


def _without(text: str, blocks: Sequence[Block]) -> str:
    if not blocks:
        return text
    starts = [0, *(block.end for block in blocks)]
    ends = [*(block.start for block in blocks), len(text)]
    first, *others = (text[start:end] for start, end in zip(starts, ends, strict=True))
    parts = (first.rstrip(), *(other.strip() for other in others))
    return "\n\n".join(part for part in parts if part)
