"""Tool calls for models and servers without tool support: as JSON that the answer must be."""

import json
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any, Literal

from .answer_schema import answer_schema, describe_tools
from .answer_text import AnswerText
from .events import TextDelta, ThoughtDelta
from .interfaces import ModelRequest, Provider
from .lenient_json import read_object
from .messages import AssistantMessage, Message, ToolCall, ToolResult, UserMessage
from .text_calls import find_calls, visible_length

_CALL_ID = re.compile(r"call_([0-9]{1,9})")
_FENCED = re.compile(r"\A\s*+```\w*+\s*+(\{.*\})\s*```\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ConstrainedProvider:
    """Asks `provider` without tools, and makes tool calls of its JSON answers."""

    provider: Provider

    async def stream(self, request: ModelRequest) -> AsyncGenerator[TextDelta | ThoughtDelta | AssistantMessage, None]:
        """Yield what can be shown, then the message, once, last. Raises what `provider` raises."""
        answer = _Answer(request) if request.tools else None
        async with aclosing(self.provider.stream(to_plain(request))) as parts:
            async for part in parts:
                if answer is None or isinstance(part, ThoughtDelta):
                    yield part
                    continue
                is_last = isinstance(part, AssistantMessage)
                if shown := answer.add(part.text[len(answer.raw) :] if is_last else part.text):
                    yield TextDelta(shown)
                if isinstance(part, AssistantMessage):
                    message = answer.message(part)
                    if rest := answer.not_shown(message.text):
                        yield TextDelta(rest)
                    yield message


def to_plain(request: ModelRequest) -> ModelRequest:
    """Return the same question without tools. Each message becomes one message, whatever comes later."""
    names = {
        call.id: call.name
        for message in request.messages
        if isinstance(message, AssistantMessage)
        for call in message.tool_calls
    }
    if not request.tools:
        plain = (_plain(message, names, answers="text") for message in request.messages)
        return replace(request, messages=tuple(plain))
    messages = tuple(_plain(message, names, answers="json") for message in request.messages)
    system = "\n\n".join(part for part in (request.system, describe_tools(request.tools)) if part)
    schema = answer_schema(request.tools)
    return replace(request, system=system, messages=messages, tools=(), answer_schema=schema)


class _Answer:
    """One answer while it arrives."""

    def __init__(self, request: ModelRequest) -> None:
        self.tools = {spec.name: spec for spec in request.tools}
        self.first_number = 1 + _last_number(request.messages)
        self.raw = ""
        self.shown = ""
        self.decoder = AnswerText()

    def add(self, delta: str) -> str:
        """Take the next piece and return what can be shown now."""
        self.raw += delta
        piece = self.decoder.add(delta)
        if self.raw.lstrip()[:1] not in ("", "{", "`"):
            # The server ignores the schema, and the model writes as it likes.
            piece = self.raw[len(self.shown) : visible_length(self.raw, self.tools)]
        self.shown += piece
        return piece

    def message(self, message: AssistantMessage) -> AssistantMessage:
        """Return what the model meant with its JSON, or what it wrote if that is something else."""
        value = read_object(_FENCED.sub(r"\1", self.raw)) or {}
        found = find_calls(self.raw, self.tools)
        calls, text = found.calls, found.text
        name, arguments = value.get("tool"), value.get("arguments")
        if isinstance(name, str) and isinstance(arguments, dict):
            calls, text = (ToolCall("", name, arguments),), ""
        if self.decoder.has_begun:
            text = self.shown
        elif isinstance(value.get("answer"), str):
            text = value["answer"]
        numbered = (replace(call, id=f"call_{number}") for number, call in enumerate(calls, self.first_number))
        stop_reason = "tool_calls" if calls else message.stop_reason
        return replace(message, text=text, tool_calls=tuple(numbered), stop_reason=stop_reason)

    def not_shown(self, text: str) -> str:
        """Return what of the message's text was not shown yet."""
        return text.removeprefix(self.shown) if text.startswith(self.shown) else ""


def _plain(message: Message, names: Mapping[str, str], *, answers: Literal["json", "text"]) -> Message:
    if isinstance(message, AssistantMessage):
        return AssistantMessage(_as_written(message, answers), stop_reason="end_turn", usage=message.usage)
    if isinstance(message, ToolResult):
        marked = " (error)" if message.is_error else ""
        name = names.get(message.call_id, "a tool")
        return UserMessage("", f"Result of {name}{marked}: {message.text}")
    return message


def _as_written(message: AssistantMessage, answers: Literal["json", "text"]) -> str:
    """Return the message as the model would have written it under the schema."""
    lines = [
        _to_json({"tool": call.name, "arguments": call.malformed or call.arguments}) for call in message.tool_calls
    ]
    if message.text:
        lines.insert(0, _to_json({"answer": message.text}) if answers == "json" else message.text)
    return "\n".join(lines)


def _to_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _last_number(messages: Sequence[Message]) -> int:
    """Return the highest number in the ids of earlier calls, or their count: no new id is an old one."""
    ids = [call.id for message in messages if isinstance(message, AssistantMessage) for call in message.tool_calls]
    return max([len(ids), *(int(match[1]) for one in ids if (match := _CALL_ID.fullmatch(one)))])
