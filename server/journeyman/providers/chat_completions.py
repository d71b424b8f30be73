"""The "chat completions" format, spoken by LM Studio, NVIDIA NIM, OpenRouter, llama.cpp and many more."""

import logging
from collections.abc import AsyncGenerator, Collection, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ..agent.events import Notice
from ..agent.interfaces import AnswerPart, ModelRequest
from ..agent.messages import (
    AssistantMessage,
    Image,
    Message,
    SealedThought,
    StopReason,
    Summary,
    ToolCall,
    ToolResult,
    Usage,
    UserMessage,
)
from ..errors import ContextOverflow, ParametersUnsupported, ProviderRefused, ProviderUnreachable
from .answer import Answer, Delta, begin_body, seen, unreadable
from .broken_answers import cut_off, not_json
from .dialect import Dialect, Wire, Wishes
from .endpoint import ModelInfo
from .framing import EventDecoder, ServerEvent
from .http import Connection
from .json_text import as_count, as_list, as_object, as_text, compact, parse_chunk
from .refusals import Statement, refusal, stated_error

logger = logging.getLogger(__name__)

MAX_COST_USD = 1e6
"""A service that names a higher price for an answer is not believed."""
MAX_SEALED_BLOCKS = 1_000
"""Of one answer; real ones have a few. They are kept with the session."""
NEEDED = {"model", "messages", "tools", "stream", "response_format", "nvext"}
"""Without these, a request would ask for something else."""
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
    info: ModelInfo
    wishes: Wishes
    refused: list[str] = field(default_factory=list)
    """Parameters that the service does not take. They are left out from then on."""

    @property
    def dialect(self) -> Dialect:
        """What the service does otherwise."""
        return self.connection.dialect

    @property
    def origin(self) -> str:
        """Whose sealed thoughts can be sent back here."""
        return f"{self.connection.endpoint.provider}:{self.info.id}"

    async def stream(self, request: ModelRequest) -> AsyncGenerator[AnswerPart, None]:
        """Ask, and ask again while nothing was said; see `Provider`."""
        has_waited = False
        while True:
            has_begun, wire = False, self.to_wire(request)
            try:
                async with aclosing(self.connection.trying(partial(self._ask, wire))) as parts:
                    async for part in parts:
                        has_begun = has_begun or not isinstance(part, Notice)
                        yield part
                return
            except ParametersUnsupported as error:
                if has_begun or not self._leave_out(error.names, wire):
                    raise
            except ProviderUnreachable as error:
                is_final = has_begun or has_waited or error.wait_seconds is None
                if is_final or not await self.dialect.recover(self.connection):
                    raise
                has_waited = True

    def to_wire(self, request: ModelRequest) -> Wire:
        """Return the body of a request as the service takes it."""
        wire = to_wire(self.info, request, sealed_field=self.dialect.sealed_field, origin=self.origin)
        self.dialect.write(wire, self.info, self.wishes)
        for name in self.refused:
            if name in wire:
                value, say_otherwise = wire.pop(name), self.dialect.instead.get(name)
                wire |= say_otherwise(value) if say_otherwise else {}
        return wire

    def _leave_out(self, names: Collection[str], wire: Wire) -> bool:
        """Leave parameters out from now on, as far as that makes sense; return whether any of them."""
        names = [name for name in names if name in wire and (name in self.dialect.instead or name not in NEEDED)]
        logger.info("%s does not take %s.", self.connection.endpoint.label, names)
        self.refused.extend(names)
        return bool(names)

    async def _ask(self, wire: Wire) -> AsyncGenerator[Delta | AssistantMessage, None]:
        answer, decoder = Answer(), EventDecoder()
        url = f"{self.connection.endpoint.base_url}/chat/completions"
        lines = self.connection.stream(url, wire, progress=lambda: answer.progress, amount=lambda: answer.amount)
        async with aclosing(lines):
            async for line in lines:
                if event := decoder.add(line):
                    for delta in self._add(answer, event):
                        yield delta
        for delta in self._end(answer, decoder.stray):
            yield delta
        sealed = SealedThought(self.origin, tuple(answer.sealed)) if answer.sealed else None
        yield replace(answer.message(), sealed_thought=sealed)

    def _add(self, answer: Answer, event: ServerEvent) -> Iterator[Delta]:
        data = event.data.strip()
        if data == "[DONE]":
            answer.is_done = True
        elif data and not answer.is_done:
            chunk = parse_chunk(data)
            error = stated_error(chunk) or (Statement(data) if event.name == "error" else None)
            if error:
                raise refusal(self.connection.endpoint, self.info.id, error, self.dialect.explanations)
            if not isinstance(chunk, dict):
                raise unreadable(self.connection.endpoint, data, answer)
            yield from add_chunk(answer, chunk, self.dialect)

    def _end(self, answer: Answer, stray: str) -> Iterator[Delta]:
        """Look at what an answer lacks. Some servers do not stream, or put an error beside the stream."""
        endpoint = self.connection.endpoint
        if stray.strip() and not answer.is_done:
            body = parse_chunk(stray)
            if error := stated_error(body):
                raise refusal(endpoint, self.info.id, error, self.dialect.explanations)
            if answer.is_empty:
                if not as_object(body).get("choices"):
                    raise not_json(endpoint, stray)
                yield from add_chunk(answer, body, self.dialect)
                answer.is_done = True
        if answer.is_empty:
            kind = ContextOverflow if self.dialect.is_silent_on_overflow else ProviderRefused
            raise kind(
                f"{endpoint.label} answered with nothing. Some servers do so when the conversation does not "
                "fit the context length that the model was loaded with: load it with a longer one."
            )
        if answer.stop_reason == "error":
            raise ProviderUnreachable(f"{endpoint.label} says that the answer failed. Try again.")
        if not answer.is_done and not answer.stop_reason:
            raise cut_off(endpoint)
        yield from answer.close()


def to_wire(info: ModelInfo, request: ModelRequest, *, sealed_field: str = "", origin: str = "") -> Wire:
    """Return the request's body in the plain format. In `sealed_field`, thoughts go back to their `origin`."""
    messages = (
        _message(message) | _sealed_part(message, sealed_field, origin)
        for message in seen(request.messages, vision=info.vision)
    )
    wire = begin_body(info.id, request, messages)
    wire["stream_options"] = {"include_usage": True}
    wire["max_tokens"] = request.max_output_tokens
    if request.answer_schema is not None:
        schema = {"name": "answer", "strict": True, "schema": request.answer_schema}
        wire["response_format"] = {"type": "json_schema", "json_schema": schema}
    return wire


def _sealed_part(message: Message, name: str, origin: str) -> Wire:
    sealed = message.sealed_thought if isinstance(message, AssistantMessage) else None
    return {name: list(sealed.blocks)} if name and sealed and sealed.origin == origin else {}


def _message(message: Message) -> Wire:
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


def _image(image: Image) -> Wire:
    return {"type": "image_url", "image_url": {"url": f"data:{image.mime_type};base64,{image.data}"}}


def _call(call: ToolCall) -> Wire:
    # Malformed arguments go back empty: llama.cpp fails on a history with broken JSON (llama.cpp#22072).
    function = {"name": call.name, "arguments": compact(call.arguments)}
    return {"id": call.id, "type": "function", "function": function}


def add_chunk(answer: Answer, chunk: Mapping[str, Any], dialect: Dialect) -> Iterator[Delta]:
    """Take one chunk, or a whole answer that was not streamed; yield what is new in it."""
    choice = as_object(next(iter(as_list(chunk.get("choices"))), None))
    # Groq and Moonshot have places of their own for the usage.
    for place in (chunk, as_object(chunk.get("x_groq")), choice):
        if usage := as_object(place.get("usage")):
            answer.usage = to_usage(usage)
    delta = as_object(choice.get("delta") or choice.get("message"))
    refused = as_text(delta.get("refusal"))
    yield from answer.add(
        thought=_thought(delta),
        text=_content(delta.get("content")) + refused,
    )
    for block in as_list(delta.get(dialect.sealed_field)):
        if isinstance(block, dict) and len(answer.sealed) < MAX_SEALED_BLOCKS:
            dialect.join(answer.sealed, block)
    for fragment in as_list(delta.get("tool_calls")):
        answer.calls.add(fragment)
    if refused:
        answer.stop_reason = "refusal"
    elif (reason := as_text(choice.get("finish_reason"))) and answer.stop_reason != "refusal":
        answer.stop_reason = _STOP_REASONS.get(reason, "end_turn")


def _thought(delta: Mapping[str, Any]) -> str:
    """Return the reasoning, of which services that say it twice say the same."""
    if said := as_text(delta.get("reasoning_content")) or as_text(delta.get("reasoning")):
        return said
    blocks = map(as_object, as_list(delta.get("reasoning_details")))
    return "".join(as_text(block.get("text")) or as_text(block.get("summary")) for block in blocks)


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
    cost = _as_cost(usage.get("cost"))
    if usage.get("is_byok") is True:
        # With a key of the user's own, OpenRouter's price is only what it takes for itself.
        cost += _as_cost(as_object(usage.get("cost_details")).get("upstream_inference_cost"))
    return Usage(as_count(usage.get("prompt_tokens")), as_count(usage.get("completion_tokens")), max(cached), cost)


def _as_cost(value: Any) -> float:
    is_cost = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < MAX_COST_USD
    return float(value) if is_cost else 0.0
