"""Models behind services: find them, list them, open one."""

from contextlib import AsyncExitStack, aclosing
from dataclasses import replace

from ..agent.interfaces import Provider
from .bedrock import Bedrock
from .bedrock_models import find_known
from .catalog import find_served
from .chat_completions import ChatCompletions
from .dialect import Routing, Wishes
from .discovery import LOCAL_PORTS, find_endpoints
from .embeddings import Embeddings, open_embeddings
from .endpoint import SERVICES, Endpoint, ModelInfo, OpenedModel, Price, ProviderName, Thinking, guess_provider
from .http import Patience
from .machine import Gpu, Machine, look_at_machine
from .ollama import Ollama, pick, show
from .pulling import PullProgress, can_pull, pull
from .recommended import Recommendation, RecommendedModel, recommend, recommendation, recommended_models
from .scripted import read_script
from .services import speaker

__all__ = [
    "LOCAL_PORTS",
    "SERVICES",
    "Embeddings",
    "Endpoint",
    "Gpu",
    "Machine",
    "ModelInfo",
    "OpenedModel",
    "Patience",
    "Price",
    "ProviderName",
    "PullProgress",
    "Recommendation",
    "RecommendedModel",
    "Routing",
    "can_pull",
    "find_endpoints",
    "guess_provider",
    "list_models",
    "look_at_machine",
    "open_embeddings",
    "open_provider",
    "pull",
    "recommend",
    "recommendation",
    "recommended_models",
]

DEFAULT_WINDOW = 32_768
"""In tokens. For services that don't tell; for Ollama also the window that we ask for."""
LIST_PATIENCE = Patience(first_byte_seconds=10)
"""Somebody looks on while models are listed: what is still loading is told rather than waited for."""


async def open_provider(
    endpoint: Endpoint,
    model: str | None,
    *,
    context_window: int | None = None,
    thinking: Thinking | None = None,
    routing: Routing | None = None,
    patience: Patience | None = None,
) -> OpenedModel:
    """Connect to `model`, or to the one that suits best; asks the service only what must be known.

    The window is `context_window`, else what the server has loaded, else 32,768 tokens, or less if the
    model was made for less. Ollama loads what we ask for: that much. `thinking` reaches Ollama,
    LM Studio, NVIDIA NIM, OpenRouter and Bedrock; `routing` OpenRouter.

    Raises:
        ProviderUnreachable: nobody answered.
        ProviderRefused: there is no such model, or none at all.
    """
    if endpoint.provider == "scripted":
        script = await read_script(endpoint.base_url)
        info = ModelInfo(model or "scripted", context_window or DEFAULT_WINDOW, tools=True)
        return OpenedModel(script, info, endpoint, AsyncExitStack().aclose)
    async with AsyncExitStack() as stack:
        own = speaker(endpoint.provider)
        patience = patience or Patience()
        is_bedrock = endpoint.provider == "bedrock"
        connection = await stack.enter_async_context(aclosing(await own.connect(endpoint, patience, model)))
        provider: Provider
        if endpoint.provider == "ollama":
            info = await (show(connection, model) if model else pick(connection))
            # In its cloud a large window takes no memory of ours.
            window = context_window or (info.max_context_window if info.remote else None) or DEFAULT_WINDOW
            info = replace(info, context_window=min(window, info.max_context_window or window))
            provider = Ollama(connection, info, thinking)
        elif is_bedrock:
            info = find_known(endpoint, model)
            info = replace(info, context_window=context_window or info.context_window or DEFAULT_WINDOW)
            provider = Bedrock(connection, info, thinking)
        else:
            info = await find_served(connection, model, context_window=context_window, list_models=own.list_models)
            assumed = min(DEFAULT_WINDOW, info.max_context_window or DEFAULT_WINDOW)
            info = replace(info, context_window=context_window or info.context_window or assumed)
            provider = ChatCompletions(connection, info, Wishes(thinking, routing or Routing()))
        stack.pop_all()
    return OpenedModel(provider, info, endpoint, connection.aclose)


async def list_models(endpoint: Endpoint, *, patience: Patience = LIST_PATIENCE) -> list[ModelInfo]:
    """Return the models of a service, those that are loaded first where it says so.

    Raises:
        ProviderUnreachable: nobody answered.
        ProviderRefused: it has no list, or wants a key.
    """
    if endpoint.provider == "scripted":
        return [(await open_provider(endpoint, None)).info]
    own = speaker(endpoint.provider)
    async with aclosing(await own.connect(endpoint, patience)) as connection:
        return await own.list_models(connection)
