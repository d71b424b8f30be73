"""Which models a service of the chat completions format has, as far as it says."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..errors import ProviderError, ProviderRefused
from .endpoint import ModelInfo
from .http import Connection
from .json_text import as_count, as_flag, as_list, as_object, as_text


async def list_served(connection: Connection) -> list[ModelInfo]:
    """Return the models of a service, in its own order.

    Raises:
        ProviderError: it did not answer, or has no list.
    """
    if connection.endpoint.provider == "lmstudio" and (models := await _lm_studio(connection)):
        return models
    entries = _entries(await connection.ask(f"{connection.endpoint.base_url}/models"))
    if len(entries) == 1 and ("meta" in entries[0] or entries[0].get("owned_by") == "llamacpp"):
        return [await _with_props(connection, to_info(entries[0]))]
    return [to_info(entry) for entry in entries]


async def find_served(connection: Connection, model: str | None, *, context_window: int | None) -> ModelInfo:
    """Return what is known of `model`, or of the first there is, asking only what has to be known.

    Raises:
        ProviderUnreachable: nobody answered.
        ProviderRefused: there is no model to choose.
    """
    is_llama_cpp = connection.endpoint.provider == "llamacpp"
    if not model:
        models = await list_served(connection)
        if not models:
            raise ProviderRefused(f"{connection.endpoint.label} has no model. Load one there, then try again.")
        return models[0]
    if context_window:
        return await _with_props(connection, ModelInfo(model)) if is_llama_cpp else ModelInfo(model)
    try:
        models = await list_served(connection)
    except ProviderRefused:
        models = []
    if is_llama_cpp and len(models) == 1:
        # It answers to every name.
        return replace(models[0], id=model)
    return next((info for info in models if info.id == model), ModelInfo(model))


def to_info(entry: Mapping[str, Any]) -> ModelInfo:
    """Return what an element of the list says. Each service has its own fields; no two clash."""
    meta = as_object(entry.get("meta"))
    capabilities = as_object(entry.get("capabilities"))
    instances = (as_object(as_object(instance).get("config")) for instance in as_list(entry.get("loaded_instances")))
    info = ModelInfo(
        id=as_text(entry.get("id")) or as_text(entry.get("key")),
        context_window=_first_count(
            entry.get("loaded_context_length"),  # LM Studio, old
            *(config.get("context_length") for config in instances),  # LM Studio
            meta.get("n_ctx"),  # llama.cpp
            entry.get("max_model_len"),  # vLLM and NIM
            as_object(entry.get("top_provider")).get("context_length"),  # OpenRouter
            entry.get("context_length"),
        ),
        max_context_window=_first_count(
            entry.get("max_context_length"), meta.get("n_ctx_train"), entry.get("context_length")
        ),
        tools=as_flag(capabilities.get("trained_for_tool_use")),
        vision=as_flag(capabilities.get("vision")),
        thinking=True if capabilities.get("reasoning") else None,
    )
    if isinstance(parameters := entry.get("supported_parameters"), list):  # OpenRouter
        sees = "image" in as_list(as_object(entry.get("architecture")).get("input_modalities"))
        return replace(info, tools="tools" in parameters, vision=sees, thinking="reasoning" in parameters)
    if isinstance(abilities := entry.get("capabilities"), list):  # LM Studio, old
        return replace(info, tools="tool_use" in abilities or None, vision=entry.get("type") == "vlm" or None)
    return info


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


async def _lm_studio(connection: Connection) -> list[ModelInfo]:
    """Return LM Studio's models from its own lists, newest first; `/v1/models` knows no windows."""
    for version in ("v1", "v0"):
        try:
            answer = await connection.ask(f"{connection.endpoint.server_root}/api/{version}/models")
        except ProviderRefused:
            continue
        entries = [entry for entry in _entries(answer) if not as_text(entry.get("type")).startswith("embedding")]
        # What is loaded comes first: it answers at once.
        entries.sort(key=lambda entry: not (entry.get("loaded_instances") or entry.get("state") == "loaded"))
        if entries:
            return [to_info(entry) for entry in entries]
    return []


def _entries(answer: Any) -> list[Mapping[str, Any]]:
    body = as_object(answer)
    entries = answer if isinstance(answer, list) else as_list(body.get("data") or body.get("models"))
    return [entry for entry in map(as_object, entries) if as_text(entry.get("id")) or as_text(entry.get("key"))]


def _first_count(*values: Any) -> int | None:
    return next(filter(None, map(as_count, values)), None)
