"""The models that settings name, opened when they are needed, each once."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace

from .agent.interfaces import Embedder
from .errors import CHOOSE_MODEL, ProviderError, ProviderUnreachable, SettingsError
from .providers import (
    Embeddings,
    Endpoint,
    ModelInfo,
    OpenedModel,
    RecommendedModel,
    Routing,
    find_endpoints,
    guess_provider,
    list_models,
    look_at_machine,
    open_embeddings,
    open_provider,
    pull,
    recommendation,
    recommended_models,
)
from .settings import Settings, settings_for

NO_ENDPOINT = (
    "No model was found. `journeyman setup` helps to choose one. Or start Ollama (`ollama serve`), LM Studio or a "
    "llama.cpp server on this machine, or set JOURNEYMAN_ENDPOINT (and JOURNEYMAN_API_KEY) to a service."
)

FindKey = Callable[[str], Awaitable[str | None]]
"""Returns the key to the service at an address, from where the user keeps it."""


async def no_key(address: str) -> None:
    """Find the key for a service where nobody keeps any."""


@dataclass(frozen=True, slots=True)
class Recommendations:
    """What we recommend to the user of a workspace."""

    service: Endpoint | None
    """Where models would run; None if no service was found."""
    models: tuple[tuple[RecommendedModel, bool | None], ...]
    """Each with whether it fits the machine; None if that is not known."""


class Models:
    """The opened models of a workspace; close them with `aclose`."""

    def __init__(self, environment: Mapping[str, str], find_key: FindKey) -> None:
        self.names: tuple[str, ...] = ()
        """The models of the service, as far as it was asked."""
        self._environment = environment
        self._find_key = find_key
        self._opened: dict[tuple[object, ...], OpenedModel] = {}
        self._embedders: dict[tuple[object, ...], Embeddings] = {}
        # One for each: a service that is still loading must not keep others from answering.
        self._opening: defaultdict[object, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def open(self, settings: Settings) -> OpenedModel:
        """Return the model that the settings name, or the first that is found.

        Raises:
            SettingsError: no endpoint was found.
            ProviderError: the service does not answer, or has no such model.
        """
        asked_for = settings.provider, settings.endpoint, settings.api_key, settings.model
        routing = Routing(settings.openrouter_order, settings.openrouter_fallbacks, settings.openrouter_data_collection)
        key = (*asked_for, settings.thinking, settings.context_window, routing)
        async with self._opening[key]:
            if key not in self._opened:
                self._opened[key] = await open_provider(
                    await self.endpoint(settings),
                    settings.model,
                    context_window=settings.context_window,
                    thinking=settings.thinking,
                    routing=routing,
                )
            return self._opened[key]

    async def open_first(self, settings: Settings) -> OpenedModel:
        """Return the model that the settings name; while it is away, the first that stands in for it.

        Raises:
            SettingsError, ProviderError: as `open` does for the model that the settings name.
        """
        try:
            return await self.open(settings)
        except (SettingsError, ProviderUnreachable):
            for name in settings.fallback_models:
                with suppress(SettingsError, ProviderError):
                    return await self.open(settings_for(settings, name))
            raise

    async def open_learning(self, settings: Settings) -> OpenedModel:
        """Return the model that learns. Raises what `open` raises."""
        name = settings.learning_model
        return await (self.open(settings_for(settings, name)) if name else self.open_first(settings))

    async def open_embedder(self, settings: Settings) -> Embedder | None:
        """Return the model for embeddings that the settings name; None if they name none.

        Raises:
            SettingsError: no endpoint was found.
            ProviderError: the service has no embeddings.
        """
        if not settings.embedding_model:
            return None
        where = settings_for(settings, settings.embedding_model)
        key = where.provider, where.endpoint, where.api_key, where.model
        async with self._opening[key]:
            if key not in self._embedders:
                self._embedders[key] = await open_embeddings(await self.endpoint(where), where.model or "")
            return self._embedders[key]

    async def list(self, endpoint: Endpoint) -> Sequence[ModelInfo]:
        """Ask a service for its models. Raises ProviderError."""
        models = await list_models(endpoint)
        self.names = tuple(model.id for model in models)
        return models

    async def endpoint(self, settings: Settings) -> Endpoint:
        """Return the service that the settings name, or the first that is found, with its key.

        Raises:
            SettingsError: none was found.
        """
        endpoints = await usable_endpoints(settings, self._environment)
        if not endpoints:
            raise SettingsError(NO_ENDPOINT).offering(CHOOSE_MODEL)
        return await with_key(endpoints[0], self._find_key)

    async def pull(self, settings: Settings, model: str, report: Callable[[str, int], None]) -> None:
        """Let the service get a model that it does not have. `report` gets a few words and a percentage.

        Raises:
            UsageError: the service gets no models, or this is no name of one.
            SettingsError: no endpoint was found.
            ProviderError: the service does not answer, or cannot get the model.
        """
        percentage = 0
        async with aclosing(pull(await self.endpoint(settings), model)) as steps:
            async for step in steps:
                words = step.status
                if step.total_bytes:
                    # Parts become known one after the other, and a percentage must not fall.
                    percentage = max(percentage, step.completed_bytes * 100 // step.total_bytes)
                    words = f"{step.completed_bytes / 1e6:,.0f} of {step.total_bytes / 1e6:,.0f} MB"
                report(words, percentage)

    async def recommend(self, settings: Settings) -> Recommendations:
        """Return the models that we recommend, whether the service can get them, and whether they fit this machine."""
        endpoints = await usable_endpoints(settings, self._environment)
        service = endpoints[0] if endpoints else None
        is_here = service is None or service.is_local
        machine = await look_at_machine(self._environment) if is_here else None
        models = await asyncio.to_thread(recommended_models)
        fits = {"gpu": True, "memory": True, "no": False, "unknown": None}
        return Recommendations(service, tuple((model, fits[recommendation(machine, model).fit]) for model in models))

    async def aclose(self) -> None:
        """Close the connections."""
        for model in self._opened.values():
            await model.aclose()
        for embedder in self._embedders.values():
            await embedder.aclose()
        self._opened.clear()
        self._embedders.clear()


async def with_key(endpoint: Endpoint, find_key: FindKey) -> Endpoint:
    """Return the endpoint with its key, also if that is not in the environment. On this machine, none is looked for."""
    if endpoint.api_key or endpoint.is_local:
        return endpoint
    return replace(endpoint, api_key=await find_key(endpoint.base_url) or "")


async def usable_endpoints(settings: Settings, environment: Mapping[str, str]) -> list[Endpoint]:
    """Return the endpoint that the settings name, else all that are found; the best comes first."""
    if settings.endpoint or settings.provider:
        url = settings.endpoint or ""
        endpoint = Endpoint(settings.provider or guess_provider(url), url).placed(environment)
        key = settings.api_key.get_secret_value() if settings.api_key else ""
        return [replace(endpoint, api_key=key or endpoint.service_key(environment))]
    return await find_endpoints(environment)
