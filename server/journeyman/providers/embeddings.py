"""Embeddings: a model turns texts into numbers, and texts that mean the same into numbers that are alike."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from typing import Any

from ..errors import ParametersUnsupported, ProviderRefused, ProviderUnreachable
from .dialect import Wire
from .embedding_wire import EmbeddingWire
from .endpoint import Endpoint
from .http import Connection, Patience
from .refusals import refusal, stated_error
from .services import speaker

TOTAL_SECONDS = 60.0
"""For all texts together, with the loading of the model."""


@dataclass(frozen=True, slots=True)
class Embeddings:
    """A model for embeddings behind some service. Close it when done."""

    connection: Connection
    model: str
    total_seconds: float
    wire: EmbeddingWire
    refused: set[str] = field(default_factory=set)
    """Parameters that the service does not take. They are left out from then on."""

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Return the embedding of each text; see `Embedder`."""
        found: list[list[float]] = []
        size = self.wire.max_texts(self.model)
        try:
            async with asyncio.timeout(self.total_seconds):
                for start in range(0, len(texts), size):
                    found += await self._ask(texts[start : start + size])
        except TimeoutError:
            raise ProviderUnreachable(
                f"{self.connection.endpoint.label} did not embed {len(texts)} texts within {self.total_seconds:g} "
                "seconds. If it is loading the model, try again when it is done."
            ) from None
        except ProviderRefused as error:
            # Services are mostly asked for the model that talks, which has another setting.
            error.args = (str(error).replace("JOURNEYMAN_MODEL", "JOURNEYMAN_EMBEDDING_MODEL"),)
            raise
        if len({len(one) for one in found}) > 1:
            raise self._useless("of different lengths")
        return found

    async def aclose(self) -> None:
        """Close the connection."""
        await self.connection.aclose()

    async def _ask(self, texts: Sequence[str]) -> list[list[float]]:
        body = self.wire.write(self.model, texts)
        found = self.wire.read(await self._answer(body))
        if len(found) != len(texts):
            raise self._useless(f"for {len(found)} of {len(texts)} texts")
        if not all(map(_is_embedding, found)):
            raise self._useless("that are not lists of numbers")
        return found

    async def _answer(self, whole: Wire) -> Any:
        endpoint = self.connection.endpoint
        body = {name: value for name, value in whole.items() if name not in self.refused}
        try:
            answer = await self.connection.ask(endpoint.base_url + self.wire.path(self.model), body)
            if error := stated_error(answer):
                raise refusal(endpoint, self.model, error)
            return answer
        except ParametersUnsupported as error:
            names = error.names & self.wire.optional & body.keys()
            if not names:
                raise
            self.refused.update(names)
        return await self._answer(whole)

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
        ProviderRefused: it is a recorded run, which has none; or there are no credentials.
    """
    if endpoint.provider == "scripted":
        raise ProviderRefused("A recorded run has no embeddings. Set JOURNEYMAN_EMBEDDING_MODEL to `none`.")
    own = speaker(endpoint.provider)
    patience = replace(patience or Patience(), probe_seconds=total_seconds)
    return Embeddings(await own.connect(endpoint, patience, model), model, total_seconds, own.embeddings)


def _is_embedding(numbers: Any) -> bool:
    """Whether it is a list of finite numbers. JSON has no infinity, but `1e999` is read as one."""
    if not isinstance(numbers, list) or not numbers:
        return False
    return set(map(type, numbers)) <= {int, float} and all(map(isfinite, numbers))
