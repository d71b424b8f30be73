"""What a tool call looks like once its JSON is read: which keys hold the name and the arguments."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from .fitting import fits, fitted, properties_of
from .interfaces import ToolSpec
from .lenient_json import read_object
from .messages import ToolCall
from .near_misses import find_argument, find_tool

Origin = Literal["marked", "bare"]
"""Whether the model said that this is a call (`<tool_call>`), or whether it may be any JSON."""

NAME_KEYS = ("name", "tool", "tool_name", "function")
ARGUMENT_KEYS = ("arguments", "parameters", "args", "input", "params")
_OTHER_KEYS = {"id", "type", "index", "call_id", "tool_call_id", "thought", "reasoning"}
_NEVER_ARGUMENTS = {*ARGUMENT_KEYS, "description"}
"""Beside a name, these are an envelope that could not be read, or the definition of a tool."""
_HEAD_LENGTH = 300
"""In characters: models write the name first."""
_NAMED = re.compile(r"""["'](?:name|tool|tool_name|function)["']\s*+:\s*+["']([\w.:/-]{1,64})["']""")


def to_calls(value: Any, tools: Mapping[str, ToolSpec], origin: Origin) -> tuple[ToolCall, ...]:
    """Return the calls that `value` stands for, without ids; none if any part of it is something else."""
    if isinstance(value, dict) and isinstance(value.get("tool_calls"), list) and len(value) == 1:
        value = value["tool_calls"]
    calls = [_to_call(part, tools, origin) for part in (value if isinstance(value, list) else [value])]
    found = tuple(call for call in calls if call)
    return found if len(found) == len(calls) else ()


def tool_named_in(text: str, start: int, end: int, tools: Mapping[str, ToolSpec]) -> ToolSpec | None:
    """Return the known tool that the JSON from `start` to `end` names early on, however it goes on."""
    for match in _NAMED.finditer(text, start, min(end, start + _HEAD_LENGTH)):
        before = text[start : match.start()]
        is_outermost = before.count("{") <= 1 or "function" in before or "tool_calls" in before
        if is_outermost and (spec := find_tool(match[1], tools)):
            return spec
    return None


def _to_call(value: Any, tools: Mapping[str, ToolSpec], origin: Origin) -> ToolCall | None:
    if not isinstance(value, dict):
        return None
    if isinstance(inner := value.get("function"), dict):
        value = {key: part for key, part in value.items() if key != "function"} | inner
    for key in NAME_KEYS:
        if isinstance(name := value.get(key), str) and (spec := find_tool(name, tools)):
            rest = {other: part for other, part in value.items() if other != key}
            if origin == "bare" and not rest and name not in tools:
                return None  # `{"name": "shell"}` alone is more likely data than a call.
            return _in_envelope(rest, spec, origin) or _flat(rest, spec, origin)
    return None


def _in_envelope(rest: Mapping[str, Any], spec: ToolSpec, origin: Origin) -> ToolCall | None:
    """Read `{"name": …, "arguments": {…}}`."""
    key = next((key for key in ARGUMENT_KEYS if key in rest), None)
    if key is None or (origin == "bare" and set(rest) - {key} - _OTHER_KEYS):
        return None
    arguments = rest[key] or {}
    if isinstance(written := arguments, str):
        arguments = read_object(written)
        if arguments is None and origin == "marked" and key not in properties_of(spec.parameters):
            return ToolCall("", spec.name, {}, malformed=written)
    if not isinstance(arguments, dict):
        return None
    return ToolCall("", spec.name, arguments) if _is_plausible(arguments, spec, origin) else None


def _is_plausible(arguments: Mapping[str, Any], spec: ToolSpec, origin: Origin) -> bool:
    """Whether these are arguments, not the definition of a tool or a setting of the same name."""
    properties = properties_of(spec.parameters)
    if isinstance(arguments.get("properties"), dict) and "properties" not in properties:
        return False
    known = not arguments or not properties or any(find_argument(name, properties) for name in arguments)
    return origin == "marked" or known


def _flat(rest: Mapping[str, Any], spec: ToolSpec, origin: Origin) -> ToolCall | None:
    """Read `{"name": …, "path": …}`: the arguments stand beside the name."""
    properties = properties_of(spec.parameters)
    arguments = {name: part for name, part in rest.items() if name in properties or name not in _OTHER_KEYS}
    if not _NEVER_ARGUMENTS.isdisjoint(set(arguments) - set(properties)):
        return None
    if origin == "bare" and not _fits_when_fitted(arguments, spec.parameters):
        return None
    return ToolCall("", spec.name, arguments)


def _fits_when_fitted(arguments: Mapping[str, Any], schema: Mapping[str, Any]) -> bool:
    return fits(fitted(arguments, schema), schema) and bool(properties_of(schema) or not arguments)
