"""The models beside the one of the conversation: who stands in for it, and who summarizes."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass

from .agent.fallback import Candidate, FallbackProvider
from .agent.interfaces import AnswerPart, ModelRequest, Provider
from .errors import ProviderUnreachable, SettingsError
from .providers import OpenedModel
from .settings import Settings, settings_for

Open = Callable[[Settings], Awaitable[OpenedModel]]
"""Opens a model, each only once."""
Prepare = Callable[[OpenedModel], Provider]
"""Makes of an opened model what can be asked for tool calls."""


@dataclass
class _Later:
    """A model that is opened when it is asked first: its service may be away until then."""

    open: Open
    prepare: Prepare
    settings: Settings
    provider: Provider | None = None

    async def stream(self, request: ModelRequest) -> AsyncGenerator[AnswerPart, None]:
        if self.provider is None:
            try:
                self.provider = self.prepare(await self.open(self.settings))
            except SettingsError as error:
                raise ProviderUnreachable(str(error)) from error
        async with aclosing(self.provider.stream(request)) as parts:
            async for part in parts:
                yield part


def with_fallbacks(model: OpenedModel, settings: Settings, open_model: Open, prepare: Prepare) -> Provider:
    """Return `model`, ready to be asked; if the settings name models that stand in, the one of them that is there."""
    if not settings.fallback_models:
        return prepare(model)
    # `model` may be one that stands in already.
    first = Candidate(settings.model or "the first model", _Later(open_model, prepare, settings))
    others = (
        Candidate(name, _Later(open_model, prepare, settings_for(settings, name))) for name in settings.fallback_models
    )
    return FallbackProvider([first, *others])


def summarizer(settings: Settings, open_model: Open) -> Provider | None:
    """Return the model that summarizes, if the settings name one."""
    name = settings.compaction_model
    return _Later(open_model, lambda opened: opened.provider, settings_for(settings, name)) if name else None
