"""Which models a service of the chat completions format has, as far as it says."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from ..errors import CHOOSE_MODEL, ProviderError, ProviderRefused
from .endpoint import Endpoint, ModelInfo
from .http import Connection
from .json_text import as_count, as_flag, as_list, as_object, as_text

MAX_MODELS = 5_000
"""Of one service. OpenRouter has some hundreds; more than this is no list to choose from."""

ListModels = Callable[[Connection], Awaitable[list[ModelInfo]]]


async def list_served(connection: Connection) -> list[ModelInfo]:
    """Return the models of a service, in its own order.

    Raises:
        ProviderError: it did not answer, or has no list.
    """
    entries = await entries_at(connection, f"{connection.endpoint.base_url}/models")
    if len(entries) == 1 and ("meta" in entries[0] or entries[0].get("owned_by") == "llamacpp"):
        return [await _with_props(connection, to_info(entries[0]))]
    return [to_info(entry) for entry in entries]


async def find_served(
    connection: Connection,
    model: str | None,
    *,
    context_window: int | None,
    list_models: ListModels = list_served,
) -> ModelInfo:
    """Return what is known of `model`, or of the first there is, asking only what has to be known.

    Raises:
        ProviderUnreachable: nobody answered.
        ProviderRefused: there is no model to choose, or several of which each may have another price.
    """
    is_llama_cpp = connection.endpoint.provider == "llamacpp"
    if not model:
        models = await list_models(connection)
        if not models:
            raise ProviderRefused(f"{connection.endpoint.label} has no model. Load one there, then try again.")
        if len(models) > 1 and connection.endpoint.may_cost:
            raise unnamed(connection.endpoint)
        return models[0]
    if context_window:
        return await _with_props(connection, ModelInfo(model)) if is_llama_cpp else ModelInfo(model)
    try:
        models = await list_models(connection)
    except ProviderRefused:
        models = []
    if is_llama_cpp and len(models) == 1:
        # It answers to every name.
        return replace(models[0], id=model)
    return next((info for info in models if info.id == model), ModelInfo(model))


def unnamed(endpoint: Endpoint) -> ProviderRefused:
    """Return the error for a service whose models cost money, if none is named: the user's is not spent on a guess."""
    return ProviderRefused(
        f"{endpoint.label} has many models, each with its price. Set JOURNEYMAN_MODEL to one that "
        "`journeyman models` lists."
    ).offering(CHOOSE_MODEL)


def to_info(entry: Mapping[str, Any]) -> ModelInfo:
    """Return what an element of the list says, in the fields that several services have."""
    meta = as_object(entry.get("meta"))
    return ModelInfo(
        id=as_text(entry.get("id")),
        context_window=first_count(
            meta.get("n_ctx"),  # llama.cpp
            entry.get("max_model_len"),  # vLLM and NIM
            entry.get("context_length"),
        ),
        max_context_window=first_count(meta.get("n_ctx_train"), entry.get("context_length")),
        vision=as_flag(as_object(entry.get("capabilities")).get("vision")),  # Mistral
    )


async def _with_props(connection: Connection, info: ModelInfo) -> ModelInfo:
    """Return `info` with what llama.cpp's `/props` says.

    A template that cannot take tools ignores them without a word, so this is the only place to know
    it from. The window there is that of one slot; the list's may be that of all slots together.
    """
    try:
        props = as_object(await connection.ask(f"{connection.endpoint.server_root}/props"))
    except ProviderError:
        return info
    window = as_count(as_object(props.get("default_generation_settings")).get("n_ctx"))
    return replace(
        info,
        context_window=window or info.context_window,
        tools=as_flag(as_object(props.get("chat_template_caps")).get("supports_tools")),
        vision=as_flag(as_object(props.get("modalities")).get("vision")),
    )


async def entries_at(connection: Connection, url: str) -> list[Mapping[str, Any]]:
    """Return the elements of a list of models, as far as they have a name.

    Raises:
        ProviderError: there is no list.
    """
    answer = await connection.ask(url)
    body = as_object(answer)
    entries = (answer if isinstance(answer, list) else as_list(body.get("data") or body.get("models")))[:MAX_MODELS]
    return [entry for entry in map(as_object, entries) if as_text(entry.get("id")) or as_text(entry.get("key"))]


def first_count(*values: Any) -> int | None:
    """Return the first of `values` that is a number of something."""
    return next(filter(None, map(as_count, values)), None)
