"""Find the places where a model's text is, or may yet become, a tool call."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .call_forms import tool_named_in
from .call_syntax import (
    FUNCTION,
    Calls,
    Form,
    Open,
    Outcome,
    Plain,
    after_gap,
    after_space,
    is_begun,
    read_calls,
    until_closed,
)
from .interfaces import ToolSpec
from .messages import ToolCall


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that reads as calls."""

    start: int
    end: int
    calls: tuple[ToolCall, ...]
    is_bare: bool
    """Nothing marks it as a call; only if nothing but calls follows is it one."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """All blocks of a text, in order."""

    blocks: tuple[Block, ...]
    open_at: int | None
    """From here on more text could make a call of it; None if all is clear."""
    cut_off: bool = False
    """Whether what is open began like a call to a known tool."""


_BARE = Form("bare")
_MARKED = Form("marked")
_CODE = Form("marked", "python")

_MARKERS = {
    "<tool_call>": ("</tool_call>", _MARKED),
    "<tool_calls>": ("</tool_calls>", _MARKED),
    "<tools>": ("</tools>", _MARKED),
    "<tool_use>": ("</tool_use>", _MARKED),
    "<tool_code>": ("</tool_code>", _CODE),
    "<function_call>": ("</function_call>", _MARKED),
    "<functioncall>": ("</functioncall>", _MARKED),
    FUNCTION: ("", _MARKED),
    "<|tool_call|>": ("<|/tool_call|>", _MARKED),
    "<|python_tag|>": ("<|eom_id|>", _CODE),
    "[TOOL_CALLS]": ("[/TOOL_CALLS]", Form("marked", "mistral")),
    "[TOOL_REQUEST]": ("[END_TOOL_REQUEST]", _MARKED),
}
"""What begins and ends a call: Qwen, Hermes, Granite, Phi, Llama, Mistral, LM Studio."""

_FENCES = {
    **dict.fromkeys(("", "json", "jsonc", "json5", "xml"), _BARE),
    **dict.fromkeys(("tool", "tool_use", "function_call"), _MARKED),
    **dict.fromkeys(("tool_call", "tool_calls", "tool_code"), _CODE),
}
"""Languages of a code block that may hold a call; any other block is code for the user."""

_DEBRIS = (
    *(closer for closer, _ in _MARKERS.values() if closer),
    *"</function> <|im_end|> <|eot_id|> <|end|> <|endoftext|> </s> <end_of_turn>".split(),
)
"""Ends that are printed although their beginning was lost, or although they are for the server."""

_AFTER_CALL = re.compile(rf"(?:\s*+(?:{'|'.join(map(re.escape, _DEBRIS))}))*+")
_HIT = re.compile(rf"`{{3,}}+|~{{3,}}+|{'|'.join(map(re.escape, _MARKERS))}|[{{\[]++")
_TOKENS = (*_MARKERS, *_DEBRIS, "```", "~~~")
_LONGEST_TOKEN = max(map(len, _TOKENS))
_FENCE_HEAD = re.compile(r"[ \t]*+([\w-]*+)[ \t\r]*+([^`\n]*+)(\n?)")
_FENCE_END = re.compile(r"\n[ \t]*+(`{3,}+|~{3,}+)[ \t]*+(?=\r?\n|\Z)")
_FENCE_ENDS_HERE = re.compile(r"\s*+(?:(?:`{3,}+|~{3,}+)[ \t]*+(?=\r?\n|\Z)|[`~]{0,2}\Z)")


def find_blocks(text: str, tools: Mapping[str, ToolSpec]) -> Blocks:
    """Go through `text` once, from left to right."""
    blocks: list[Block] = []
    at = free = 0
    while hit := _HIT.search(text, at):
        # What directly follows a call counts as the beginning of a line.
        begins_line = hit.start() <= free or _begins_line(text, hit.start())
        outcome = _read(text, hit, tools, begins_line=begins_line)
        if isinstance(outcome, Open):
            return Blocks(tuple(blocks), hit.start(), outcome.cut_off)
        at = max(outcome.end, hit.start() + 1)
        if isinstance(outcome, Calls):
            is_bare = hit[0] not in _MARKERS and hit[0][0] in "{["
            blocks.append(Block(hit.start(), at, outcome.calls, is_bare))
            free = after_gap(text, at)
    return Blocks(tuple(blocks), _begun_token(text, blocks[-1].end if blocks else 0, free))


def _read(text: str, hit: re.Match[str], tools: Mapping[str, ToolSpec], *, begins_line: bool) -> Outcome:
    if hit[0] in _MARKERS:
        outcome = _read_marked(text, hit, tools, begins_line=begins_line)
    elif not begins_line:
        return Plain(hit.end())
    elif hit[0][0] in "`~":
        outcome = _read_fence(text, hit, tools)
    else:
        outcome = read_calls(text, hit.start(), tools, _BARE)
    if isinstance(outcome, Calls):
        debris = _AFTER_CALL.match(text, outcome.end)
        return Calls(outcome.calls, debris.end() if debris else outcome.end)
    return outcome


def _read_marked(text: str, hit: re.Match[str], tools: Mapping[str, ToolSpec], *, begins_line: bool) -> Outcome:
    closer, form = _MARKERS[hit[0]]
    body = hit.start() if hit[0] == FUNCTION else hit.end()
    if hit.start() and text[hit.start() - 1] in "`'\"":
        return Plain(hit.end())
    outcome = read_calls(text, body, tools, form)
    if isinstance(outcome, Plain):
        is_meant = outcome.is_broken and begins_line and closer
        spec = tool_named_in(text, body, outcome.end, tools) if is_meant else None
        outcome = until_closed(text, body, closer, spec) if spec else outcome
    elif isinstance(outcome, Calls):
        outcome = Calls(outcome.calls, _after_closer(text, outcome.end, closer))
    if isinstance(outcome, Calls) and not begins_line and not _ends_line(text, outcome.end):
        return Plain(outcome.end)
    return Plain(max(outcome.end, hit.end())) if isinstance(outcome, Plain) else outcome


def _read_fence(text: str, hit: re.Match[str], tools: Mapping[str, ToolSpec]) -> Outcome:
    head = _FENCE_HEAD.match(text, hit.end())
    if not head or (not head[3] and head.end() < len(text)):
        return Plain(head.end() if head else hit.end())  # A backtick follows: code within a line.
    language, more, line_end = head[1].lower(), head[2], head[3]
    form = None if more else _FENCES.get(language)
    if not line_end:
        may_be_call = not more and any(known.startswith(language) for known in _FENCES)
        return Open(cut_off=False) if may_be_call else Plain(len(text))
    outcome: Outcome = Plain(head.end()) if form is None else _read_fenced(text, head.end(), tools, form)
    if isinstance(outcome, Calls) and (end := _FENCE_ENDS_HERE.match(text, outcome.end)):
        return Calls(outcome.calls, end.end())
    return outcome if isinstance(outcome, Open) else Plain(_after_fence(text, head.end() - 1, hit[0]))


def _read_fenced(text: str, start: int, tools: Mapping[str, ToolSpec], form: Form) -> Outcome:
    """Read calls that fill a code block, with tags of their own or without."""
    calls: tuple[ToolCall, ...] = ()
    while (at := after_space(text, start)) < len(text):
        hit = _HIT.match(text, at)
        if not hit or hit[0] not in _MARKERS:
            if any(is_begun(marker, text, at) for marker in _MARKERS):
                return Open(cut_off=False)
            return Calls(calls, at) if calls else read_calls(text, at, tools, form)
        outcome = _read_marked(text, hit, tools, begins_line=True)
        if not isinstance(outcome, Calls):
            return outcome
        calls += outcome.calls
        start = outcome.end
    return Calls(calls, at) if calls else Open(cut_off=False)


def _after_closer(text: str, at: int, closer: str) -> int:
    start = after_space(text, at)
    if text.startswith(closer, start):
        return start + len(closer)
    return len(text) if is_begun(closer, text, start) else at


def _after_fence(text: str, line_end: int, fence: str) -> int:
    """Return where the code block ends whose first line ends at `line_end`."""
    for end in _FENCE_END.finditer(text, line_end):
        if end[1].startswith(fence):
            return end.end()
    return len(text)


def _begins_line(text: str, at: int) -> bool:
    while at and text[at - 1] in " \t":
        at -= 1
    return at == 0 or text[at - 1] == "\n"


def _ends_line(text: str, at: int) -> bool:
    """Whether no prose follows on the same line."""
    while at < len(text) and text[at] in " \t":
        at += 1
    return at == len(text) or text[at] in "\r\n<[{`"


def _begun_token(text: str, start: int, free: int) -> int | None:
    """Return where something begins that more characters could make the beginning or end of a call."""
    for at in range(max(start, len(text) - _LONGEST_TOKEN), len(text)):
        may_begin = text[at] in "<[" or (text[at] in "`~" and (at <= free or _begins_line(text, at)))
        if may_begin and any(is_begun(token, text, at) for token in _TOKENS if at + len(token) > len(text)):
            return at
    return None
