"""Beginning and end of a connection; folders, settings and trust while it lasts."""

from collections.abc import Iterable
from pathlib import Path

from lsprotocol import types as lsp

from ...errors import JourneymanError
from .. import protocol
from ..connection import Connection
from ..documents import to_path
from ..places import to_folder


def register(connection: Connection) -> None:
    """Answer what begins and ends a connection, and what changes folders, settings and trust."""
    server, client = connection.server, connection.client

    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        client.initialize(params)
        folders = [folder.uri for folder in params.workspace_folders or ()]
        connection.roots = _paths(folders or [params.root_uri or ""])

    @server.feature(lsp.INITIALIZED)
    async def initialized(params: lsp.InitializedParams) -> None:
        host = await connection.host()
        await host.find_model(client)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def did_change_configuration(params: lsp.DidChangeConfigurationParams) -> None:
        host = await connection.host()
        before = client.settings
        await client.read_settings(params.settings)
        try:
            await host.follow(client)
        except JourneymanError as error:
            client.settings = before
            client.show(f"The new settings are not used. {error}", lsp.MessageType.Error)
        await host.find_model(client)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def did_change_workspace_folders(params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        host = await connection.host()
        added, removed = (_paths(one.uri for one in each) for each in (params.event.added, params.event.removed))
        await host.change_folders(client, added=added, removed=removed)

    @server.feature(protocol.WORKSPACE_DID_CHANGE_TRUST)
    async def did_change_trust(params: protocol.TrustParams) -> None:
        host = await connection.host()
        client.trust(to_folder(params.root), trusted=params.trusted)
        try:
            await host.follow(client)
        except JourneymanError as error:
            client.show(str(error), lsp.MessageType.Error)

    server.on_close(connection.close)


def _paths(uris: Iterable[str]) -> list[Path]:
    """Return the folders on this machine; an editor may have others open beside them."""
    return list(filter(None, map(to_path, uris)))
