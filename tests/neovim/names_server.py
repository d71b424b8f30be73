"""A language server of the user's, in a process of its own: it knows words, and a problem where one is "wrong"."""

import re
from collections.abc import Iterator

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

server = LanguageServer("names", "1")


def places(uri: str, word: str) -> Iterator[lsp.Range]:
    document = server.workspace.get_text_document(uri)
    for number, line in enumerate(document.lines):
        for found in re.finditer(rf"\b{word}\b", line):
            place = lsp.Range(lsp.Position(number, found.start()), lsp.Position(number, found.end()))
            yield document.position_codec.range_to_client_units(document.lines, place)


@server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
def definition(params: lsp.DefinitionParams) -> lsp.Location | None:
    uri = params.text_document.uri
    word = server.workspace.get_text_document(uri).word_at_position(params.position)
    return next((lsp.Location(uri, place) for place in places(uri, word)), None)


@server.feature(lsp.TEXT_DOCUMENT_RENAME)
def rename(params: lsp.RenameParams) -> lsp.WorkspaceEdit:
    uri = params.text_document.uri
    word = server.workspace.get_text_document(uri).word_at_position(params.position)
    return lsp.WorkspaceEdit(changes={uri: [lsp.TextEdit(place, params.new_name) for place in places(uri, word)]})


@server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
@server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
def check(params: lsp.DidOpenTextDocumentParams | lsp.DidChangeTextDocumentParams) -> None:
    uri = params.text_document.uri
    found = [lsp.Diagnostic(place, "this word is wrong", source="names") for place in places(uri, "wrong")]
    server.text_document_publish_diagnostics(
        lsp.PublishDiagnosticsParams(uri, found, version=params.text_document.version)
    )


if __name__ == "__main__":
    server.start_io()
