"""What the editor has open, and what the user looks at."""

from lsprotocol import types as lsp

from .. import protocol
from ..connection import Connection
from ..documents import to_path
from ..resting import Resting


def register(connection: Connection) -> None:
    """Follow the editor's documents."""
    server, client = connection.server, connection.client
    resting = Resting(connection)

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        client.documents.open(document.uri, document.version, document.text)
        if path := to_path(document.uri):
            for folder in (await connection.host()).folders_around(path):
                # An editor that was restarted opens what was not saved before.
                await client.files(folder.root).check(document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        client.documents.change(params.text_document.uri, params.text_document.version, params.content_changes)
        resting.moved()

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def did_save(params: lsp.DidSaveTextDocumentParams) -> None:
        client.documents.save(params.text_document.uri)
        if path := to_path(params.text_document.uri):
            for folder in (await connection.host()).folders_around(path):
                await folder.saved(path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        client.documents.close(params.text_document.uri)

    @server.feature(protocol.EDITOR_DID_FOCUS)
    def did_focus(params: protocol.FocusParams) -> None:
        client.focus = params
        resting.moved()

    server.on_close(resting.close)
