"""Ollama's own format. Only here can the context window be chosen: its `/v1` ignores `num_ctx`.

https://github.com/ollama/ollama/blob/main/docs/api.md
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from ..agent.interfaces import AnswerPart, ModelRequest
from ..agent.messages import AssistantMessage, Message, Summary, ToolResult, Usage, UserMessage
from ..errors import CHOOSE_MODEL, ProviderRefused
from .answer import Answer, Delta, begin_body, seen, unreadable
from .broken_answers import cut_off
from .dialect import Dialect, Wire
from .embedding_wire import EmbeddingWire
from .endpoint import ModelInfo, Thinking
from .http import Connection
from .json_text import as_count, as_list, as_object, as_text, parse_chunk
from .refusals import Explanation, refusal, stated_error

KEEP_ALIVE = "30m"
"""How long a model stays loaded after an answer. Ollama's own 5 minutes are shorter than reading a diff."""

MAX_SHOWN = 500
"""Models of which details are asked for, each with a request of its own."""

_EFFORTS = {"off": "low", "on": "medium"}
"""For the models that only know levels. They cannot but think: https://docs.ollama.com/capabilities/thinking"""


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
            amount=lambda: answer.amount,
        )
        async with aclosing(lines):
            async for line in lines:
                if not line.strip() or answer.is_done:
                    continue
                chunk = parse_chunk(line)
                if error := stated_error(chunk):
                    raise refusal(endpoint, self.info.id, error, DIALECT.explanations)
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
        switch: Mapping[str, bool | str] = _EFFORTS if "gpt-oss" in info.id else {"off": False, "on": True}
        wire["think"] = switch.get(thinking, thinking)
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
    info = ModelInfo(model, max_context_window=trained, remote=is_remote(model, shown))
    capabilities = shown.get("capabilities")
    if not isinstance(capabilities, list):
        # Versions before 0.6.4 don't say; a template that mentions tools can take them.
        return replace(info, tools=".Tools" in as_text(shown.get("template")))
    return replace(
        info,
        tools="tools" in capabilities if "completion" in capabilities else None,
        vision="vision" in capabilities,
        thinking="thinking" in capabilities,
    )


def is_remote(model: str, entry: Mapping[str, Any]) -> bool:
    """Whether a model runs in Ollama's cloud: a name may say so, and what the server says of it."""
    _, colon, tag = model.lower().rpartition(":")
    return bool(as_text(entry.get("remote_host")) or (colon and (tag == "cloud" or tag.endswith("-cloud"))))


async def list_pulled(connection: Connection) -> list[ModelInfo]:
    """Return all models, those that are loaded first, with the window that they run with."""
    pulled, running = await asyncio.gather(_entries(connection, "tags"), _entries(connection, "ps"))
    names = sorted(pulled, key=lambda name: name not in running)[:MAX_SHOWN]
    infos = await asyncio.gather(*(_show_if_it_may(connection, name, pulled[name]) for name in names))
    windows = {name: as_count(entry.get("context_length")) or None for name, entry in running.items()}
    return [replace(info, context_window=windows.get(info.id)) for info in infos]


async def pick(connection: Connection) -> ModelInfo:
    """Return the model that is loaded, else the first that takes tools, else the first that talks.

    Raises:
        ProviderRefused: there is no model at all, or each would send what it is asked to Ollama's cloud.
    """
    talking = [info for info in await list_pulled(connection) if info.tools is not None]
    infos = [info for info in talking if not info.remote]
    if not infos:
        advice = "Get one with `ollama pull qwen3`"
        if talking:
            advice += f", or set JOURNEYMAN_MODEL to one in its cloud, such as {talking[0].id}"
        kind = "model of its own" if talking else "model"
        raise ProviderRefused(f"{connection.endpoint.label} has no {kind} that can talk. {advice}.").offering(
            CHOOSE_MODEL
        )
    return max(infos, key=lambda info: (info.context_window is not None, bool(info.tools)))


async def _show_if_it_may(connection: Connection, name: str, entry: Mapping[str, Any]) -> ModelInfo:
    """Return what is known of a model. Of one in the cloud that is little if the server must not ask there."""
    try:
        info = await show(connection, name)
    except ProviderRefused:
        info = ModelInfo(name)
    return replace(info, remote=info.remote or is_remote(name, entry))


async def _entries(connection: Connection, list_name: str) -> dict[str, Mapping[str, Any]]:
    """Return the models of a list by their names."""
    answer = as_object(await connection.ask(f"{connection.endpoint.base_url}/api/{list_name}"))
    entries = map(as_object, as_list(answer.get("models")))
    return {as_text(entry.get("model")): entry for entry in entries}


def _write_embedding(model: str, texts: Sequence[str]) -> Wire:
    return {"model": model, "input": list(texts), "keep_alive": KEEP_ALIVE}


EMBEDDINGS = EmbeddingWire(
    # https://github.com/ollama/ollama/blob/main/docs/api.md#generate-embeddings
    path=lambda _: "/api/embed",
    write=_write_embedding,
    read=lambda answer: as_list(as_object(answer).get("embeddings")),
    optional=frozenset({"keep_alive"}),
)

DIALECT = Dialect(
    explanations=(
        Explanation(
            "wants you to sign in before a model in its cloud answers (401). Run `ollama signin`, or set "
            "JOURNEYMAN_API_KEY to a key from ollama.com/settings/keys.",
            status=401,
            words="^unauthorized$",
        ),
        Explanation(
            "has its cloud switched off (403). Choose a model that runs here, or switch it on in Ollama's settings.",
            status=403,
            words="cloud is disabled",
        ),
        Explanation(
            "lets only those use the model who pay for it (403). Choose another one, or look at ollama.com/pricing.",
            status=403,
            words="subscription",
        ),
    ),
)
