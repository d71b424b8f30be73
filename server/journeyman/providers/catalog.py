"""Which models a service of the chat completions format has, as far as it says."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..errors import ProviderRefused, ProviderUnreachable
from .endpoint import ModelInfo
from .http import Connection
from .json_text import as_count, as_list, as_object, as_text


async def list_served(connection: Connection) -> list[ModelInfo]:
    """Return the models of a service, in its own order.

    Raises:
        ProviderError: it did not answer, or has no list.
    """
    if connection.endpoint.provider == "lmstudio" and (models := await _lm_studio(connection)):
        return models
    answer = await connection.get(f"{connection.endpoint.base_url}/models")
    entries = _entries(answer)
    infos = [to_info(entry) for entry in entries]
    if len(entries) == 1 and _is_llama_cpp(entries[0]):
        infos = [with_props(infos[0], await _props(connection))]
    return infos


async def list_tolerantly(connection: Connection) -> list[ModelInfo]:
    """Return the models of a service; none if its list is missing or makes no sense.

    Raises:
        ProviderUnreachable: nobody answered.
    """
    try:
        return await list_served(connection)
    except ProviderRefused:
        return []


async def ask_props(connection: Connection, model: str) -> ModelInfo:
    """Return what a llama.cpp server says about the model that it runs, without asking for its list."""
    return with_props(ModelInfo(model), await _props(connection))


def to_info(entry: Mapping[str, Any]) -> ModelInfo:
    """Return what an element of the list says. Each service has its own fields; no two clash.

    vLLM and NIM: `max_model_len`. OpenRouter: `context_length`, `supported_parameters`,
    `architecture`. llama.cpp: `meta`. LM Studio: `max_context_length`, `loaded_instances` or
    `loaded_context_length`, `capabilities`.
    """
    meta = as_object(entry.get("meta"))
    parameters, capabilities = entry.get("supported_parameters"), entry.get("capabilities")
    inputs = as_object(entry.get("architecture")).get("input_modalities")
    loaded = (as_object(as_object(instance).get("config")) for instance in as_list(entry.get("loaded_instances")))
    windows = (
        entry.get("loaded_context_length"),
        *(config.get("context_length") for config in loaded),
        meta.get("n_ctx"),
        entry.get("max_model_len"),
        as_object(entry.get("top_provider")).get("context_length"),
        entry.get("context_length"),
    )
    largest = (entry.get("max_context_length"), meta.get("n_ctx_train"), entry.get("context_length"))
    return ModelInfo(
        id=as_text(entry.get("id")) or as_text(entry.get("key")),
        context_window=_first_count(windows),
        max_context_window=_first_count(largest),
        tools="tools" in parameters if isinstance(parameters, list) else _can_use_tools(capabilities),
        vision="image" in inputs if isinstance(inputs, list) else _can_see(entry, capabilities),
        thinking="reasoning" in parameters if isinstance(parameters, list) else _can_think(capabilities),
    )


def with_props(info: ModelInfo, props: Mapping[str, Any]) -> ModelInfo:
    """Return `info` with what llama.cpp's `/props` says.

    A template that cannot take tools ignores them without a word, so this is the only place to know
    it from. The window there is that of one slot; the list's may be that of all slots together.
    """
    tools = as_object(props.get("chat_template_caps")).get("supports_tools")
    vision = as_object(props.get("modalities")).get("vision")
    window = as_count(as_object(props.get("default_generation_settings")).get("n_ctx"))
    return replace(
        info,
        context_window=window or info.context_window,
        tools=tools if isinstance(tools, bool) else info.tools,
        vision=vision if isinstance(vision, bool) else info.vision,
    )


async def _lm_studio(connection: Connection) -> list[ModelInfo]:
    """Return LM Studio's models from its own lists, newest first; `/v1/models` knows no windows."""
    for version in ("v1", "v0"):
        try:
            answer = await connection.get(f"{connection.endpoint.server_root}/api/{version}/models")
        except ProviderRefused:
            continue
        entries = [entry for entry in _entries(answer) if not as_text(entry.get("type")).startswith("embedding")]
        # What is loaded comes first: it answers at once.
        entries.sort(key=lambda entry: not (entry.get("loaded_instances") or entry.get("state") == "loaded"))
        if entries:
            return [to_info(entry) for entry in entries]
    return []


async def _props(connection: Connection) -> Mapping[str, Any]:
    try:
        return as_object(await connection.get(f"{connection.endpoint.server_root}/props"))
    except (ProviderRefused, ProviderUnreachable):
        return {}


def _entries(answer: Any) -> list[Mapping[str, Any]]:
    body = as_object(answer)
    entries = answer if isinstance(answer, list) else as_list(body.get("data") or body.get("models"))
    return [entry for entry in map(as_object, entries) if as_text(entry.get("id")) or as_text(entry.get("key"))]


def _is_llama_cpp(entry: Mapping[str, Any]) -> bool:
    return entry.get("owned_by") == "llamacpp" or "meta" in entry


def _first_count(values: Any) -> int | None:
    return next(filter(None, map(as_count, values)), None)


def _can_use_tools(capabilities: Any) -> bool | None:
    if isinstance(capabilities, list):
        return "tool_use" in capabilities or None
    trained = as_object(capabilities).get("trained_for_tool_use")
    return trained if isinstance(trained, bool) else None


def _can_see(entry: Mapping[str, Any], capabilities: Any) -> bool | None:
    vision = as_object(capabilities).get("vision")
    return True if entry.get("type") == "vlm" else vision if isinstance(vision, bool) else None


def _can_think(capabilities: Any) -> bool | None:
    return True if as_object(capabilities).get("reasoning") else None
