"""Embeddings: a model turns texts into numbers, and texts that mean the same into numbers that are alike.

https://platform.openai.com/docs/api-reference/embeddings/create, and
https://github.com/ollama/ollama/blob/main/docs/api.md#generate-embeddings
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from ..errors import ProviderRefused, ProviderUnreachable
from .endpoint import Endpoint
from .http import Connection, Patience, connect
from .json_text import as_list, as_object
from .ollama import KEEP_ALIVE
from .refusals import refusal, stated_error

MAX_TEXTS = 16
"""In one request: the answer to 64 texts is a megabyte of JSON, and reading it would hold up the loop for 10 ms."""

TOTAL_SECONDS = 60.0
"""For all texts together, with the loading of the model."""


@dataclass(frozen=True, slots=True)
class Embeddings:
    """A model for embeddings behind some service. Close it when done."""

    connection: Connection
    model: str
    total_seconds: float

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Return the embedding of each text; see `Embedder`."""
        found: list[list[float]] = []
        try:
            async with asyncio.timeout(self.total_seconds):
                for start in range(0, len(texts), MAX_TEXTS):
                    found += await self._ask(texts[start : start + MAX_TEXTS])
        except TimeoutError:
            raise ProviderUnreachable(
                f"{self.connection.endpoint.label} did not embed {len(texts)} texts within {self.total_seconds:g} "
                "seconds. If it is loading the model, try again when it is done."
            ) from None
        if len({len(one) for one in found}) > 1:
            raise self._useless("of different lengths")
        return found

    async def aclose(self) -> None:
        """Close the connection."""
        await self.connection.aclose()

    async def _ask(self, texts: Sequence[str]) -> list[list[float]]:
        endpoint = self.connection.endpoint
        body: dict[str, Any] = {"model": self.model, "input": list(texts)}
        if endpoint.provider == "ollama":
            answer = await self.connection.ask(f"{endpoint.base_url}/api/embed", body | {"keep_alive": KEEP_ALIVE})
            found = as_list(as_object(answer).get("embeddings"))
        else:
            answer = await self.connection.ask(f"{endpoint.base_url}/embeddings", body | {"encoding_format": "float"})
            found = [entry.get("embedding") for entry in _in_order(as_object(answer))]
        if error := stated_error(answer):
            raise refusal(endpoint, self.model, error)
        if len(found) != len(texts):
            raise self._useless(f"for {len(found)} of {len(texts)} texts")
        if not all(map(_is_embedding, found)):
            raise self._useless("that are not lists of numbers")
        return found

    def _useless(self, problem: str) -> ProviderRefused:
        return ProviderRefused(
            f"{self.connection.endpoint.label} gave embeddings {problem}. "
            f"Set JOURNEYMAN_EMBEDDING_MODEL to a model for embeddings, which {self.model!r} may not be."
        )


async def open_embeddings(
    endpoint: Endpoint, model: str, *, patience: Patience | None = None, total_seconds: float = TOTAL_SECONDS
) -> Embeddings:
    """Connect to the service of a model for embeddings. Nothing is sent yet.

    Raises:
        ProviderRefused: it is a recorded run, which has none.
    """
    if endpoint.provider == "scripted":
        raise ProviderRefused("A recorded run has no embeddings. Set JOURNEYMAN_EMBEDDING_MODEL to `none`.")
    patience = replace(patience or Patience(), probe_seconds=total_seconds)
    return Embeddings(await connect(endpoint, patience), model, total_seconds)


def _in_order(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the entries in the order of their texts; services that answer in order may leave the index out."""
    entries = [as_object(entry) for entry in as_list(answer.get("data"))]
    indexes = [entry.get("index") for entry in entries]
    if sorted(indexes, key=str) != sorted(range(len(entries)), key=str):
        return entries
    return sorted(entries, key=lambda entry: int(entry["index"]))


def _is_embedding(numbers: Any) -> bool:
    """Whether it is a list of finite numbers. JSON has no infinity, but `1e999` is read as one."""
    if not isinstance(numbers, list) or not numbers:
        return False
    return set(map(type, numbers)) <= {int, float} and all(map(isfinite, numbers))
