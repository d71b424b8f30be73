"""The models of a service, with what came of trying them out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from .agent.probe import Report, probe
from .errors import UsageError
from .memory.database import DatabaseThread
from .memory.probes import ProbeStore, StoredProbe
from .models import Models
from .providers import ModelInfo
from .settings import Settings


@dataclass(frozen=True, slots=True)
class TriedModel:
    """A model, and what came of trying it out."""

    info: ModelInfo
    tried: StoredProbe | None
    """None: it was never tried out."""


@dataclass(frozen=True, slots=True)
class TriedModels:
    """Tries models out and remembers what came of it, for all workspaces of the user."""

    models: Models
    thread: DatabaseThread
    now: Callable[[], datetime]

    async def list(self, settings: Settings) -> Sequence[TriedModel]:
        """Ask the service for its models.

        Raises:
            SettingsError: no endpoint was found.
            ProviderError: the service does not answer, or has no list.
        """
        endpoint = await self.models.endpoint(settings)
        infos = await self.models.list(endpoint)
        known = await self.thread.run(lambda db: ProbeStore(db).of(endpoint.base_url))
        return [TriedModel(info, known.get(info.id)) for info in infos]

    async def in_use(self, settings: Settings) -> TriedModel:
        """Return the model that sessions use, with the window in force. Raises what `Models.open_first` raises."""
        opened = await self.models.open_first(settings)
        known = await self.thread.run(lambda db: ProbeStore(db).of(opened.endpoint.base_url))
        return TriedModel(opened.info, known.get(opened.info.id))

    async def probe(self, settings: Settings, model: str | None, report: Report) -> tuple[ModelInfo, StoredProbe]:
        """Try a model out; without one, that which the settings name, or the first that is found.

        Raises:
            UsageError: the name is empty.
            SettingsError: no endpoint was found.
            ProviderError: the service does not answer, or has no such model; what was known stays.
        """
        if model is not None and not model.strip():
            raise UsageError("No model is named. Name one of those that are listed.")
        chosen = settings if model is None else settings.model_copy(update={"model": model})
        opened = await self.models.open(chosen)
        done = await probe(
            opened.provider,
            has_tools=opened.info.tools,
            window=opened.info.context_window or 0,
            clock=time.perf_counter,
            report=report,
        )
        stored = StoredProbe(done, self.now())
        await self.thread.run(lambda db: ProbeStore(db).keep(opened.endpoint.base_url, opened.info.id, stored))
        return opened.info, stored
