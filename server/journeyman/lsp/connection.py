"""What the handlers of one connection work with: the client at the other end, and the host that all share."""

import asyncio
import gc
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from .client import Client
from .transport import Server

if TYPE_CHECKING:
    from .conversation import Conversation
    from .host import Host


class SharedHost:
    """The host of the process. It is imported when it is first needed: importing takes longer than answering."""

    def __init__(self) -> None:
        self._host: Host | None = None
        self._making = asyncio.Lock()

    async def get(self) -> "Host":
        """Return the host."""
        async with self._making:
            if self._host is None:
                self._host = await asyncio.to_thread(_make_host)
            return self._host


class Connection:
    """One client and its way to the host."""

    def __init__(self, server: Server, shared: SharedHost) -> None:
        self.server = server
        self.client = Client(server)
        self.roots: list[Path] = []
        """The folders that the client had open when it connected."""
        self._shared = shared
        self._joining = asyncio.Lock()
        self._joined: Host | None = None

    @property
    def joined(self) -> "Host | None":
        """The host, for whoever cannot wait; None at the beginning."""
        return self._joined

    async def host(self) -> "Host":
        """Return the host; it knows the client, its settings and its folders."""
        async with self._joining:
            if self._joined is None:
                await self.client.read_settings()
                host = await self._shared.get()
                await host.join(self.client, self.roots)
                self._joined = host
            return self._joined

    async def conversation(self, session_id: str) -> "Conversation":
        """Return a conversation. Raises what `Host.conversation` raises."""
        return await (await self.host()).conversation(session_id, self.client)

    async def close(self) -> None:
        """Leave the host."""
        if self._joined:
            await self._joined.leave(self.client)


def _make_host() -> "Host":
    # What is imported stays. Looking through it for garbage took 70 ms each time (2026-11, 2 cores), in which
    # nothing else ran.
    gc.freeze()
    module = import_module(".host", __package__)
    gc.freeze()
    host: Host = module.Host()
    return host
