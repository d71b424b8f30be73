"""The models of a service, with what came of trying them out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from .agent.probe import probe
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

    async def probe(
        self, settings: Settings, model: str, report: Callable[[str, int], None]
    ) -> tuple[ModelInfo, StoredProbe]:
        """Try a model out. `report` gets a few words and a percentage.

        Raises:
            UsageError: no model is named.
            SettingsError: no endpoint was found.
            ProviderError: the service does not answer, or has no such model; what was known stays.
        """
        if not model.strip():
            raise UsageError("No model is named. Name one of those that are listed.")
        opened = await self.models.open(settings.model_copy(update={"model": model}))
        done = await probe(opened.provider, has_tools=opened.info.tools, clock=time.perf_counter, report=report)
        stored = StoredProbe(done, self.now())
        await self.thread.run(lambda db: ProbeStore(db).keep(opened.endpoint.base_url, opened.info.id, stored))
        return opened.info, stored
