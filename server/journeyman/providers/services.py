"""Which services of the chat completions format have something of their own, and where that is written."""

from collections.abc import Mapping
from dataclasses import dataclass

from . import lmstudio, nim, openrouter
from .catalog import ListModels, list_served
from .dialect import PLAIN, Dialect
from .endpoint import ProviderName


@dataclass(frozen=True, slots=True)
class Speaker:
    """How a service is spoken to."""

    dialect: Dialect = PLAIN
    list_models: ListModels = list_served


_SPEAKERS: Mapping[ProviderName, Speaker] = {
    "lmstudio": Speaker(lmstudio.DIALECT, lmstudio.list_models),
    "nim": Speaker(nim.DIALECT, nim.list_models),
    "openrouter": Speaker(openrouter.DIALECT, openrouter.list_models),
}


def speaker(provider: ProviderName) -> Speaker:
    """Return how a service is spoken to; plainly, if it has nothing of its own."""
    return _SPEAKERS.get(provider, Speaker())
