"""Read one tool call that a model printed: as JSON, in tags, or as Mistral writes it.

The text may still grow. What is answered is what no further text can change; Open is raised where the
text ends too early to tell.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .call_forms import to_calls, tool_named_in
from .interfaces import ToolSpec
from .lenient_json import Value, read_value
from .messages import ToolCall
from .near_misses import Tools, find_tool

FUNCTION = "<function="
OPENERS = (
    "<tool_call> <tool_calls> <tools> <tool_use> <tool_code> <function_call> <functioncall> <|tool_call|> "
    "<|python_tag|> [TOOL_CALLS] [TOOL_REQUEST]"
).split()
"""What begins a call: Qwen, Hermes, Granite, Phi, Llama, Mistral, LM Studio."""

CLOSERS = (
    "</tool_call> </tool_calls> </tools> </tool_use> </tool_code> </function_call> </functioncall> </function> "
    "<|/tool_call|> <|eom_id|> [/TOOL_CALLS] [END_TOOL_REQUEST] "
    "<|im_end|> <|eot_id|> <|end|> <|endoftext|> </s> <end_of_turn>"
).split()
"""What ends one, or the answer: printed also where no beginning was, or although it is for the server."""

MARKS = (*OPENERS, *CLOSERS, FUNCTION, "```", "~~~")


@dataclass(frozen=True, slots=True)
class Read:
    """Calls, without ids, and where they end; if there are none, how far the text is plain."""

    end: int
    calls: tuple[ToolCall, ...] = ()


class Open(ValueError):
    """The text ends before it is clear what this is. Caught in `text_calls`."""

    def __init__(self, kind: Literal["open", "cut_off"] = "open") -> None:
        super().__init__(kind)
        self.kind = kind
        """`cut_off`: it already began like a call to a known tool."""


def any_of(marks: Sequence[str]) -> str:
    """Return the pattern that matches one of `marks`."""
    return "|".join(map(re.escape, marks))


_OPENER = re.compile(rf"(?:{any_of(OPENERS)})?+\s*+")
_CLOSER = re.compile(any_of(CLOSERS))
_CLOSED = re.compile(rf"(?:\s*+(?:{any_of(CLOSERS)}))*+")
_SPACE = re.compile(r"\s*+")
_FUNCTION_TAG = re.compile(r"<function=([\w.:-]{1,64})>\s*+(?=[{<])")
_FUNCTION_BEGUN = re.compile(r"<function=[\w.:-]{0,64}>?\s*+\Z")
_FUNCTION_END = re.compile(r"\s*+</function>")
# A file's text may itself hold `</parameter>`; the true end is followed by the next tag.
_PARAMETER = re.compile(
    r"\s*+<parameter=([\w.:-]{1,64})>\r?\n?(.*?)\r?\n?</parameter>(?=\s*+(?:<parameter=|</function>))", re.DOTALL
)
_NAMED = re.compile(r"([\w.-]{1,64})(?:\[CALL_ID\][\w-]{0,64})?(?:\[ARGS\])?\s*+(?=\{)")
_NAMED_BEGUN = re.compile(r"[\w.\[\]-]{1,150}+\s*+\Z")


def read_call(text: str, at: int, tools: Tools, *, marked: bool) -> Read:
    """Read one call, or an array of calls, and the marks before and behind it.

    `marked`: something says that this is a call, so that it need not be bare JSON.
    """
    at = end_of(_OPENER, text, at)
    if is_begun_mark(text, at):
        raise Open
    if text[at] in "{[":
        read = _read_json(text, at, tools, marked=marked)
    elif text.startswith(FUNCTION, at):
        read = _read_function(text, at, tools)
    else:
        read = _read_named(text, at, tools) if marked else Read(at)
    return Read(after_closers(text, read.end), read.calls) if read.calls else read


def after_closers(text: str, at: int) -> int:
    """Return where the marks behind a call end, also those that the end of the text cuts off."""
    end = end_of(_CLOSED, text, at)
    return len(text) if is_begun_mark(text, end_of(_SPACE, text, end)) else end


def is_begun_mark(text: str, at: int) -> bool:
    """Whether the text ends at `at`, or within a mark that begins there."""
    return any(mark.startswith(text[at:]) for mark in MARKS if len(text) - at < len(mark))


def end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Return where the match of `pattern` at `at` ends; `at` if there is none."""
    match = pattern.match(text, at)
    return match.end() if match else at


def _read_json(text: str, at: int, tools: Tools, *, marked: bool) -> Read:
    read = read_value(text, at)
    if isinstance(read, Value):
        return Read(read.end, to_calls(read.value, tools, marked=marked))
    spec = tool_named_in(text, at, read.at, tools, marked=marked)
    if read.cut_off:
        raise Open("cut_off" if spec else "open")
    return _read_malformed(text, at, spec) if spec and marked else Read(read.at)


def _read_function(text: str, at: int, tools: Tools) -> Read:
    """Read `<function=name>{…}</function>`, or the same with `<parameter=name>value</parameter>` inside."""
    tag = _FUNCTION_TAG.match(text, at)
    spec = find_tool(tag[1], tools) if tag else None
    if tag is None or spec is None:
        if _FUNCTION_BEGUN.match(text, at):
            raise Open
        return Read(at)
    if text[tag.end()] == "{":
        return _read_arguments(text, tag.end(), spec)
    arguments: dict[str, str] = {}
    end = tag.end()
    while parameter := _PARAMETER.match(text, end):
        arguments[parameter[1]] = parameter[2]
        end = parameter.end()
    if closed := _FUNCTION_END.match(text, end):
        return Read(closed.end(), (ToolCall("", spec.name, dict(arguments)),))
    if text.startswith("<parameter=", end_of(_SPACE, text, end)):
        raise Open("cut_off")
    return _read_malformed(text, tag.end(), spec)


def _read_named(text: str, at: int, tools: Tools) -> Read:
    """Read Mistral's `name[ARGS]{…}`."""
    head = _NAMED.match(text, at)
    if head and (spec := find_tool(head[1], tools)):
        return _read_arguments(text, head.end(), spec)
    if _NAMED_BEGUN.match(text, at):
        raise Open
    return Read(at)


def _read_arguments(text: str, at: int, spec: ToolSpec) -> Read:
    read = read_value(text, at)
    if isinstance(read, Value):
        return Read(read.end, (ToolCall("", spec.name, read.value),))
    if read.cut_off:
        raise Open("cut_off")
    return _read_malformed(text, at, spec)


def _read_malformed(text: str, start: int, spec: ToolSpec) -> Read:
    """Read a call whose arguments are beyond repair, so that the model is told."""
    closer = _CLOSER.search(text, start)
    if closer is None:
        raise Open("cut_off")
    written = text[start : closer.start()].strip()
    return Read(closer.start(), (ToolCall("", spec.name, {}, malformed=written),))
