"""A real model server, with a real, very small model."""

import json
import time
from contextlib import aclosing

import pytest

from journeyman.agent.interfaces import ModelRequest
from journeyman.agent.messages import AssistantMessage, UserMessage
from journeyman.agent.probe import Limits, probe
from journeyman.errors import ContextOverflow, ProviderUnreachable
from journeyman.providers import OpenedModel
from providers.asking import ask
from providers.real_llama import WINDOW, Llama, llama, opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

LONG = ModelRequest(
    "",
    (UserMessage("Count from 1 to 1000."),),
    max_output_tokens=400,
    answer_schema={"type": "array", "items": {"type": "integer"}, "minItems": 500},
)
"""The model would say enough on its own only by luck."""


async def test_a_real_server_answers_and_is_known():
    async with llama() as server, opened(server) as model:
        message = await ask(model.provider, ModelRequest("", (UserMessage("Say hi."),), max_output_tokens=8))
        again = await ask(model.provider, ModelRequest("", (UserMessage("Say hi."),), max_output_tokens=8))

    assert message.text
    assert message.usage.input_tokens > 5
    assert 0 < message.usage.output_tokens <= 8
    assert again.usage.cached_tokens > 0
    # Its template ignores tools without a word.
    assert (model.info.tools, model.info.context_window, model.info.max_context_window) == (False, WINDOW, 8192)


async def test_a_constrained_answer_fits_its_schema():
    schema = {
        "type": "object",
        "properties": {"name": {"enum": ["read_file", "list_files"]}, "line": {"type": "integer"}},
        "required": ["name", "line"],
        "additionalProperties": False,
    }
    question = UserMessage("Which tool reads line 3 of a file?")
    async with llama() as server, opened(server) as model:
        message = await ask(model.provider, ModelRequest("", (question,), max_output_tokens=60, answer_schema=schema))

    answer = json.loads(message.text)
    assert answer["name"] in {"read_file", "list_files"}
    assert isinstance(answer["line"], int)


async def test_a_real_model_is_tried_out_with_everything():
    limits = Limits(answer_seconds=30, call_seconds=20, long_seconds=60, long_tokens=900)
    async with llama() as server, opened(server) as model:
        tried = await probe(
            model.provider,
            has_tools=model.info.tools,
            window=WINDOW,
            clock=time.perf_counter,
            report=lambda *step: None,
            limits=limits,
        )

    outcomes = {part.name: part.outcome for part in tried.parts}
    assert tried.first_token_ms
    assert tried.tokens_per_second
    assert (outcomes.pop("answer"), outcomes.pop("streaming")) == ("right", "right")
    assert (outcomes.pop("tool_call"), outcomes.pop("two_tool_calls")) == ("not_tried", "not_tried")
    # So small a model is free to be wrong about everything else.
    assert outcomes.keys() == {"constrained_call", "long_input"}
    assert set(outcomes.values()) <= {"right", "wrong"}
    assert all(part.message for part in tried.parts if part.outcome != "right")


async def test_a_cancelled_answer_frees_the_server():
    async with llama() as server, opened(server) as model:
        async with aclosing(model.provider.stream(LONG)) as parts:
            await anext(parts)
        tokens = await server.tokens_when_idle()

        message = await ask(model.provider, ModelRequest("", (UserMessage("Say hi."),), max_output_tokens=4))
    assert tokens < LONG.max_output_tokens
    assert message.text


async def test_a_request_that_is_too_long_names_the_window():
    long = UserMessage("word " * 3000)
    async with llama() as server, opened(server) as model:
        with pytest.raises(ContextOverflow, match="context window of 2,048 tokens") as caught:
            await ask(model.provider, ModelRequest("", (long,)))
    assert caught.value.window == WINDOW


async def test_a_server_that_dies_in_the_answer_is_missed():
    async with llama() as server, opened(server) as model:
        with pytest.raises(ProviderUnreachable, match="broke before the answer was complete"):
            await read_and_kill(model, server)


async def read_and_kill(model: OpenedModel, server: Llama) -> None:
    async with aclosing(model.provider.stream(LONG)) as parts:
        await anext(parts)
        server.process.kill()
        await server.process.wait()
        async for part in parts:
            assert not isinstance(part, AssistantMessage), "the answer was complete too early"
