"""Open a model: choose it, find out what it can do, connect."""

from contextlib import AsyncExitStack
from dataclasses import replace

from ..errors import ProviderRefused
from .catalog import ask_props, list_served, list_tolerantly
from .chat_completions import ChatCompletions, LimitName
from .endpoint import Endpoint, ModelInfo, OpenedModel, Thinking
from .http import Connection, connect
from .ollama import Ollama, Think
from .ollama_models import list_pulled, pick, show
from .patience import Patience
from .scripted import ScriptedProvider, read_script

DEFAULT_WINDOW = 32_768
"""In tokens. For services that don't tell; for Ollama also the window that we ask for."""

_THINK: dict[Thinking, Think] = {"off": False, "on": True, "low": "low", "medium": "medium", "high": "high"}


async def open_model(
    endpoint: Endpoint,
    model: str | None,
    *,
    context_window: int | None,
    thinking: Thinking | None,
    patience: Patience,
) -> OpenedModel:
    """See `open_provider`."""
    if endpoint.provider == "scripted":
        return await _open_script(endpoint, model, context_window)
    async with AsyncExitStack() as stack:
        connection = await connect(endpoint, patience)
        stack.push_async_callback(connection.aclose)
        opened = await _open(connection, model, context_window, thinking)
        stack.pop_all()
    return opened


async def list_all(endpoint: Endpoint, patience: Patience) -> list[ModelInfo]:
    """See `list_models`."""
    if endpoint.provider == "scripted":
        return [(await _open_script(endpoint, None, None)).info]
    connection = await connect(endpoint, patience)
    try:
        return await (list_pulled(connection) if endpoint.provider == "ollama" else list_served(connection))
    finally:
        await connection.aclose()


async def _open(
    connection: Connection, model: str | None, context_window: int | None, thinking: Thinking | None
) -> OpenedModel:
    endpoint = connection.endpoint
    if endpoint.provider == "ollama":
        info = await (show(connection, model) if model else pick(connection))
        window = context_window or DEFAULT_WINDOW
        info = replace(info, context_window=min(window, info.max_context_window or window))
        think = _THINK[thinking] if thinking else None
        return OpenedModel(Ollama(connection, info, think), info, endpoint, connection.aclose)
    info = await _served(connection, model, context_window)
    info = replace(info, context_window=context_window or info.context_window or DEFAULT_WINDOW)
    is_openai = endpoint.base_url.startswith("https://api.openai.com/")
    limit_name: LimitName = "max_completion_tokens" if is_openai else "max_tokens"
    return OpenedModel(ChatCompletions(connection, info.id, limit_name), info, endpoint, connection.aclose)


async def _served(connection: Connection, model: str | None, context_window: int | None) -> ModelInfo:
    """Return what is known of `model`, asking only what has to be known."""
    endpoint = connection.endpoint
    if not model:
        models = await list_served(connection)
        if not models:
            raise ProviderRefused(f"{endpoint.label} has no model. Load one there, then try again.")
        return models[0]
    if context_window:
        is_llama_cpp = endpoint.provider == "llamacpp"
        return await ask_props(connection, model) if is_llama_cpp else ModelInfo(model)
    models = await list_tolerantly(connection)
    if endpoint.provider == "llamacpp" and len(models) == 1:
        # It answers to every name.
        return replace(models[0], id=model)
    return next((info for info in models if info.id == model), ModelInfo(model))


async def _open_script(endpoint: Endpoint, model: str | None, context_window: int | None) -> OpenedModel:
    script = await read_script(endpoint.base_url)
    info = ModelInfo(model or "scripted", context_window or DEFAULT_WINDOW, tools=True)
    return OpenedModel(ScriptedProvider(script), info, endpoint, _nothing_to_close)


async def _nothing_to_close() -> None:
    pass
