"""Ollama's own format. Only here can the context window be chosen: its `/v1` ignores `num_ctx`.

https://github.com/ollama/ollama/blob/main/docs/api.md
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from ..agent.interfaces import AnswerPart, ModelRequest
from ..agent.messages import AssistantMessage, Message, Summary, ToolResult, Usage, UserMessage
from ..errors import ProviderRefused
from .answer import Answer, Delta, begin_body, seen, unreadable
from .broken_answers import cut_off
from .endpoint import ModelInfo, Thinking
from .http import Connection
from .json_text import as_count, as_list, as_object, as_text, parse_chunk
from .refusals import refusal, stated_error

KEEP_ALIVE = "30m"
"""How long a model stays loaded after an answer. Ollama's own 5 minutes are shorter than reading a diff."""

MAX_SHOWN = 500
"""Models of which details are asked for, each with a request of its own."""


@dataclass(frozen=True, slots=True)
class Ollama:
    """A model behind an Ollama server."""

    connection: Connection
    info: ModelInfo
    thinking: Thinking | None = None

    def stream(self, request: ModelRequest) -> AsyncGenerator[AnswerPart, None]:
        """Ask, and ask again while nothing was said; see `Provider`."""
        return self.connection.trying(lambda: self._ask(request))

    async def _ask(self, request: ModelRequest) -> AsyncGenerator[Delta | AssistantMessage, None]:
        answer, endpoint = Answer(), self.connection.endpoint
        lines = self.connection.stream(
            f"{endpoint.base_url}/api/chat",
            to_wire(self.info, request, thinking=self.thinking),
            progress=lambda: answer.progress,
        )
        async with aclosing(lines):
            async for line in lines:
                if not line.strip() or answer.is_done:
                    continue
                chunk = parse_chunk(line)
                if error := stated_error(chunk):
                    raise refusal(endpoint, self.info.id, error)
                if not isinstance(chunk, dict):
                    raise unreadable(endpoint, line, answer)
                for delta in add_chunk(answer, chunk):
                    yield delta
        if not answer.is_done:
            raise cut_off(endpoint)
        for delta in answer.close():
            yield delta
        yield answer.message()


def to_wire(info: ModelInfo, request: ModelRequest, *, thinking: Thinking | None = None) -> dict[str, Any]:
    """Return the request's body."""
    answers = [message for message in request.messages if isinstance(message, AssistantMessage)]
    names = {call.id: call.name for answer in answers for call in answer.tool_calls}
    messages = seen(request.messages, vision=info.vision)
    wire = begin_body(info.id, request, (_message(message, names) for message in messages))
    wire["keep_alive"] = KEEP_ALIVE
    wire["options"] = {"num_predict": request.max_output_tokens, "num_ctx": info.context_window}
    # A model that cannot think refuses the request, even when it is told not to.
    if thinking and info.thinking:
        wire["think"] = {"off": False, "on": True}.get(thinking, thinking)
    if request.answer_schema is not None:
        wire["format"] = request.answer_schema
    return wire


def _message(message: Message, names: Mapping[str, str]) -> dict[str, Any]:
    match message:
        case UserMessage(images=[_, *_] as images):
            return {"role": "user", "content": message.sent_text, "images": [image.data for image in images]}
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


def add_chunk(answer: Answer, chunk: Mapping[str, Any]) -> Iterator[Delta]:
    """Take one line of an answer; yield what is new in it."""
    message = as_object(chunk.get("message"))
    yield from answer.add(thought=as_text(message.get("thinking")), text=as_text(message.get("content")))
    for call in as_list(message.get("tool_calls")):
        answer.calls.add_whole(call)
    if chunk.get("done") is True:
        answer.is_done = True
        answer.stop_reason = "max_tokens" if chunk.get("done_reason") == "length" else "end_turn"
        # Counts of 0 are left out.
        answer.usage = Usage(as_count(chunk.get("prompt_eval_count")), as_count(chunk.get("eval_count")))


async def show(connection: Connection, model: str) -> ModelInfo:
    """Return what `/api/show` says about `model`; its window in force is not known there.

    Raises:
        ProviderRefused: there is no such model.
        ProviderUnreachable: nobody answered.
    """
    url = f"{connection.endpoint.base_url}/api/show"
    return to_info(model, as_object(await connection.ask(url, {"model": model})))


def to_info(model: str, shown: Mapping[str, Any]) -> ModelInfo:
    """Return what an answer of `/api/show` says. `tools` is None for a model that only embeds."""
    details = as_object(shown.get("model_info"))
    trained = next((as_count(value) for key, value in details.items() if key.endswith(".context_length")), 0) or None
    capabilities = shown.get("capabilities")
    if not isinstance(capabilities, list):
        # Versions before 0.6.4 don't say; a template that mentions tools can take them.
        return ModelInfo(model, tools=".Tools" in as_text(shown.get("template")), max_context_window=trained)
    return ModelInfo(
        model,
        tools="tools" in capabilities if "completion" in capabilities else None,
        vision="vision" in capabilities,
        thinking="thinking" in capabilities,
        max_context_window=trained,
    )


async def list_pulled(connection: Connection) -> list[ModelInfo]:
    """Return all models, those that are loaded first, with the window that they run with."""
    pulled, running = await asyncio.gather(_windows(connection, "tags"), _windows(connection, "ps"))
    names = sorted(pulled, key=lambda name: name not in running)[:MAX_SHOWN]
    infos = await asyncio.gather(*(show(connection, name) for name in names))
    return [replace(info, context_window=running.get(info.id)) for info in infos]


async def pick(connection: Connection) -> ModelInfo:
    """Return the model that is loaded, else the first that takes tools, else the first that talks.

    Raises:
        ProviderRefused: there is no model at all.
    """
    infos = [info for info in await list_pulled(connection) if info.tools is not None]
    if not infos:
        raise ProviderRefused(
            f"{connection.endpoint.label} has no model that can talk. Get one with `ollama pull qwen3`."
        )
    return max(infos, key=lambda info: (info.context_window is not None, bool(info.tools)))


async def _windows(connection: Connection, list_name: str) -> dict[str, int | None]:
    """Return the models of a list, each with the window that it was loaded with, in tokens."""
    answer = as_object(await connection.ask(f"{connection.endpoint.base_url}/api/{list_name}"))
    entries = map(as_object, as_list(answer.get("models")))
    return {as_text(entry.get("model")): as_count(entry.get("context_length")) or None for entry in entries}
