"""Models behind services: find them, list them, open one.

HTTP is imported when it is first needed, in a thread: it takes 45 ms (2026-11, 2 cores), which
`--help` and the editor's first greeting can do without.
"""

import asyncio
from collections.abc import Mapping, Sequence
from importlib import import_module

from .endpoint import Endpoint, ModelInfo, OpenedModel, ProviderName, Thinking, guess_provider
from .patience import Patience

__all__ = [
    "LOCAL_PORTS",
    "Endpoint",
    "ModelInfo",
    "OpenedModel",
    "Patience",
    "ProviderName",
    "Thinking",
    "find_endpoints",
    "guess_provider",
    "list_models",
    "open_provider",
]

LOCAL_PORTS = (11434, 1234, 8000, 8080)
"""Where Ollama, LM Studio, NVIDIA NIM and llama.cpp listen unless told otherwise; in order of preference."""


async def open_provider(
    endpoint: Endpoint,
    model: str | None,
    *,
    context_window: int | None = None,
    thinking: Thinking | None = None,
    patience: Patience | None = None,
) -> OpenedModel:
    """Connect to `model`, or to the one that suits best; asks the service only what must be known.

    The window is `context_window`, else what the server has loaded, else 32,768 tokens. Ollama loads
    what we ask for: that much, or less if the model was trained for less. `thinking` reaches models
    on Ollama that can think.

    Raises:
        ProviderUnreachable: nobody answered.
        ProviderRefused: there is no such model, or none at all.
    """
    await asyncio.to_thread(import_module, ".opening", __name__)
    from .opening import open_model  # noqa: PLC0415

    return await open_model(
        endpoint, model, context_window=context_window, thinking=thinking, patience=patience or Patience()
    )


async def list_models(endpoint: Endpoint, *, patience: Patience | None = None) -> list[ModelInfo]:
    """Return the models of a service, those that are loaded first where it says so.

    Raises:
        ProviderUnreachable: nobody answered.
        ProviderRefused: it has no list, or wants a key.
    """
    await asyncio.to_thread(import_module, ".opening", __name__)
    from .opening import list_all  # noqa: PLC0415

    return await list_all(endpoint, patience or Patience())


async def find_endpoints(environment: Mapping[str, str], *, ports: Sequence[int] = LOCAL_PORTS) -> list[Endpoint]:
    """Return the services to be had, within a second: those that run here, then those with a key.

    Keys are OPENROUTER_API_KEY, NVIDIA_API_KEY, and OPENAI_API_KEY with OPENAI_BASE_URL.

    Raises:
        SettingsError: a variable holds what cannot be a key or an address.
    """
    await asyncio.to_thread(import_module, ".discovery", __name__)
    from .discovery import find_local, find_with_keys  # noqa: PLC0415

    return [*await find_local(ports), *find_with_keys(environment)]
