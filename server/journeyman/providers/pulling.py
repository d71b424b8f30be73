"""Get a model to where it can be used. Of all services only Ollama can be asked to.

https://github.com/ollama/ollama/blob/main/docs/api.md#pull-a-model
"""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from itertools import count

from ..agent.events import Notice
from ..errors import ProviderError, ProviderRefused, ProviderUnreachable, UsageError
from .broken_answers import cut_off, not_json
from .endpoint import Endpoint
from .http import Connection, Patience, connect
from .json_text import as_count, as_text, parse
from .refusals import Statement, quote, stated_error

PATIENCE = Patience(first_byte_seconds=60, stall_seconds=300)
"""Ollama tells of a download many times a second, but nothing while it checks the gigabytes that have come."""
MAX_NAME_LENGTH = 200
MAX_STATUS_LENGTH = 80
MAX_PARTS = 100
"""Of a model. Real ones have less than twenty."""

_PART = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_NAME = re.compile(rf"{_PART}(?:/{_PART}){{0,3}}(?::{_PART})?")
"""`qwen3.5:4b`, `someone/model`, `hf.co/someone/model:Q4_K_M`."""
_ABSENT = re.compile(r"file does not exist|not found", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PullProgress:
    """How far the pull of a model has come."""

    status: str
    """In Ollama's words."""
    completed_bytes: int = 0
    total_bytes: int = 0
    """Of the parts that are known so far; 0 before the first of them."""


def can_pull(endpoint: Endpoint) -> bool:
    """Whether the service can be asked for models that it does not have."""
    return endpoint.provider == "ollama"


async def pull(endpoint: Endpoint, model: str, *, patience: Patience = PATIENCE) -> AsyncGenerator[PullProgress, None]:
    """Let the service get `model`; the generator ends when it is there. One that is closed before goes on next time.

    Raises:
        UsageError: this is no name of a model, or the service gets no models.
        ProviderUnreachable: the service does not answer, or cannot get the model now.
        ProviderRefused: there is no such model.
    """
    if not can_pull(endpoint):
        raise UsageError(f"{endpoint.label} cannot be asked to get a model. Load it there; only Ollama gets models.")
    if len(model) > MAX_NAME_LENGTH or not _NAME.fullmatch(model):
        raise UsageError(f"{model[:MAX_STATUS_LENGTH]!r} is no name of a model. Write it like qwen3.5:4b.")
    async with (
        aclosing(await connect(endpoint, patience)) as connection,
        aclosing(connection.trying(lambda: _steps(connection, model))) as steps,
    ):
        async for step in steps:
            yield PullProgress(step.text, 0, 0) if isinstance(step, Notice) else step


async def _steps(connection: Connection, model: str) -> AsyncGenerator[PullProgress, None]:
    endpoint, is_done = connection.endpoint, False
    parts: dict[str, tuple[int, int]] = {}
    url, body = f"{endpoint.base_url}/api/pull", {"model": model, "stream": True}
    stream = connection.stream(
        # Ollama itself goes on with a download that stands still.
        url,
        body,
        progress=lambda: "ended" if is_done else "arriving",
        amount=count().__next__,
    )
    async with aclosing(stream) as lines:
        async for line in lines:
            if not line.strip():
                continue
            chunk = parse(line)
            if error := stated_error(chunk):
                raise _failure(endpoint, model, error)
            if not isinstance(chunk, dict):
                raise not_json(endpoint, line)
            status = as_text(chunk.get("status"))
            is_done = status == "success"
            digest = as_text(chunk.get("digest"))
            if digest and (digest in parts or len(parts) < MAX_PARTS):
                total = as_count(chunk.get("total"))
                parts[digest] = min(as_count(chunk.get("completed")), total), total
            completed, total = (sum(numbers) for numbers in zip(*parts.values(), strict=True)) if parts else (0, 0)
            yield PullProgress(" ".join(status.split())[:MAX_STATUS_LENGTH], completed, total)
    if not is_done:
        raise cut_off(endpoint)


def _failure(endpoint: Endpoint, model: str, statement: Statement) -> ProviderError:
    said = quote(endpoint, statement.text)
    if _ABSENT.search(statement.text):
        return ProviderRefused(
            f"{endpoint.label} finds no model {model!r} to get. Look its name up in Ollama's library. It said: {said}"
        )
    return ProviderUnreachable(
        f"{endpoint.label} could not get {model}. Look whether it has a network and room on its disk, then try again: "
        f"what has come is kept. It said: {said}"
    )
