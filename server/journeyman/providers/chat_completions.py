"""The "chat completions" format, spoken by LM Studio, NVIDIA NIM, OpenRouter, llama.cpp and many more."""

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from ..agent.interfaces import ModelRequest
from ..agent.messages import (
    AssistantMessage,
    Image,
    Message,
    StopReason,
    Summary,
    ToolCall,
    ToolResult,
    Usage,
    UserMessage,
)
from ..errors import ProviderRefused, ProviderUnreachable
from .answer import Answer, Delta, begin_body, seen
from .framing import EventDecoder, ServerEvent
from .http import Connection, cut_off, not_json
from .json_text import as_count, as_list, as_object, as_text, compact, parse
from .refusals import Statement, refusal, stated_error

MAX_COST_USD = 1e6
"""A service that names a higher price for an answer is not believed."""
OPENAI_URL = "https://api.openai.com/"
_STOP_REASONS: dict[str, StopReason] = {
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "length": "max_tokens",
    "max_tokens": "max_tokens",
    "content_filter": "refusal",
    "error": "error",
}


@dataclass(frozen=True, slots=True)
class ChatCompletions:
    """A model behind a service of this format."""

    connection: Connection
    model: str
    vision: bool | None = None
    """Whether it sees images; None if the service does not say."""

    async def stream(self, request: ModelRequest) -> AsyncGenerator[Delta | AssistantMessage, None]:
        """Ask once; see `Provider`."""
        answer, decoder = Answer(), EventDecoder()
        base_url = self.connection.endpoint.base_url
        # OpenAI's own newer models take only this name, most other servers only the other.
        limit_name = "max_completion_tokens" if base_url.startswith(OPENAI_URL) else "max_tokens"
        lines = self.connection.stream(
            f"{base_url}/chat/completions",
            to_wire(self.model, request, limit_name=limit_name, vision=self.vision),
            is_complete=lambda: answer.is_done,
        )
        async with aclosing(lines):
            async for line in lines:
                if event := decoder.add(line):
                    for delta in self._add(answer, event):
                        yield delta
        for delta in self._end(answer, decoder.stray):
            yield delta
        yield answer.message()

    def _add(self, answer: Answer, event: ServerEvent) -> Iterator[Delta]:
        data = event.data.strip()
        if data == "[DONE]":
            answer.is_done = True
        elif data and not answer.is_done:
            chunk = parse(data)
            error = stated_error(chunk) or (Statement(data) if event.name == "error" else None)
            if error:
                raise refusal(self.connection.endpoint, self.model, error)
            if not isinstance(chunk, dict):
                raise not_json(self.connection.endpoint, data)
            yield from add_chunk(answer, chunk)

    def _end(self, answer: Answer, stray: str) -> Iterator[Delta]:
        """Look at what an answer lacks. Some servers do not stream, or put an error beside the stream."""
        endpoint = self.connection.endpoint
        if stray.strip() and not answer.is_done:
            body = parse(stray)
            if error := stated_error(body):
                raise refusal(endpoint, self.model, error)
            if answer.is_empty:
                if not as_object(body).get("choices"):
                    raise not_json(endpoint, stray)
                yield from add_chunk(answer, body)
                answer.is_done = True
        if answer.is_empty:
            raise ProviderRefused(
                f"{endpoint.label} answered with nothing. Some servers do so when the conversation does not "
                "fit the context length that the model was loaded with: load it with a longer one."
            )
        if answer.stop_reason == "error":
            raise ProviderUnreachable(f"{endpoint.label} says that the answer failed. Try again.")
        if not answer.is_done and not answer.stop_reason:
            raise cut_off(endpoint)
        yield from answer.close()


def to_wire(
    model: str, request: ModelRequest, *, limit_name: str = "max_tokens", vision: bool | None = None
) -> dict[str, Any]:
    """Return the request's body."""
    wire = begin_body(model, request, map(_message, seen(request.messages, vision=vision)))
    wire["stream_options"] = {"include_usage": True}
    wire[limit_name] = request.max_output_tokens
    if request.answer_schema is not None:
        schema = {"name": "answer", "strict": True, "schema": request.answer_schema}
        wire["response_format"] = {"type": "json_schema", "json_schema": schema}
    return wire


def _message(message: Message) -> dict[str, Any]:
    match message:
        case UserMessage(images=[_, *_] as images):
            return {"role": "user", "content": [{"type": "text", "text": message.sent_text}, *map(_image, images)]}
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


def _image(image: Image) -> dict[str, Any]:
    return {"type": "image_url", "image_url": {"url": f"data:{image.mime_type};base64,{image.data}"}}


def _call(call: ToolCall) -> dict[str, Any]:
    # Malformed arguments go back empty: llama.cpp fails on a history with broken JSON (llama.cpp#22072).
    function = {"name": call.name, "arguments": compact(call.arguments)}
    return {"id": call.id, "type": "function", "function": function}


def add_chunk(answer: Answer, chunk: Mapping[str, Any]) -> Iterator[Delta]:
    """Take one chunk, or a whole answer that was not streamed; yield what is new in it."""
    choice = as_object(next(iter(as_list(chunk.get("choices"))), None))
    # Groq and Moonshot have places of their own for the usage.
    for place in (chunk, as_object(chunk.get("x_groq")), choice):
        if usage := as_object(place.get("usage")):
            answer.usage = to_usage(usage)
    delta = as_object(choice.get("delta") or choice.get("message"))
    refused = as_text(delta.get("refusal"))
    yield from answer.add(
        thought=as_text(delta.get("reasoning_content")) or as_text(delta.get("reasoning")),
        text=_content(delta.get("content")) + refused,
    )
    for fragment in as_list(delta.get("tool_calls")):
        answer.calls.add(fragment)
    if refused:
        answer.stop_reason = "refusal"
    elif (reason := as_text(choice.get("finish_reason"))) and answer.stop_reason != "refusal":
        answer.stop_reason = _STOP_REASONS.get(reason, "end_turn")


def _content(content: Any) -> str:
    """Return the text of a content, which Mistral sends as a list of parts at times."""
    if isinstance(content, str):
        return content
    return "".join(as_text(as_object(part).get("text")) for part in as_list(content))


def to_usage(usage: Mapping[str, Any]) -> Usage:
    """Return what an answer cost. Each service has another place for the tokens from its cache."""
    details = as_object(usage.get("prompt_tokens_details"))
    elsewhere = ("prompt_cache_hit_tokens", "cached_tokens", "num_cached_tokens", "cache_read_input_tokens")
    cached = [as_count(place) for place in (details.get("cached_tokens"), *map(usage.get, elsewhere))]
    cost = usage.get("cost")
    if not isinstance(cost, int | float) or not 0 <= cost < MAX_COST_USD:
        cost = 0
    return Usage(as_count(usage.get("prompt_tokens")), as_count(usage.get("completion_tokens")), max(cached), cost)
