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
_TOOL_KEYS = ("tool", "tool_name")
"""These leave no doubt that a tool is named."""
ARGUMENT_KEYS = ("arguments", "parameters", "args", "input", "params")
_OTHER_KEYS = {"id", "type", "index", "call_id", "tool_call_id", "thought", "reasoning", "function"}
_HEAD_LENGTH = 300
"""In characters: models write the name first."""
_BEFORE_NAME = re.compile(
    r"""(?: [\s\[{,]
          | ["'](?:function|tool_calls)["'] \s*+ : \s*+ (?=[\[{])
          | ["'](?:id|type|index|call_id|tool_call_id|thought|reasoning|content)["'] \s*+ : \s*+
            (?: "(?:[^"\\]|\\.)*+" | '(?:[^'\\]|\\.)*+' | \w++ )
        )*+""",
    re.VERBOSE | re.DOTALL,
)
"""What stands before the name of a call. A name behind anything else is one in somebody's data."""
_NAMED = re.compile(r"""["'](?:name|tool|tool_name|function)["']\s*+:\s*+["']([\w.:/-]{1,64})["']""")


def to_calls(value: Any, tools: Tools, *, marked: bool) -> tuple[ToolCall, ...]:
    """Return the calls that `value` stands for, without ids; none if any part of it is something else.

    `marked`: the model said that this is a call (`<tool_call>`); otherwise it may be any JSON.
    """
    if isinstance(value, dict) and isinstance(value.get("tool_calls"), list):
        if not (marked or value.keys() <= _OTHER_KEYS | {"tool_calls", "content"}):
            return ()  # A message or a request of some service's wire.
        value = value["tool_calls"]
    calls = [_to_call(part, tools, marked) for part in (value if isinstance(value, list) else [value])]
    found = tuple(call for call in calls if call)
    return found if len(found) == len(calls) else ()


def tool_named_in(text: str, start: int, end: int, tools: Tools, *, marked: bool) -> ToolSpec | None:
    """Return the known tool that the JSON from `start` to `end` names early on, however it goes on."""
    end = min(end, start + _HEAD_LENGTH)
    before = _BEFORE_NAME.match(text, start, end)
    named = _NAMED.search(text, start, end) if marked or before is None else _NAMED.match(text, before.end(), end)
    return find_tool(named[1], tools) if named else None


def _to_call(value: Any, tools: Tools, marked: bool) -> ToolCall | None:
    if not isinstance(value, dict):
        return None
    if isinstance(inner := value.get("function"), dict):
        value = value | inner
    for key in NAME_KEYS:
        if isinstance(name := value.get(key), str) and (spec := find_tool(name, tools)):
            rest = {other: part for other, part in value.items() if other != key}
            holders = [key for key in ARGUMENT_KEYS if key in rest and key not in properties_of(spec.parameters)]
            call = _in_envelope(holders[0], rest, spec, marked) if holders else _flat(rest, spec, marked)
            if marked or name in tools:
                return call
            # JSON of any kind says `{"name": "list", "path": "/users"}` and means no tool by it.
            is_meant = call and call.arguments and _fits(call.arguments, spec) and (holders or key in _TOOL_KEYS)
            return call if is_meant else None
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
    return ToolCall("", spec.name, arguments) if marked or _fits(arguments, spec) else None


def _fits(arguments: Mapping[str, Any], spec: ToolSpec) -> bool:
    names = set(fitted(arguments, spec.parameters))
    return set(required_by(spec.parameters)) <= names <= set(properties_of(spec.parameters))
