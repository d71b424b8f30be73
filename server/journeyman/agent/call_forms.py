"""What a tool call looks like once its JSON is read: which keys hold the name and the arguments."""

import re
from collections.abc import Mapping
from typing import Any

from .fitting import fitted, properties_of, required_by
from .interfaces import ToolSpec
from .lenient_json import read_object
from .messages import ToolCall
from .near_misses import Tools, find_argument, find_tool

NAME_KEYS = ("name", "tool", "tool_name", "function")
ARGUMENT_KEYS = ("arguments", "parameters", "args", "input", "params")
_OTHER_KEYS = {"id", "type", "index", "call_id", "tool_call_id", "thought", "reasoning", "function"}
_HEAD_LENGTH = 300
"""In characters: models write the name first."""
_NAMED = re.compile(r"""["'](?:name|tool|tool_name|function)["']\s*+:\s*+["']([\w.:/-]{1,64})["']""")


def to_calls(value: Any, tools: Tools, *, marked: bool) -> tuple[ToolCall, ...]:
    """Return the calls that `value` stands for, without ids; none if any part of it is something else.

    `marked`: the model said that this is a call (`<tool_call>`); otherwise it may be any JSON.
    """
    if isinstance(value, dict) and isinstance(value.get("tool_calls"), list):
        value = value["tool_calls"]
    calls = [_to_call(part, tools, marked) for part in (value if isinstance(value, list) else [value])]
    found = tuple(call for call in calls if call)
    return found if len(found) == len(calls) else ()


def tool_named_in(text: str, start: int, end: int, tools: Tools) -> ToolSpec | None:
    """Return the known tool that the JSON from `start` to `end` names early on, however it goes on."""
    named = _NAMED.search(text, start, min(end, start + _HEAD_LENGTH))
    return find_tool(named[1], tools) if named else None


def _to_call(value: Any, tools: Tools, marked: bool) -> ToolCall | None:
    if not isinstance(value, dict):
        return None
    if isinstance(inner := value.get("function"), dict):
        value = value | inner
    for key in NAME_KEYS:
        if isinstance(name := value.get(key), str) and (spec := find_tool(name, tools)):
            rest = {other: part for other, part in value.items() if other != key}
            if not (rest or marked or name in tools):
                return None  # `{"name": "shell"}` alone is more likely data than a call.
            holders = [key for key in ARGUMENT_KEYS if key in rest and key not in properties_of(spec.parameters)]
            return _in_envelope(holders[0], rest, spec, marked) if holders else _flat(rest, spec, marked)
    return None


def _in_envelope(key: str, rest: Mapping[str, Any], spec: ToolSpec, marked: bool) -> ToolCall | None:
    """Read `{"name": …, "arguments": {…}}`."""
    arguments = rest[key] or {}
    if isinstance(written := arguments, str):
        arguments = read_object(written)
        if arguments is None and marked:
            return ToolCall("", spec.name, {}, malformed=written)
    properties = properties_of(spec.parameters)
    if not isinstance(arguments, dict) or ("properties" in arguments and "properties" not in properties):
        return None  # The second is the definition of a tool.
    is_meant = not arguments or any(find_argument(name, properties) for name in arguments)
    if marked or (is_meant and rest.keys() <= _OTHER_KEYS | {key}):
        return ToolCall("", spec.name, arguments)
    return None


def _flat(rest: Mapping[str, Any], spec: ToolSpec, marked: bool) -> ToolCall | None:
    """Read `{"name": …, "path": …}`: the arguments stand beside the name."""
    properties = properties_of(spec.parameters)
    arguments = {name: part for name, part in rest.items() if name in properties or name not in _OTHER_KEYS}
    names = fitted(arguments, spec.parameters).keys()
    if marked or set(required_by(spec.parameters)) <= names <= properties.keys():
        return ToolCall("", spec.name, arguments)
    return None
