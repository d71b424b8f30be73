"""What `journeyman doctor` says of the services and their models."""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing

from ..errors import JourneymanError
from ..keys import system_keys
from ..memory.database import DatabaseThread
from ..memory.probes import StoredProbe
from ..models import Models
from ..providers import ModelInfo
from ..settings import Loaded, Settings, settings_for
from ..tried_models import TriedModels
from ..workspace import DATABASE
from ..workspace.opening import utc_now
from .checks import Check
from .models import Found, ask, describe, endpoints_with_keys, key_source
from .probe_views import summary

SMALL_WINDOW = 16_000
"""Tokens. In less than that, a task of several steps is compacted again and again."""
MODEL_SECONDS = 20.0
"""How long the service is asked about the model that sessions use, at most."""
SILENT = f"the service did not tell of it in {MODEL_SECONDS:.0f} s"


async def look_at_models(loaded: Loaded, environment: Mapping[str, str]) -> list[Check]:
    """Return what was found of the services, of the model that sessions use, and of those beside it."""
    endpoints = await endpoints_with_keys(loaded, environment)
    if not endpoints:
        return [
            Check(
                "model",
                "error",
                "no server on a usual local port (Ollama, LM Studio, NIM, llama.cpp), no key in the environment",
                "`journeyman setup` finds or chooses one; or start Ollama (`ollama serve`).",
            )
        ]
    found = await asyncio.gather(*map(ask, endpoints))
    in_use = await _model_in_use(loaded, environment) if any(one.models for one in found) else []
    keys = [key_source(endpoint, loaded, environment) for endpoint in endpoints]
    return [*map(_endpoint, found, keys), *in_use, *await _others(loaded, environment)]


def _endpoint(found: Found, key: str) -> Check:
    label = f"{found.endpoint.label}{f' ({key})' if key else ''}"
    if found.error:
        return Check("model", "error", f"{label}: no list of models", found.error)
    if not found.models:
        return Check("model", "error", f"{label} has no models", "Pull or load one there.")
    best = "; ".join(f"{model.id} ({describe(model)})" for model in found.models[:5])
    more = f"; {len(found.models) - 5} more" if len(found.models) > 5 else ""
    return Check("model", "ok", f"{label}: {best}{more}")


async def _model_in_use(loaded: Loaded, environment: Mapping[str, str]) -> list[Check]:
    """Say how the model does that sessions use."""
    try:
        async with (
            asyncio.timeout(MODEL_SECONDS),
            aclosing(await DatabaseThread.open(loaded.data_dir / DATABASE, now=utc_now())) as thread,
            aclosing(Models(environment, system_keys().find)) as models,
        ):
            model = await TriedModels(models, thread, utc_now).in_use(loaded.settings)
    except JourneymanError as error:
        return [Check("tried out", "error", str(error))]
    except TimeoutError:
        return [Check("tried out", "warning", SILENT, "Try again.")]
    return [_tried_out(model.info, model.tried), *_small_window(model.info)]


def _tried_out(model: ModelInfo, tried: StoredProbe | None) -> Check:
    if tried is None:
        advice = "`journeyman models probe` says how fast it is, and how it calls tools."
        return Check("tried out", "ok", f"{model.id} was not tried out so far", advice)
    message = f"{model.id} on {tried.checked_at:%Y-%m-%d}: {'; '.join(summary(tried))}"
    if not tried.probe.problem:
        return Check("tried out", "ok", message)
    advice = "Try it again with `journeyman models probe`, or choose another model."
    return Check("tried out", "warning", f"{message}. {tried.probe.problem}", advice)


def _small_window(model: ModelInfo) -> list[Check]:
    """Say that the window could be larger, where it is small."""
    window, possible = model.context_window or SMALL_WINDOW, model.max_context_window or 0
    if window >= min(SMALL_WINDOW, possible):
        return []
    advice = "Load it with a longer context, or set `context_window`, as far as the memory allows."
    return [Check("window", "warning", f"{window:,} of the {possible:,} tokens that {model.id} could have", advice)]


async def _others(loaded: Loaded, environment: Mapping[str, str]) -> list[Check]:
    """Say whether the models are there that the settings name beside the one of the conversation."""
    settings = loaded.settings
    named = [("fallback", name) for name in settings.fallback_models]
    named += [("learning", name) for name in [settings.learning_model] if name]
    named += [("compaction", name) for name in [settings.compaction_model] if name]
    async with aclosing(Models(environment, system_keys().find)) as models:
        opening = (_other(models, settings, what, name) for what, name in named)
        embedding = [_embedding(models, settings)] if settings.embedding_model else []
        return await asyncio.gather(*opening, *embedding)


async def _other(models: Models, settings: Settings, what: str, name: str) -> Check:
    try:
        async with asyncio.timeout(MODEL_SECONDS):
            model = await models.open(settings_for(settings, name))
    except (JourneymanError, TimeoutError) as error:
        return Check(f"{what} model", "warning", f"{name}: {str(error) or SILENT}")
    return Check(f"{what} model", "ok", f"{name}: {describe(model.info)}")


async def _embedding(models: Models, settings: Settings) -> Check:
    try:
        async with asyncio.timeout(MODEL_SECONDS):
            embedder = await models.open_embedder(settings)
            found = await embedder.embed(["journeyman"]) if embedder else [[]]
    except (JourneymanError, TimeoutError) as error:
        return Check("embedding model", "warning", f"{settings.embedding_model}: {str(error) or SILENT}")
    return Check("embedding model", "ok", f"{settings.embedding_model}: {len(found[0]):,} numbers for a text")
