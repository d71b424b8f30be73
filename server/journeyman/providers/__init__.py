"""Models behind services: find them, list them, open one."""

from contextlib import AsyncExitStack, aclosing
from dataclasses import replace

from ..agent.interfaces import Provider
from .catalog import find_served, list_served
from .chat_completions import ChatCompletions
from .discovery import LOCAL_PORTS, find_endpoints
from .embeddings import Embeddings, open_embeddings
from .endpoint import Endpoint, ModelInfo, OpenedModel, ProviderName, Thinking, guess_provider
from .http import Patience, connect
from .ollama import Ollama, list_pulled, pick, show
from .pulling import PullProgress, can_pull, pull
from .recommended import RecommendedModel, fits, machine_memory, recommended_models
from .scripted import read_script

__all__ = [
    "LOCAL_PORTS",
    "Embeddings",
    "Endpoint",
    "ModelInfo",
    "OpenedModel",
    "Patience",
    "ProviderName",
    "PullProgress",
    "RecommendedModel",
    "can_pull",
    "find_endpoints",
    "fits",
    "guess_provider",
    "list_models",
    "machine_memory",
    "open_embeddings",
    "open_provider",
    "pull",
    "recommended_models",
]

DEFAULT_WINDOW = 32_768
"""In tokens. For services that don't tell; for Ollama also the window that we ask for."""


async def open_provider(
    endpoint: Endpoint,
    model: str | None,
    *,
    context_window: int | None = None,
    thinking: Thinking | None = None,
    patience: Patience | None = None,
) -> OpenedModel:
    """Connect to `model`, or to the one that suits best; asks the service only what must be known.

    The window is `context_window`, else what the server has loaded, else 32,768 tokens. Ollama loads
    what we ask for: that much, or less if the model was trained for less. `thinking` reaches models
    on Ollama that can think.

    Raises:
        ProviderUnreachable: nobody answered.
        ProviderRefused: there is no such model, or none at all.
    """
    if endpoint.provider == "scripted":
        script = await read_script(endpoint.base_url)
        info = ModelInfo(model or "scripted", context_window or DEFAULT_WINDOW, tools=True)
        return OpenedModel(script, info, endpoint, AsyncExitStack().aclose)
    async with AsyncExitStack() as stack:
        connection = await stack.enter_async_context(aclosing(await connect(endpoint, patience or Patience())))
        provider: Provider
        if endpoint.provider == "ollama":
            info = await (show(connection, model) if model else pick(connection))
            window = context_window or DEFAULT_WINDOW
            info = replace(info, context_window=min(window, info.max_context_window or window))
            provider = Ollama(connection, info, thinking)
        else:
            info = await find_served(connection, model, context_window=context_window)
            info = replace(info, context_window=context_window or info.context_window or DEFAULT_WINDOW)
            provider = ChatCompletions(connection, info.id, info.vision)
        stack.pop_all()
    return OpenedModel(provider, info, endpoint, connection.aclose)


async def list_models(endpoint: Endpoint) -> list[ModelInfo]:
    """Return the models of a service, those that are loaded first where it says so.

    Raises:
        ProviderUnreachable: nobody answered.
        ProviderRefused: it has no list, or wants a key.
    """
    if endpoint.provider == "scripted":
        return [(await open_provider(endpoint, None)).info]
    async with aclosing(await connect(endpoint, Patience())) as connection:
        return await (list_pulled(connection) if endpoint.provider == "ollama" else list_served(connection))
