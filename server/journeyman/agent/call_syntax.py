"""Read one tool call, or several in a row, that a model printed: JSON, tags, or Python's call syntax.

A reader looks at text that may still grow. It answers Plain or Calls only if no further text can
change that, except that Calls may be taken back by what surrounds them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .call_forms import Origin, to_calls, tool_named_in
from .interfaces import ToolSpec
from .lenient_json import Unreadable, Value, read_python_call, read_value
from .messages import ToolCall
from .near_misses import find_tool


@dataclass(frozen=True, slots=True)
class Plain:
    """No call begins here."""

    end: int
    """Where to go on looking."""
    is_broken: bool = False
    """Whether it began like JSON, and then broke."""


@dataclass(frozen=True, slots=True)
class Open:
    """The text ends before it is clear what this is."""

    cut_off: bool
    """Whether it already began like a call to a known tool."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls without ids."""

    calls: tuple[ToolCall, ...]
    end: int


Outcome = Plain | Open | Calls


@dataclass(frozen=True, slots=True)
class Form:
    """How calls are written in a place."""

    origin: Origin
    dialect: Literal["json", "python", "mistral"] = "json"
    """`python`: also `name(key=value)`. `mistral`: also `name[ARGS]{…}`."""


FUNCTION = "<function="

_SPACE = re.compile(r"\s*+")
_GAP = re.compile(r"\s*+[;,]?+\s*+")
_FUNCTION_TAG = re.compile(r"<function=([\w.:-]{1,64})>")
_FUNCTION_BEGUN = re.compile(r"<function=[\w.:-]{0,64}\Z")
_FUNCTION_END = re.compile(r"\s*+</function>")
_PARAMETER = re.compile(r"\s*+<parameter=([\w.:-]{1,64})>")
# A file's text may itself hold `</parameter>`; the true end is followed by the next tag.
_PARAMETER_END = re.compile(r"</parameter>(?=\s*+(?:<parameter=|</function>))")
_PYTHON_NAME = re.compile(r"(?:print\(\s*)?([A-Za-z_][\w.]{0,63})")
_MISTRAL = re.compile(r"([\w.-]{1,64})(?:\[CALL_ID\][\w-]{0,64})?(?:\[ARGS\])?\s*+(?=\{)")
_MISTRAL_BEGUN = re.compile(r"[\w.-]{1,64}(?:\[[A-Z_]{0,8}(?:\][\w-]{0,64})?)?(?:\[[A-Z]{0,5}\]?)?\s*+\Z")


def after_space(text: str, at: int) -> int:
    """Return where the next visible character stands."""
    return _end(_SPACE, text, at)


def after_gap(text: str, at: int) -> int:
    """Return where the next call may begin, white space and one separator after the last."""
    return _end(_GAP, text, at)


def is_begun(token: str, text: str, at: int) -> bool:
    """Whether the text ends within `token`, which began at `at`, or right before it."""
    tail = text[at : at + len(token)]
    return at + len(tail) == len(text) and token.startswith(tail)


def read_calls(text: str, start: int, tools: Mapping[str, ToolSpec], form: Form) -> Outcome:
    """Read as many calls as stand in a row, at least one."""
    calls: tuple[ToolCall, ...] = ()
    end = at = after_space(text, start)
    while True:
        outcome = _read_one(text, at, tools, form)
        if isinstance(outcome, Plain):
            return Calls(calls, end) if calls else outcome
        if isinstance(outcome, Open):
            return outcome
        calls += outcome.calls
        end = outcome.end
        at = after_gap(text, end)
        if at == len(text):
            return Calls(calls, at)


def _read_one(text: str, at: int, tools: Mapping[str, ToolSpec], form: Form) -> Outcome:
    char = text[at : at + 1]
    if not char:
        return Open(cut_off=False)
    if char in "{[":
        return _read_json(text, at, tools, form.origin)
    if char == "<":
        return _read_function(text, at, tools)
    if form.dialect == "python":
        return _read_python(text, at, tools)
    if form.dialect == "mistral":
        return _read_mistral(text, at, tools)
    return Plain(at)


def _read_json(text: str, at: int, tools: Mapping[str, ToolSpec], origin: Origin) -> Outcome:
    read = read_value(text, at)
    if isinstance(read, Unreadable):
        if read.cut_off:
            return Open(cut_off=tool_named_in(text, at, len(text), tools) is not None)
        return Plain(read.at, is_broken=True)
    calls = to_calls(read.value, tools, origin)
    return Calls(calls, read.end) if calls else Plain(read.end)


def _read_python(text: str, at: int, tools: Mapping[str, ToolSpec]) -> Outcome:
    read = read_python_call(text, at)
    if isinstance(read, Value):
        calls = to_calls(read.value, tools, "marked")
        return Calls(calls, read.end) if calls else Plain(read.end)
    name = _PYTHON_NAME.match(text, at)
    known = name is not None and find_tool(name[1], tools) is not None
    return Open(cut_off=known) if read.cut_off else Plain(max(read.at, at))


def _read_mistral(text: str, at: int, tools: Mapping[str, ToolSpec]) -> Outcome:
    head = _MISTRAL.match(text, at)
    if not head:
        return Open(cut_off=False) if _MISTRAL_BEGUN.match(text, at) else Plain(at)
    return _with_json_arguments(text, head.end(), find_tool(head[1], tools), closer="")


def _read_function(text: str, at: int, tools: Mapping[str, ToolSpec]) -> Outcome:
    """Read `<function=name>{…}</function>`, or the same with `<parameter=name>value</parameter>` inside."""
    tag = _FUNCTION_TAG.match(text, at)
    if not tag:
        begun = is_begun(FUNCTION, text, at) or _FUNCTION_BEGUN.match(text, at)
        return Open(cut_off=False) if begun else Plain(at)
    spec = find_tool(tag[1], tools)
    body = after_space(text, tag.end())
    if spec is None or text[body : body + 1] not in ("", "{", "<"):
        return Plain(tag.end())
    if text[body : body + 1] == "{":
        return _with_json_arguments(text, body, spec, closer="</function>")
    arguments: dict[str, str] = {}
    while parameter := _PARAMETER.match(text, body):
        value_end = _PARAMETER_END.search(text, parameter.end())
        if not value_end:
            return Open(cut_off=True)
        arguments[parameter[1]] = _without_frame(text[parameter.end() : value_end.start()])
        body = value_end.end()
    if end := _FUNCTION_END.match(text, body):
        return Calls((ToolCall("", spec.name, dict(arguments)),), end.end())
    return until_closed(text, tag.end(), "</function>", spec)


def _with_json_arguments(text: str, at: int, spec: ToolSpec | None, *, closer: str) -> Outcome:
    read = read_value(text, at)
    if spec is None:
        return Plain(read.end if isinstance(read, Value) else read.at)
    if isinstance(read, Value):
        end = after_space(text, read.end)
        end = end + len(closer) if text.startswith(closer, end) else read.end
        return Calls((ToolCall("", spec.name, read.value),), end)
    if read.cut_off:
        return Open(cut_off=True)
    return until_closed(text, at, closer, spec) if closer else Plain(read.at)


def until_closed(text: str, start: int, closer: str, spec: ToolSpec) -> Outcome:
    """Read a call whose arguments are beyond repair, so that the model is told."""
    close = text.find(closer, start)
    if close < 0:
        return Open(cut_off=True)
    written = text[start:close].strip()
    return Calls((ToolCall("", spec.name, {}, malformed=written),), close + len(closer))


def _without_frame(value: str) -> str:
    """The line breaks after the opening and before the closing tag are not part of the value."""
    return value.removeprefix("\r").removeprefix("\n").removesuffix("\n").removesuffix("\r")


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
