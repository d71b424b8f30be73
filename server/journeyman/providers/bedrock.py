"""AWS Bedrock's own format, Converse: the same for all of its models, which differ in what they take of it.

https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference.html
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from functools import partial
from typing import Any
from urllib.parse import quote

from ..agent.events import Notice, TextDelta, ThoughtDelta
from ..agent.interfaces import AnswerPart, ModelRequest
from ..agent.messages import AssistantMessage
from ..errors import ContextOverflow, ProviderError, ProviderUnreachable
from .answer import Delta
from .bedrock_answer import BedrockAnswer, constrained
from .bedrock_frames import Frame, FrameDecoder, frames_of, has_library, load_library
from .bedrock_models import family_of
from .bedrock_refusals import MannerRefused, bedrock_refusal
from .bedrock_signing import Signature, placed
from .bedrock_thinking import thinking_fields
from .bedrock_wire import Manner, to_wire, tool_names
from .broken_answers import cut_off, not_json
from .dialect import Dialect
from .endpoint import Endpoint, ModelInfo, Thinking
from .http import Connection, Patience, connect
from .json_text import as_object, as_text, parse
from .refusals import Statement

MAX_MANNERS = 8
"""In which a request is made, at most: more than there are things that a model can refuse."""


async def connect_bedrock(endpoint: Endpoint, patience: Patience, model: str | None = None) -> Connection:
    """Return a connection that signs its requests, or has the API key in them.

    Raises:
        ProviderError: there is no region, or there are no credentials, or what signs is not installed.
    """
    await asyncio.to_thread(load_library)
    located, region = await placed(endpoint)
    signature = None if endpoint.api_key else Signature(located, region)
    if signature:
        await signature.ready()

    def explain(endpoint: Endpoint, _: str, statement: Statement) -> ProviderError:
        # Requests name their model in the address alone.
        return bedrock_refusal(endpoint, model or "", statement)

    dialect = Dialect(auth=signature, explain=explain, kind_header="x-amzn-errortype")
    return await connect(located, patience, dialect)


class Bedrock:
    """A model at Bedrock. Remembers how it wants to be asked."""

    def __init__(self, connection: Connection, info: ModelInfo, thinking: Thinking | None = None) -> None:
        self._connection = connection
        self._info = info
        self._thinking = thinking
        self._family = family_of(info.id)
        # Without the library that reads event streams, answers come in one piece.
        self._manner = Manner(streams=has_library(), caches=frozenset(self._family.caches))
        self._origin = f"bedrock:{info.id}"

    async def stream(self, request: ModelRequest) -> AsyncGenerator[AnswerPart, None]:
        """Ask, again in another manner where the model refuses this one; see `Provider`."""
        for others in reversed(range(MAX_MANNERS)):
            manner, has_begun = self._manner, False
            attempts = self._connection.trying(partial(self._attempt, request, manner))
            try:
                async with aclosing(attempts) as parts:
                    async for part in parts:
                        has_begun = has_begun or not isinstance(part, Notice)
                        yield part
                return
            except MannerRefused as error:
                if has_begun or not others or error.without(manner) == manner:
                    raise
                self._manner = error.without(self._manner)

    async def _attempt(self, request: ModelRequest, manner: Manner) -> AsyncGenerator[Delta | AssistantMessage, None]:
        answer, is_free = BedrockAnswer(), request.answer_schema is None
        wire = to_wire(request, manner, origin=self._origin, vision=self._info.vision)
        if is_free and manner.thinks:
            wire |= thinking_fields(self._family.thinks, self._thinking, wire["inferenceConfig"]["maxTokens"])
        async with aclosing(self._frames(wire, manner, answer)) as frames:
            async for frame in frames:
                for delta in answer.add(frame):
                    # An answer under a schema comes through a tool; words beside it are not meant.
                    if is_free or isinstance(delta, ThoughtDelta):
                        yield delta
        self._check(answer)
        for delta in answer.collected.close():
            if is_free or isinstance(delta, ThoughtDelta):
                yield delta
        message = answer.message(tool_names(request), self._origin)
        if not is_free:
            message = constrained(message)
            if message.text:
                yield TextDelta(message.text)
        yield message

    async def _frames(
        self, wire: Mapping[str, Any], manner: Manner, answer: BedrockAnswer
    ) -> AsyncGenerator[Frame, None]:
        endpoint = self._connection.endpoint
        decoder = FrameDecoder(endpoint) if manner.streams else None
        whole = bytearray()
        url = f"{endpoint.base_url}/model/{quote(self._info.id, safe='')}/converse{'-stream' if decoder else ''}"
        collected = answer.collected
        pieces = self._connection.pieces(
            url, wire, progress=lambda: collected.progress, amount=lambda: collected.amount + len(whole)
        )
        async with aclosing(pieces):
            async for piece in pieces:
                if decoder is None:
                    whole += piece
                    continue
                for frame in decoder.feed(piece):
                    if frame.is_exception:
                        raise self._refusal(frame)
                    yield frame
        if decoder is None:
            body = as_object(parse(bytes(whole)))
            if "output" not in body:
                raise not_json(endpoint, whole.decode("utf-8", "replace"))
            for frame in frames_of(body):
                yield frame

    def _refusal(self, frame: Frame) -> ProviderError:
        text = as_text(frame.payload.get("originalMessage")) or as_text(frame.payload.get("message"))
        return bedrock_refusal(self._connection.endpoint, self._info.id, Statement(text, kind=frame.name))

    def _check(self, answer: BedrockAnswer) -> None:
        """Raise what an answer that has ended lacks."""
        endpoint = self._connection.endpoint
        message = answer.collected.message()
        if answer.collected.stop_reason is None:
            raise cut_off(endpoint)
        if answer.collected.stop_reason == "error":
            raise ProviderUnreachable(f"{endpoint.label} says that the model wrote no proper answer. Try again.")
        if answer.reason == "model_context_window_exceeded" and not (message.text or message.tool_calls):
            raise ContextOverflow(
                "The conversation does not fit the model's context window. Start a new session, or choose a model "
                "with a larger one."
            )
