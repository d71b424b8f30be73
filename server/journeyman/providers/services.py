"""What each service has of its own, and where that is written."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from . import lmstudio, nim, ollama, openrouter
from .bedrock import connect_bedrock
from .bedrock_embeddings import BEDROCK_EMBEDDINGS
from .bedrock_models import list_bedrock
from .catalog import ListModels, list_served
from .dialect import PLAIN, Dialect
from .embedding_wire import PLAIN_EMBEDDINGS, EmbeddingWire
from .endpoint import Endpoint, ProviderName
from .http import Connection, Patience, connect

Connect = Callable[[Endpoint, Patience, str | None], Awaitable[Connection]]
"""Connects to a service, to ask a certain model or just any."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """How a service is spoken to."""

    dialect: Dialect = PLAIN
    list_models: ListModels = list_served
    embeddings: EmbeddingWire = PLAIN_EMBEDDINGS
    connect_own: Connect | None = None
    """None: there is nothing to be done but to speak the dialect."""

    async def connect(self, endpoint: Endpoint, patience: Patience, model: str | None = None) -> Connection:
        """Return a connection, over which nothing was sent yet; raises ProviderError."""
        if self.connect_own:
            return await self.connect_own(endpoint, patience, model)
        return await connect(endpoint, patience, self.dialect)


_SPEAKERS: Mapping[ProviderName, Speaker] = {
    "ollama": Speaker(ollama.DIALECT, ollama.list_pulled, ollama.EMBEDDINGS),
    "lmstudio": Speaker(lmstudio.DIALECT, lmstudio.list_models),
    "nim": Speaker(nim.DIALECT, nim.list_models, nim.EMBEDDINGS),
    "openrouter": Speaker(openrouter.DIALECT, openrouter.list_models),
    "bedrock": Speaker(list_models=list_bedrock, embeddings=BEDROCK_EMBEDDINGS, connect_own=connect_bedrock),
}


def speaker(provider: ProviderName) -> Speaker:
    """Return how a service is spoken to; plainly, if it has nothing of its own."""
    return _SPEAKERS.get(provider, Speaker())
