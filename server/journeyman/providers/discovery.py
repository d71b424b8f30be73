"""Which model services can be used without being told of any."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import Any

from ..errors import ProviderError
from .endpoint import Endpoint, ProviderName
from .http import Connection, Patience, connect
from .json_text import as_list, as_object

LOCAL_PORTS = (11434, 1234, 8000, 8080)
"""Where Ollama, LM Studio, NVIDIA NIM and llama.cpp listen unless told otherwise; in order of preference."""
LIMIT_SECONDS = 0.8
HEALTH = "health.response"
"""What NVIDIA NIM calls its answer when it is asked how it is."""


async def find_endpoints(environment: Mapping[str, str], *, ports: Sequence[int] = LOCAL_PORTS) -> list[Endpoint]:
    """Return the services to be had, within a second: those that run here, then those with a key.

    Keys are OPENROUTER_API_KEY, NVIDIA_API_KEY, AWS_BEARER_TOKEN_BEDROCK, and OPENAI_API_KEY with OPENAI_BASE_URL.

    Raises:
        SettingsError: a variable holds what cannot be a key or an address.
    """
    found = [endpoint for endpoint in await asyncio.gather(*map(_at_port, ports)) if endpoint]
    if key := environment.get("OPENROUTER_API_KEY"):
        found.append(Endpoint("openrouter", "", key))
    if key := environment.get("NVIDIA_API_KEY"):
        found.append(Endpoint("nim", "", key))
    if key := environment.get("AWS_BEARER_TOKEN_BEDROCK"):
        found.append(Endpoint("bedrock", "", key).placed(environment))
    key, url = environment.get("OPENAI_API_KEY", ""), environment.get("OPENAI_BASE_URL", "")
    if key or url:
        found.append(Endpoint("openai", url, key))
    return found


async def _at_port(port: int) -> Endpoint | None:
    url = f"http://127.0.0.1:{port}"
    async with aclosing(await connect(Endpoint("openai", url), Patience())) as connection:
        try:
            async with asyncio.timeout(LIMIT_SECONDS):
                provider = await _identify(connection)
        except TimeoutError:
            return None
    return Endpoint(provider, url) if provider else None


async def _identify(connection: Connection) -> ProviderName | None:
    """Return who answers. What has no list of models, such as somebody's web site, is asked once more at most."""
    models = await _get(connection, "/v1/models")
    entries = as_object(models).get("data")
    if not isinstance(entries, list):
        # While it loads its model, it has no list.
        health = as_object(await _get(connection, "/v1/health/live"))
        return "nim" if health.get("object") == HEALTH else None
    if any(as_object(entry).get("owned_by") == "llamacpp" for entry in entries):
        return "llamacpp"
    paths = ("/api/tags", "/api/v0/models", "/v1/health/ready")
    pulled, loaded, health = await asyncio.gather(*(_get(connection, path) for path in paths))
    if isinstance(as_object(pulled).get("models"), list):
        return "ollama"
    if as_list(as_object(loaded).get("data")):
        return "lmstudio"
    return "nim" if as_object(health) and "error" not in health else "openai"


async def _get(connection: Connection, path: str) -> Any:
    try:
        return await connection.ask(connection.endpoint.server_root + path)
    except ProviderError:
        return None
