"""What the adapters of both formats cost: time for each streamed chunk, memory for a long answer."""

import asyncio
import subprocess
import sys
import time
import tracemalloc
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

from figures import Figure
from journeyman.agent.interfaces import ModelRequest, Provider
from journeyman.agent.messages import AssistantMessage, UserMessage
from journeyman.providers import Endpoint, ModelInfo, Patience, ProviderName, open_provider
from journeyman.providers.http import connect
from journeyman.providers.ollama import Ollama

SERVER = Path(__file__).with_name("chunk_server.py")
FORMATS: dict[str, ProviderName] = {"chat completions": "openai", "Ollama": "ollama"}
CHUNKS, MANY_CHUNKS, ROUNDS = 20_000, 1_000_000, 5
MEGABYTE_CHUNKS, MEGABYTE_TEXT = 100_000, "ten bytes "
REQUEST = ModelRequest("Be good.", (UserMessage("hi"),))


def provider_figures() -> list[Figure]:
    figures: list[Figure] = []
    for name in FORMATS:
        figures += [
            Figure(f"a streamed chunk, {name}: CPU", "µs", [_per_chunk(name, CHUNKS) for _ in range(ROUNDS)], 50),
            Figure(f"… of {MANY_CHUNKS:,} in one answer", "µs", [_per_chunk(name, MANY_CHUNKS)], 50),
            Figure(f"memory for an answer of 1 MB, {name}, at most", "MB", [_memory_mb(name)], 10),
        ]
    return figures


def _per_chunk(name: str, chunks: int) -> float:
    """CPU of this process from the request to the complete message: HTTP, lines, JSON, deltas."""
    return 1e6 * _ask(name, chunks, "word ") / chunks


def _memory_mb(name: str) -> float:
    """What is allocated at most while the answer arrives, the answer itself included."""
    tracemalloc.start()
    try:
        _ask(name, CHUNKS, "x")
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        _ask(name, MEGABYTE_CHUNKS, MEGABYTE_TEXT)
        return (tracemalloc.get_traced_memory()[1] - before) / 1e6
    finally:
        tracemalloc.stop()


def _ask(name: str, chunks: int, text: str) -> float:
    """Ask for an answer in so many chunks; return the seconds of CPU that it took."""
    command = [sys.executable, str(SERVER), FORMATS[name], str(chunks), text]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            endpoint = Endpoint(FORMATS[name], f"http://127.0.0.1:{server.stdout.readline().strip()}")
            seconds, answer = asyncio.run(_answer(endpoint))
        finally:
            server.kill()
    assert answer.text == text * chunks
    return seconds


async def _answer(endpoint: Endpoint) -> tuple[float, AssistantMessage]:
    async with AsyncExitStack() as stack:
        if endpoint.provider == "ollama":
            # Opened as usual, it would first be asked about the model.
            connection = await stack.enter_async_context(aclosing(await connect(endpoint, Patience())))
            provider: Provider = Ollama(connection, ModelInfo("m", 8192))
        else:
            opened = await open_provider(endpoint, "m", context_window=8192)
            provider = (await stack.enter_async_context(aclosing(opened))).provider
        before = time.process_time()
        async with aclosing(provider.stream(REQUEST)) as parts:
            said = [part async for part in parts if isinstance(part, AssistantMessage)]
        return time.process_time() - before, said[-1]
