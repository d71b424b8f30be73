"""What goes into a prompt: suggestions while the user writes, and what would be sent."""

from .. import meter, protocol
from ..connection import Connection
from ..content import focus_note, to_prompt
from ..suggestions import suggest


def register(connection: Connection) -> None:
    """Answer `journeyman/context/…`."""
    server, client = connection.server, connection.client

    @server.feature(protocol.CONTEXT_COMPLETE)
    async def complete(params: protocol.CompleteParams) -> protocol.CompleteResult:
        conversation = await connection.conversation(params.session_id)
        return protocol.CompleteResult(await suggest(conversation.workspace.root, params.text, params.position))

    @server.feature(protocol.CONTEXT_PREVIEW)
    async def preview(params: protocol.PreviewParams) -> protocol.PreviewResult:
        conversation = await connection.conversation(params.session_id)
        root = conversation.workspace.root
        prompt = to_prompt(params.prompt, root, context=focus_note(client, root)) if params.prompt else None
        return await meter.preview(conversation.session, prompt)
