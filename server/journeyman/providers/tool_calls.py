"""Tool calls that arrive in fragments, joined whatever a server does with their ids and indexes."""

import json
from dataclasses import dataclass
from typing import Any

from ..agent.messages import ToolCall
from ..errors import ProviderRefused
from .json_text import as_object, as_text, compact, is_deep, parse, whole

MAX_CALLS = 1_000
"""In one answer. Each fragment may belong to any of them."""


@dataclass(slots=True)
class _Fragment:
    """A call as far as it has arrived, or what arrives next of it."""

    id: str
    name: str
    parts: list[str]

    @property
    def arguments(self) -> str:
        """What has come of them, as JSON."""
        return "".join(self.parts)


class CallCollector:
    """Joins the fragments of the tool calls in one answer."""

    def __init__(self) -> None:
        self._calls: list[_Fragment] = []
        self._by_index: dict[int, _Fragment] = {}
        self.size = 0
        """In characters, of names and arguments."""

    def add(self, value: Any) -> None:
        """Take one element of a delta's `tool_calls`."""
        fragment, index = _read(value), as_object(value).get("index")
        self.size += len(fragment.name) + len(fragment.arguments)
        call = self._place(fragment, index)
        if call is None or _begins_another(call, fragment):
            call = fragment
            self._begin(call)
        else:
            call.id = call.id or fragment.id
            call.name = call.name or fragment.name
            call.parts += fragment.parts
        if isinstance(index, int):
            self._by_index[index] = call

    def add_whole(self, value: Any) -> None:
        """Take a call that comes in one piece, as Ollama sends them; its index says nothing."""
        call = _read(value)
        self.size += len(call.name) + len(call.arguments)
        self._begin(call)

    def calls(self) -> tuple[ToolCall, ...]:
        """Return the calls, each with an id of its own."""
        calls: dict[str, ToolCall] = {}
        for call in self._calls:
            arguments = whole(call.arguments.strip())
            if call.name or arguments:
                number = len(calls) + 1
                call_id = call.id
                while not call_id or call_id in calls:
                    call_id = f"call_{number}"
                    number += 1
                calls[call_id] = _to_call(call_id, call.name, arguments)
        return tuple(calls.values())

    def _begin(self, call: _Fragment) -> None:
        if len(self._calls) == MAX_CALLS:
            raise ProviderRefused(f"The answer holds more than {MAX_CALLS:,} tool calls. Choose another model.")
        self._calls.append(call)

    def _place(self, fragment: _Fragment, index: Any) -> _Fragment | None:
        """Return the call that a fragment seems to continue: by index, by id, else the latest."""
        if isinstance(index, int) and index in self._by_index:
            return self._by_index[index]
        for call in reversed(self._calls):
            if fragment.id and call.id == fragment.id:
                return call
        is_new = isinstance(index, int) and (fragment.id or fragment.name)
        return None if is_new or not self._calls else self._calls[-1]


def _read(value: Any) -> _Fragment:
    part = as_object(value)
    function = as_object(part.get("function"))
    arguments = function.get("arguments")
    if not isinstance(arguments, str):
        arguments = "" if arguments is None else compact(arguments)
    return _Fragment(as_text(part.get("id")), as_text(function.get("name")), [arguments] if arguments else [])


def _begins_another(call: _Fragment, fragment: _Fragment) -> bool:
    """Whether a fragment, which by its place continues `call`, begins a call of its own.

    Only a fragment with a name can. Some servers repeat the name, make up an id for every fragment,
    send all calls under one index, or one call under several, so a second call of the same tool must
    have another id, or other arguments, and the first must be complete.
    """
    if not fragment.name or not call.name:
        return False
    if fragment.name != call.name:
        return True
    has_other_id = bool(fragment.id and call.id) and fragment.id != call.id
    if not call.parts:
        return has_other_id
    # Reading all that has come takes long when a server repeats the name in each of many fragments.
    is_complete = "".join(call.parts[-2:]).rstrip().endswith("}") and isinstance(parse(call.arguments), dict)
    return is_complete and (has_other_id or fragment.arguments not in call.arguments)


def _to_call(call_id: str, name: str, arguments: str) -> ToolCall:
    if arguments in {"", "null", "None"}:
        return ToolCall(call_id, name, {})
    value = parse(arguments)
    if value is None:
        value = _repeated(arguments)
    return ToolCall(call_id, name, value) if isinstance(value, dict) else ToolCall(call_id, name, {}, arguments)


def _repeated(text: str) -> Any:
    """Return the object that `text` holds several times in a row, as vLLM has sent it; else None."""
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return None if text.replace(text[:end], "").strip() or is_deep(value) else value
