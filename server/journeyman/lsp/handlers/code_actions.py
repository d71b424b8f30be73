"""The lightbulb: what can be done at a place, and doing it."""

from typing import Any

from lsprotocol import types as lsp

from ...errors import UsageError
from ..code_actions import COMMAND, KINDS, code_actions, read_offer, resolve, to_prompt
from ..connection import Connection


def register(connection: Connection) -> None:
    """Answer code actions from memory; carrying one out starts a turn."""
    server, client = connection.server, connection.client

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=list(KINDS), resolve_provider=True)
    )
    def offer(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return code_actions(params, resolves=client.resolves)

    @server.feature(lsp.CODE_ACTION_RESOLVE)
    def resolve_action(action: lsp.CodeAction) -> lsp.CodeAction:
        return resolve(action)

    @server.command(COMMAND)
    async def prompt(*arguments: Any) -> dict[str, str]:
        """Start a turn in the session that is named, else in the latest of the folder, else in a new one."""
        argument: Any = arguments[0] if arguments else None
        offer = read_offer(argument)
        if (document := client.documents.get(offer.uri)) is None or document.path is None:
            raise UsageError("The document is not open, or is no file. Open it in the editor, then try again.")
        host = await connection.host()
        around = host.folders_around(document.path)
        if not around:
            raise UsageError(f"{document.path} is in no open workspace folder. Open its folder, then try again.")
        root = around[0].root
        if session_id := argument.get("sessionId"):
            conversation = await host.conversation(str(session_id), client)
        else:
            conversation = await host.latest(root, client)
        prompt = to_prompt(offer, document.text, root, client.documents.encoding)
        return {"sessionId": conversation.session.id, "turnId": conversation.prompt(prompt, "queue", client)}
