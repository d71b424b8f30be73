"""Which models an Ollama server has, and what it says about them."""

import asyncio
from dataclasses import replace
from typing import Any

from ..errors import ProviderRefused
from .endpoint import ModelInfo
from .http import Connection
from .json_text import as_count, as_list, as_object, as_text


async def show(connection: Connection, model: str) -> ModelInfo:
    """Return what `/api/show` says about `model`; its window in force is not known there.

    Raises:
        ProviderRefused: there is no such model.
        ProviderUnreachable: nobody answered.
    """
    answer = await connection.post(_url(connection, "show"), {"model": model}, model=model)
    return to_info(model, answer)


async def list_pulled(connection: Connection) -> list[ModelInfo]:
    """Return all models, those that are loaded first, with the window that they run with."""
    names, running = await asyncio.gather(_names(connection, "tags"), running_models(connection))
    ordered = [*(name for name in running if name in names), *(name for name in names if name not in running)]
    infos = await asyncio.gather(*(_show_or_blank(connection, name) for name in ordered))
    return [replace(info, context_window=running.get(info.id)) for info in infos]


async def pick(connection: Connection) -> ModelInfo:
    """Return the model that is loaded, else the first that takes tools, else the first that talks.

    Raises:
        ProviderRefused: there is no model at all.
    """
    infos = [info for info in await list_pulled(connection) if info.tools is not None]
    chosen = next((info for info in infos if info.context_window), None)
    chosen = chosen or next((info for info in infos if info.tools), None) or next(iter(infos), None)
    if chosen is None:
        raise ProviderRefused(
            f"{connection.endpoint.label} has no model that can talk. Get one with `ollama pull qwen3`."
        )
    return chosen


async def running_models(connection: Connection) -> dict[str, int | None]:
    """Return the loaded models, each with the window that it was loaded with, in tokens."""
    try:
        answer = await connection.get(_url(connection, "ps"))
    except ProviderRefused:
        # Versions before 2024 don't have it.
        return {}
    entries = map(as_object, as_list(as_object(answer).get("models")))
    return {_name(entry): as_count(entry.get("context_length")) or None for entry in entries}


def to_info(model: str, answer: Any) -> ModelInfo:
    """Return what an answer of `/api/show` says. `tools` is None for a model that only embeds."""
    body = as_object(answer)
    details = as_object(body.get("model_info"))
    capabilities = body.get("capabilities")
    trained = next((as_count(value) for key, value in details.items() if key.endswith(".context_length")), 0)
    if not isinstance(capabilities, list):
        # Versions before 0.6.4 don't say; a template that mentions tools can take them.
        template = as_text(body.get("template"))
        return ModelInfo(model, tools=".Tools" in template, max_context_window=trained or None)
    return ModelInfo(
        model,
        tools="tools" in capabilities if "completion" in capabilities else None,
        vision="vision" in capabilities,
        thinking="thinking" in capabilities,
        max_context_window=trained or None,
    )


async def _show_or_blank(connection: Connection, model: str) -> ModelInfo:
    try:
        return await show(connection, model)
    except ProviderRefused:
        # It was deleted while we asked.
        return ModelInfo(model)


async def _names(connection: Connection, list_name: str) -> list[str]:
    answer = await connection.get(_url(connection, list_name))
    return [_name(as_object(entry)) for entry in as_list(as_object(answer).get("models"))]


def _name(entry: Any) -> str:
    return as_text(entry.get("model")) or as_text(entry.get("name"))


def _url(connection: Connection, call: str) -> str:
    return f"{connection.endpoint.base_url}/api/{call}"
