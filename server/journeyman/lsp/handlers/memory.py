"""What is remembered of the user and the project."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from .. import protocol
from ..connection import Connection
from ..places import to_folder
from ..transport import Server

if TYPE_CHECKING:
    from ..remembered import Remembered

Find = Callable[[str], Awaitable["Remembered"]]
"""Returns what is remembered in a folder."""


def register(connection: Connection) -> None:
    """Answer `journeyman/memory/…`."""

    async def remembered(root: str) -> "Remembered":
        return await (await connection.host()).remembered(to_folder(root))

    _tell(connection.server, remembered)
    _change(connection, remembered)


def _tell(server: Server, remembered: Find) -> None:
    @server.feature(protocol.MEMORY_LIST)
    async def list_memories(params: protocol.ListMemoriesParams) -> protocol.ListMemoriesResult:
        return await (await remembered(params.root)).list(params)

    @server.feature(protocol.MEMORY_SEARCH)
    async def search(params: protocol.SearchMemoriesParams) -> protocol.SearchMemoriesResult:
        return await (await remembered(params.root)).search(params)

    @server.feature(protocol.MEMORY_WHY)
    async def why(params: protocol.MemoryParams) -> protocol.WhyMemoryResult:
        return await (await remembered(params.root)).why(params.id)

    @server.feature(protocol.MEMORY_PROFILE)
    async def profile(params: protocol.RootParams) -> protocol.ProfileResult:
        return await (await remembered(params.root)).profile()

    @server.feature(protocol.MEMORY_EXPORT)
    async def export(params: protocol.RootParams) -> protocol.TextResult:
        return protocol.TextResult(await (await remembered(params.root)).export())


def _change(connection: Connection, remembered: Find) -> None:
    server, client = connection.server, connection.client

    @server.feature(protocol.MEMORY_ADD)
    async def add(params: protocol.AddMemoryParams) -> protocol.MemoryResult:
        return await (await remembered(params.root)).add(params.text, everywhere=params.everywhere)

    @server.feature(protocol.MEMORY_UPDATE)
    async def update(params: protocol.UpdateMemoryParams) -> protocol.MemoryResult:
        return await (await remembered(params.root)).update(params)

    @server.feature(protocol.MEMORY_FORGET)
    async def forget(params: protocol.MemoryParams) -> protocol.MemoryResult:
        return await (await remembered(params.root)).forget(params.id)

    @server.feature(protocol.MEMORY_WRITE_RULE)
    async def write_rule(params: protocol.MemoryParams) -> protocol.WriteRuleResult:
        files = client.files(to_folder(params.root))
        return await (await remembered(params.root)).write_rule(params.id, files)

    @server.feature(protocol.MEMORY_CONSOLIDATE)
    async def consolidate(params: protocol.RootParams) -> protocol.ConsolidateResult:
        return await (await remembered(params.root)).consolidate()
