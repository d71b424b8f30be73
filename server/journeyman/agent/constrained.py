"""Tool calls for models and servers without tool support: as JSON that the answer must be."""

import json
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from .answer_schema import answer_schema, describe_tools
from .events import Notice, TextDelta, ThoughtDelta
from .interfaces import AnswerPart, ModelRequest, Provider
from .lenient_json import read_object, unescaped
from .messages import AssistantMessage, Message, ToolCall, ToolResult, UserMessage
from .near_misses import Tools
from .text_calls import find_calls
from .visible_text import VisibleText

_ANSWER = re.compile(
    r"""
    \s*+ (?: ```\w*+ \s*+ )?  # Without a grammar, models like to put a fence around their JSON.
    \{ \s*+ "answer" \s*+ : \s*+ "
    ( (?: [^"\\]++ | \\ (?! (?: u[0-9a-fA-F]{0,3} | x[0-9a-fA-F]? | U[0-9a-fA-F]{0,7} )? \Z ) . )*+ )
    """,
    re.VERBOSE | re.DOTALL,
)
"""The text of a JSON answer as far as it has arrived, without an escape that is still incomplete."""


@dataclass(frozen=True, slots=True)
class ConstrainedProvider:
    """Asks `provider` without tools, and makes tool calls of its JSON answers."""

    provider: Provider

    async def stream(self, request: ModelRequest) -> AsyncGenerator[AnswerPart, None]:
        """Yield what can be shown, then the message, once, last. Raises what `provider` raises."""
        tools = {spec.name: spec for spec in request.tools}
        written = shown = ""
        async with aclosing(self.provider.stream(to_plain(request))) as parts:
            async for part in parts:
                if not tools or isinstance(part, ThoughtDelta | Notice):
                    yield part
                elif isinstance(part, TextDelta):
                    written += part.text
                    text = readable(written, tools)
                    if text != shown:
                        yield TextDelta(text[len(shown) :])
                    shown = text
                else:
                    message = _understood(part, tools)
                    if message.text != shown:
                        yield TextDelta(message.text[len(shown) :])
                    yield message


def to_plain(request: ModelRequest) -> ModelRequest:
    """Return the same question without tools. Each message becomes one message, whatever comes later."""
    names = {
        call.id: call.name
        for message in request.messages
        if isinstance(message, AssistantMessage)
        for call in message.tool_calls
    }
    plain = replace(request, messages=tuple(_plain(message, names) for message in request.messages), tools=())
    if not request.tools:
        return plain
    system = "\n\n".join(part for part in (request.system, describe_tools(request.tools)) if part)
    return replace(plain, system=system, answer_schema=answer_schema(request.tools))


def readable(written: str, tools: Tools) -> str:
    """Return what can be shown of an answer that has arrived so far; the beginning of what can be shown later."""
    if answer := _ANSWER.match(written):
        text = unescaped(answer[1])
        # What ends in U+FFFD may end in half of a surrogate pair.
        return text if written.startswith('"', answer.end()) else text.removesuffix("\ufffd")
    if written.lstrip()[:1] in ("", "{", "`"):
        return ""
    # The server ignores the schema, and the model writes as it likes.
    return VisibleText(tools).add(written)


def _understood(message: AssistantMessage, tools: Tools) -> AssistantMessage:
    """Return what the model meant with its JSON, or what it wrote if that is something else."""
    found = find_calls(message.text, tools)
    calls, text = found.calls, found.text
    value = read_object(message.text) or {}
    name, arguments, answer = value.get("tool"), value.get("arguments"), value.get("answer")
    if isinstance(name, str) and isinstance(arguments, dict):
        calls, text = (ToolCall("", name, arguments),), ""
    if _ANSWER.match(message.text):
        text = readable(message.text, tools)
    elif isinstance(answer, str):
        text = answer
    return replace(message, text=text, tool_calls=calls, stop_reason="tool_calls" if calls else message.stop_reason)


def _plain(message: Message, names: Mapping[str, str]) -> Message:
    if isinstance(message, AssistantMessage):
        return AssistantMessage(_as_written(message), stop_reason="end_turn", usage=message.usage)
    if isinstance(message, ToolResult):
        marked = " (error)" if message.is_error else ""
        return UserMessage("", f"Result of {names.get(message.call_id, 'a tool')}{marked}: {message.text}")
    return message


def _as_written(message: AssistantMessage) -> str:
    """Return the message as the model would have written it under the schema."""
    values: list[dict[str, Any]] = [{"answer": message.text}] if message.text else []
    values += [{"tool": call.name, "arguments": call.malformed or call.arguments} for call in message.tool_calls]
    return "\n".join(json.dumps(value, ensure_ascii=False, default=str) for value in values)
