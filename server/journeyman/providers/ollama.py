"""Ollama's own format. Only here can the context window be chosen: its `/v1` ignores `num_ctx`.

https://github.com/ollama/ollama/blob/main/docs/api.md
"""

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal

from ..agent.interfaces import ModelRequest
from ..agent.messages import (
    AssistantMessage,
    Message,
    Summary,
    ToolCall,
    ToolResult,
    Usage,
    UserMessage,
)
from .answer import Answer, Delta, tool_to_wire
from .endpoint import ModelInfo
from .http import Connection, cut_off, not_json
from .json_text import Broken, as_count, as_list, as_object, as_text
from .ndjson import ObjectDecoder
from .refusals import refusal, stated_error

Think = bool | Literal["low", "medium", "high"] | None
"""None leaves it to the model."""

KEEP_ALIVE = "30m"
"""How long a model stays loaded after an answer. Ollama's own 5 minutes are shorter than reading a diff."""


@dataclass(frozen=True, slots=True)
class Ollama:
    """A model behind an Ollama server."""

    connection: Connection
    info: ModelInfo
    think: Think = None

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Delta | AssistantMessage, None]:
        """Ask once; see `Provider`."""
        reply, decoder = Reply(), ObjectDecoder()
        pieces = self.connection.stream(
            f"{self.connection.endpoint.base_url}/api/chat",
            to_wire(self.info, request, think=self.think),
            model=self.info.id,
            is_complete=lambda: reply.is_done,
        )
        async with aclosing(pieces):
            async for piece in pieces:
                for chunk in decoder.feed(piece):
                    for delta in self._add(reply, chunk):
                        yield delta
        for chunk in decoder.close():
            for delta in self._add(reply, chunk):
                yield delta
        if not reply.is_done:
            raise cut_off(self.connection.endpoint)
        for delta in reply.close():
            yield delta
        yield reply.message()

    def _add(self, reply: "Reply", chunk: dict[str, Any] | Broken) -> Iterator[Delta]:
        endpoint = self.connection.endpoint
        if isinstance(chunk, Broken):
            raise not_json(endpoint, chunk.text)
        if error := stated_error(chunk):
            raise refusal(endpoint, self.info.id, error)
        return reply.add(chunk)


def to_wire(info: ModelInfo, request: ModelRequest, *, think: Think = None) -> dict[str, Any]:
    """Return the request's body; what may change from one request to the next comes last."""
    wire: dict[str, Any] = {"model": info.id}
    if request.tools:
        wire["tools"] = [tool_to_wire(spec) for spec in request.tools]
    system = [{"role": "system", "content": request.system}] if request.system else []
    names = {call.id: call.name for call in _calls(request)}
    wire["messages"] = [*system, *(_message(message, names) for message in request.messages)]
    wire["stream"] = True
    wire["keep_alive"] = KEEP_ALIVE
    wire["options"] = {"num_predict": request.max_output_tokens}
    if info.context_window is not None:
        wire["options"]["num_ctx"] = info.context_window
    # A model that cannot think refuses the request, even when it is told not to.
    if think is not None and info.thinking:
        wire["think"] = think
    if request.answer_schema is not None:
        wire["format"] = request.answer_schema
    return wire


def _calls(request: ModelRequest) -> Iterator[ToolCall]:
    return (
        call for message in request.messages if isinstance(message, AssistantMessage) for call in message.tool_calls
    )


def _message(message: Message, names: Mapping[str, str]) -> dict[str, Any]:
    match message:
        case UserMessage() | Summary():
            return {"role": "user", "content": message.sent_text}
        case ToolResult(call_id=call_id):
            name = names.get(call_id, "")
            return {"role": "tool", "tool_name": name, "tool_call_id": call_id, "content": message.text}
        case AssistantMessage(tool_calls=()):
            return {"role": "assistant", "content": message.text}
        case AssistantMessage():
            calls = [
                {"id": call.id, "function": {"name": call.name, "arguments": call.arguments}}
                for call in message.tool_calls
            ]
            return {"role": "assistant", "content": message.text, "tool_calls": calls}


class Reply:
    """Collects one answer, line by line."""

    def __init__(self) -> None:
        self.is_done = False
        self._is_cut = False
        self._answer = Answer()

    def add(self, chunk: Mapping[str, Any]) -> Iterator[Delta]:
        """Take one line; yield what is new in it."""
        message = as_object(chunk.get("message"))
        yield from self._answer.add(thought=as_text(message.get("thinking")), text=as_text(message.get("content")))
        for call in as_list(message.get("tool_calls")):
            self._answer.calls.add_whole(call)
        if chunk.get("done") is True:
            self.is_done = True
            self._is_cut = chunk.get("done_reason") == "length"
            # Counts of 0 are left out.
            counts = as_count(chunk.get("prompt_eval_count")), as_count(chunk.get("eval_count"))
            self._answer.usage = Usage(*counts)

    def close(self) -> Iterator[Delta]:
        """Yield what was held back in case more came."""
        return self._answer.close()

    def message(self) -> AssistantMessage:
        """Return the complete answer. Calls come with the reason "stop"."""
        return self._answer.message("max_tokens" if self._is_cut else None)
