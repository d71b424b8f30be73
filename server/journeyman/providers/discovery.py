"""Which model services can be used without being told of any."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import ProviderError
from .endpoint import Endpoint, ProviderName
from .http import Connection, connect
from .json_text import as_list, as_object
from .patience import Patience

LIMIT_SECONDS = 0.8
_PATIENCE = Patience(connect_seconds=LIMIT_SECONDS, probe_seconds=LIMIT_SECONDS)


async def find_local(ports: Sequence[int]) -> list[Endpoint]:
    """Return the services that answer at `ports` of this machine, in that order, asked side by side."""
    found = await asyncio.gather(*map(_at_port, ports))
    return [endpoint for endpoint in found if endpoint]


def find_with_keys(environment: Mapping[str, str]) -> list[Endpoint]:
    """Return the services for which `environment` holds a key, or an address."""
    endpoints = []
    if key := environment.get("OPENROUTER_API_KEY"):
        endpoints.append(Endpoint("openrouter", "", key))
    if key := environment.get("NVIDIA_API_KEY"):
        endpoints.append(Endpoint("nim", "", key))
    key, url = environment.get("OPENAI_API_KEY", ""), environment.get("OPENAI_BASE_URL", "")
    if key or url:
        endpoints.append(Endpoint("openai", url, key))
    return endpoints


async def _at_port(port: int) -> Endpoint | None:
    url = f"http://127.0.0.1:{port}"
    connection = await connect(Endpoint("openai", url), _PATIENCE)
    try:
        async with asyncio.timeout(LIMIT_SECONDS):
            provider = await _identify(connection)
    except TimeoutError:
        return None
    finally:
        await connection.aclose()
    return Endpoint(provider, url) if provider else None


async def _identify(connection: Connection) -> ProviderName | None:
    """Return who answers. What has no list of models, such as somebody's web site, is asked only once."""
    root = connection.endpoint.server_root
    models = await _get(connection, f"{root}/v1/models")
    entries = as_object(models).get("data")
    if not isinstance(entries, list):
        return None
    if any(as_object(entry).get("owned_by") == "llamacpp" for entry in entries):
        return "llamacpp"
    pulled, loaded, health = await asyncio.gather(
        _get(connection, f"{root}/api/tags"),
        _get(connection, f"{root}/api/v0/models"),
        _get(connection, f"{root}/v1/health/ready"),
    )
    if isinstance(as_object(pulled).get("models"), list):
        return "ollama"
    if as_list(as_object(loaded).get("data")):
        return "lmstudio"
    return "nim" if as_object(health) and "error" not in health else "openai"


async def _get(connection: Connection, url: str) -> Any:
    try:
        return await connection.get(url)
    except ProviderError:
        return None
