"""HTTP clients that are given up when a request of theirs was cut short.

httpcore 1.0 forgets the connection of a request that is cancelled while it is being made: nobody uses it any more,
nobody closes it, and after a hundred of them no request gets through (found 2026-11, with 1 in 60 cancelled requests).
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from ..errors import ProviderUnreachable


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
        """Lend a client for one request. One that is cancelled, or takes too long, is the last that begins with it."""
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
