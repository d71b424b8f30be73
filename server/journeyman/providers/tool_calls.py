"""Tool calls that arrive in fragments, joined whatever a server does with their ids and indexes."""

import json
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

from ..agent.messages import ToolCall
from .json_text import Broken, as_object, as_text, compact, parse, parse_object


@dataclass(frozen=True, slots=True)
class _Fragment:
    index: int | None
    id: str
    name: str
    arguments: str


@dataclass(slots=True)
class _Pending:
    """A call of which more may come."""

    id: str = ""
    name: str = ""
    pieces: list[str] = field(default_factory=list)

    @property
    def arguments(self) -> str:
        return "".join(self.pieces)

    def add(self, fragment: _Fragment) -> None:
        self.id = self.id or fragment.id
        self.name = self.name or fragment.name
        if fragment.arguments:
            self.pieces.append(fragment.arguments)


class CallCollector:
    """Joins the fragments of the tool calls in one answer."""

    def __init__(self) -> None:
        self._calls: list[_Pending] = []
        self._by_index: dict[int, _Pending] = {}

    def add(self, value: Any) -> None:
        """Take one element of a delta's `tool_calls`."""
        fragment = _to_fragment(value)
        call = self._place(fragment)
        is_moved = fragment.index is not None and self._by_index.get(fragment.index) is not call
        if call is None or _begins_another(call, fragment, is_moved=is_moved):
            call = _Pending()
            self._calls.append(call)
        if fragment.index is not None:
            self._by_index[fragment.index] = call
        call.add(fragment)

    def add_whole(self, value: Any) -> None:
        """Take a call that comes in one piece, as Ollama sends them; its index says nothing."""
        call = _Pending()
        call.add(_to_fragment(value))
        self._calls.append(call)

    def calls(self) -> tuple[ToolCall, ...]:
        """Return the calls, each with an id of its own."""
        calls: list[ToolCall] = []
        ids: set[str] = set()
        for pending in self._calls:
            if pending.name or pending.pieces:
                call_id = _free_id(pending.id, len(calls) + 1, ids)
                ids.add(call_id)
                calls.append(to_call(call_id, pending.name, pending.arguments))
        return tuple(calls)

    def _place(self, fragment: _Fragment) -> _Pending | None:
        """Return the call that a fragment seems to continue: by index, by id, else the latest."""
        if fragment.index in self._by_index:
            return self._by_index[fragment.index]
        for call in reversed(self._calls):
            if fragment.id and call.id == fragment.id:
                return call
        is_placed = fragment.index is not None and (fragment.id or fragment.name)
        return None if is_placed or not self._calls else self._calls[-1]


def _to_fragment(value: Any) -> _Fragment:
    part = as_object(value)
    function = as_object(part.get("function"))
    index, arguments = part.get("index"), function.get("arguments")
    return _Fragment(
        index if isinstance(index, int) else None,
        as_text(part.get("id")),
        as_text(function.get("name")),
        arguments if isinstance(arguments, str) else "" if arguments is None else compact(arguments),
    )


def _begins_another(call: _Pending, fragment: _Fragment, *, is_moved: bool) -> bool:
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
    if not call.pieces:
        return has_other_id
    if isinstance(parse_object(call.arguments), Broken):
        return False
    has_other_arguments = bool(fragment.arguments) and fragment.arguments not in call.arguments
    return has_other_id or (has_other_arguments and (is_moved or not fragment.id))


def to_call(call_id: str, name: str, text: str) -> ToolCall:
    """Return a call with the arguments that `text` holds; no text means none."""
    text = text.strip()
    if text in {"", "null", "None"}:
        return ToolCall(call_id, name, {})
    value = parse(text)
    if isinstance(value, Broken):
        value = _repeated(text)
    return ToolCall(call_id, name, value) if isinstance(value, dict) else ToolCall(call_id, name, {}, text)


def _repeated(text: str) -> Any:
    """Return the object that `text` holds several times in a row, as vLLM has sent it; else None."""
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return None if text.replace(text[:end], "").strip() else value


def _free_id(wanted: str, number: int, taken: set[str]) -> str:
    """Return `wanted`, or the first of call_1, call_2, … from `number` on, that nobody has yet."""
    candidates = chain((wanted,), (f"call_{n}" for n in count(number)))
    return next(candidate for candidate in candidates if candidate and candidate not in taken)
