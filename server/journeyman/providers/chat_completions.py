"""The "chat completions" format, spoken by LM Studio, NVIDIA NIM, OpenRouter, llama.cpp and many more."""

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal

from ..agent.interfaces import ModelRequest
from ..agent.messages import (
    AssistantMessage,
    Message,
    StopReason,
    Summary,
    ToolCall,
    ToolResult,
    Usage,
    UserMessage,
)
from ..errors import ProviderRefused, ProviderUnreachable
from .answer import Answer, Delta, tool_to_wire
from .http import Connection, cut_off, not_json
from .json_text import as_count, as_list, as_object, as_text, compact, parse
from .refusals import Statement, refusal, stated_error
from .sse import EventDecoder, ServerEvent

LimitName = Literal["max_tokens", "max_completion_tokens"]
"""OpenAI's own newer models take only the second, most other servers only the first."""

MAX_COST_USD = 1e6
"""A service that names a higher price for an answer is not believed."""

_STOP_REASONS: dict[str, StopReason] = {
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "length": "max_tokens",
    "max_tokens": "max_tokens",
    "content_filter": "refusal",
}


@dataclass(frozen=True, slots=True)
class ChatCompletions:
    """A model behind a service of this format."""

    connection: Connection
    model: str
    limit_name: LimitName = "max_tokens"

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Delta | AssistantMessage, None]:
        """Ask once; see `Provider`."""
        reply, decoder = Reply(), EventDecoder()
        pieces = self.connection.stream(
            f"{self.connection.endpoint.base_url}/chat/completions",
            to_wire(self.model, request, limit_name=self.limit_name),
            model=self.model,
            is_complete=lambda: reply.is_done,
        )
        async with aclosing(pieces):
            async for piece in pieces:
                for event in decoder.feed(piece):
                    for delta in self._add(reply, event):
                        yield delta
        for event in decoder.close():
            for delta in self._add(reply, event):
                yield delta
        for delta in self._end(reply, decoder.stray):
            yield delta
        yield reply.message()

    def _add(self, reply: "Reply", event: ServerEvent) -> Iterator[Delta]:
        data = event.data.strip()
        if data == "[DONE]":
            reply.is_done = True
        elif data and not reply.is_done:
            chunk = parse(data)
            error = stated_error(chunk) or (Statement(data) if event.name == "error" else None)
            if error:
                raise refusal(self.connection.endpoint, self.model, error)
            if not isinstance(chunk, dict):
                raise not_json(self.connection.endpoint, data)
            yield from reply.add(chunk)

    def _end(self, reply: "Reply", stray: str) -> Iterator[Delta]:
        """Look at what an answer lacks. Some servers do not stream, or put an error beside the stream."""
        endpoint = self.connection.endpoint
        if stray.strip() and not reply.is_done:
            body = parse(stray)
            if error := stated_error(body):
                raise refusal(endpoint, self.model, error)
            if not reply.has_begun:
                if not as_object(body).get("choices"):
                    raise not_json(endpoint, stray)
                yield from reply.add(body)
                reply.is_done = True
        if not reply.has_begun:
            raise ProviderRefused(
                f"{endpoint.label} answered with nothing. Some servers do so when the conversation does not "
                "fit the context length that the model was loaded with: load it with a longer one."
            )
        if reply.finish_reason == "error":
            raise ProviderUnreachable(f"{endpoint.label} says that the answer failed. Try again.")
        if not reply.is_done and not reply.finish_reason:
            raise cut_off(endpoint)
        yield from reply.close()


def to_wire(model: str, request: ModelRequest, *, limit_name: LimitName = "max_tokens") -> dict[str, Any]:
    """Return the request's body.

    What may change from one request to the next comes last, so that up to the end of its messages
    each body begins with the one before, byte for byte.
    """
    wire: dict[str, Any] = {"model": model}
    if request.tools:
        wire["tools"] = [tool_to_wire(spec) for spec in request.tools]
    system = [{"role": "system", "content": request.system}] if request.system else []
    wire["messages"] = [*system, *map(_message, request.messages)]
    wire["stream"] = True
    wire["stream_options"] = {"include_usage": True}
    wire[limit_name] = request.max_output_tokens
    if request.answer_schema is not None:
        schema = {"name": "answer", "strict": True, "schema": request.answer_schema}
        wire["response_format"] = {"type": "json_schema", "json_schema": schema}
    return wire


def _message(message: Message) -> dict[str, Any]:
    match message:
        case UserMessage() | Summary():
            return {"role": "user", "content": message.sent_text}
        case ToolResult():
            return {"role": "tool", "tool_call_id": message.call_id, "content": message.text}
        case AssistantMessage(tool_calls=()):
            return {"role": "assistant", "content": message.text}
        case AssistantMessage():
            # Beside tool calls, empty text is null: some servers refuse "" there, others a missing key.
            return {
                "role": "assistant",
                "content": message.text or None,
                "tool_calls": [_call(call) for call in message.tool_calls],
            }


def _call(call: ToolCall) -> dict[str, Any]:
    # Malformed arguments go back empty: llama.cpp fails on a history with broken JSON (llama.cpp#22072).
    function = {"name": call.name, "arguments": compact(call.arguments)}
    return {"id": call.id, "type": "function", "function": function}


class Reply:
    """Collects one answer, chunk by chunk."""

    def __init__(self) -> None:
        self.has_begun = False
        self.is_done = False
        """Whether the stream's own end mark was seen."""
        self.finish_reason = ""
        self._is_refusal = False
        self._answer = Answer()

    def add(self, chunk: Mapping[str, Any]) -> Iterator[Delta]:
        """Take one chunk, or a whole answer that was not streamed; yield what is new in it."""
        self.has_begun = True
        self._add_usage(chunk)
        self._add_usage(as_object(chunk.get("x_groq")))
        for choice in map(as_object, as_list(chunk.get("choices"))[:1]):
            self._add_usage(choice)  # Moonshot
            self.finish_reason = as_text(choice.get("finish_reason")) or self.finish_reason
            yield from self._add_delta(as_object(choice.get("delta") or choice.get("message")))

    def close(self) -> Iterator[Delta]:
        """Yield what was held back in case more came."""
        return self._answer.close()

    def message(self) -> AssistantMessage:
        """Return the complete answer."""
        return self._answer.message("refusal" if self._is_refusal else _STOP_REASONS.get(self.finish_reason))

    def _add_delta(self, delta: Mapping[str, Any]) -> Iterator[Delta]:
        refused = as_text(delta.get("refusal"))
        self._is_refusal = self._is_refusal or bool(refused)
        yield from self._answer.add(
            thought=as_text(delta.get("reasoning_content")) or as_text(delta.get("reasoning")),
            text=_content(delta.get("content")) + refused,
        )
        for fragment in as_list(delta.get("tool_calls")):
            self._answer.calls.add(fragment)

    def _add_usage(self, place: Mapping[str, Any]) -> None:
        if usage := as_object(place.get("usage")):
            self._answer.usage = to_usage(usage)


def _content(content: Any) -> str:
    """Return the text of a content, which Mistral sends as a list of parts at times."""
    if isinstance(content, str):
        return content
    return "".join(as_text(as_object(part).get("text")) for part in as_list(content))


def to_usage(usage: Mapping[str, Any]) -> Usage:
    """Return what an answer cost. Each service has another place for the tokens from its cache."""
    details = as_object(usage.get("prompt_tokens_details"))
    cached = (
        details.get("cached_tokens"),
        usage.get("prompt_cache_hit_tokens"),  # DeepSeek
        usage.get("cached_tokens"),  # Moonshot
        usage.get("num_cached_tokens"),
        usage.get("cache_read_input_tokens"),
    )
    cost = usage.get("cost")
    return Usage(
        as_count(usage.get("prompt_tokens")),
        as_count(usage.get("completion_tokens")),
        max(map(as_count, cached)),
        float(cost) if isinstance(cost, int | float) and 0 <= cost < MAX_COST_USD else 0.0,
    )
