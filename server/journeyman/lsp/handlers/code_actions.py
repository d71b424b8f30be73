"""The lightbulb: what can be done at a place, and doing it."""

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from ...errors import UsageError
from ..code_actions import COMMAND, KINDS, Offer, code_actions, resolve, to_prompt
from ..connection import Connection

if TYPE_CHECKING:
    from ...skills.matching import Fit


def register(connection: Connection) -> None:
    """Answer code actions from memory; carrying one out starts a turn."""
    server, client = connection.server, connection.client

    def skills_at(params: lsp.CodeActionParams) -> "list[Fit]":
        host, document = connection.joined, client.documents.get(params.text_document.uri)
        if host is None or document is None or document.path is None:
            return []
        around = host.folders_around(document.path)
        return around[0].skills.fits(document, params.range, params.context.diagnostics) if around else []

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=list(KINDS), resolve_provider=True)
    )
    def offer(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return code_actions(params, skills_at(params), resolves=client.resolves)

    server.feature(lsp.CODE_ACTION_RESOLVE)(resolve)

    @server.command(COMMAND)
    async def prompt(offer: Offer) -> dict[str, str]:
        """Start a turn in the session that is named, else in the latest of the folder, else in a new one."""
        if (document := client.documents.get(offer.uri)) is None or document.path is None:
            raise UsageError("The document is not open, or is no file. Open it in the editor, then try again.")
        host = await connection.host()
        around = host.folders_around(document.path)
        if not around:
            raise UsageError(f"{document.path} is in no open workspace folder. Open its folder, then try again.")
        root = around[0].root
        if offer.session_id:
            conversation = await host.conversation(offer.session_id, client)
        else:
            conversation = await host.latest(root, client)
        prompt = to_prompt(offer, document.text, root, client.documents.encoding)
        return {"sessionId": conversation.session.id, "turnId": conversation.prompt(prompt, "queue", client)}
