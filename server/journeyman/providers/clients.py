"""HTTP clients that are given up when a request of theirs was cut short.

httpcore 1.0 forgets the connection of a request that is cancelled while it is being made: nobody uses it any more,
nobody closes it, and after a hundred of them no request gets through (found 2026-11, with 1 in 60 cancelled requests).
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from ssl import PROTOCOL_TLS_CLIENT, SSLContext

import httpx

from ..errors import ProviderUnreachable
from .dialect import Dialect
from .endpoint import Endpoint


@dataclass
class _Lent:
    client: httpx.AsyncClient
    users: int = 0


class Clients:
    """Lends clients, one for as long as all goes well; close them with `aclose`."""

    def __init__(self, make: Callable[[], httpx.AsyncClient]) -> None:
        self._make = make
        self._current = _Lent(make())

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[httpx.AsyncClient]:
        """Lend a client for one request. One that is cancelled, or has no answer, is the last that begins with it."""
        lent = self._current
        lent.users += 1
        try:
            yield lent.client
        except (asyncio.CancelledError, ProviderUnreachable):
            if lent is self._current:
                self._current = _Lent(self._make())
            raise
        finally:
            lent.users -= 1
            if lent is not self._current and not lent.users:
                await asyncio.shield(lent.client.aclose())

    async def aclose(self) -> None:
        """Close the connections. Requests that are under way fail."""
        await self._current.client.aclose()


def open_clients(endpoint: Endpoint, dialect: Dialect, *, write_seconds: float) -> Clients:
    """Return clients that send the key, and whatever else each request needs; for a thread."""
    with suppress(ImportError):
        # The first request would import it, and hold up the loop for 20 ms; this is done in a thread.
        import_module("anyio._backends._asyncio")
    # Below this level these log headers, and whole addresses.
    for library in ("httpx", "httpcore"):
        logging.getLogger(library).setLevel(logging.WARNING)
    headers = {"User-Agent": "journeyman", "Accept-Encoding": "identity", **dialect.headers}
    if endpoint.api_key:
        headers["Authorization"] = f"Bearer {endpoint.api_key}"
    is_plain = endpoint.base_url.startswith("http://")
    make = partial(
        httpx.AsyncClient,
        headers=headers,
        auth=dialect.auth,
        # The limits for reading are elsewhere: they differ between the first piece and the others.
        timeout=httpx.Timeout(None, connect=10, write=write_seconds),
        # A context that trusts nobody spares http the loading of certificates.
        verify=SSLContext(PROTOCOL_TLS_CLIENT) if is_plain else httpx.create_ssl_context(),
        # A proxy from the environment is for the world outside.
        trust_env=not endpoint.is_local,
    )
    return Clients(make)
