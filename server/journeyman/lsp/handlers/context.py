"""What goes into a prompt: suggestions while the user writes, and what would be sent."""

from .. import meter, protocol
from ..connection import Connection
from ..content import read_prompt
from ..memory_mentions import suggest_memories
from ..session_mentions import suggest_sessions
from ..skill_mentions import suggest_skills
from ..suggestions import before_caret, suggest, wanted


def register(connection: Connection) -> None:
    """Answer `journeyman/context/…`."""
    server, client = connection.server, connection.client

    @server.feature(protocol.CONTEXT_COMPLETE)
    async def complete(params: protocol.CompleteParams) -> protocol.CompleteResult:
        conversation = await connection.conversation(params.session_id)
        workspace = conversation.workspace
        before = before_caret(params.text, params.position)
        if (name := wanted("memory", before)) is not None:
            return protocol.CompleteResult(await suggest_memories(name, workspace.memory))
        if (name := wanted("session", before)) is not None:
            found = await suggest_sessions(name, workspace.records, current=conversation.session.id)
            return protocol.CompleteResult(found)
        skills = (await connection.host()).folder(workspace.root).skills.usable
        if (name := wanted("skill", before)) is not None:
            return protocol.CompleteResult(suggest_skills(name, skills))
        return protocol.CompleteResult(await suggest(workspace.root, before, skills))

    @server.feature(protocol.CONTEXT_PREVIEW)
    async def preview(params: protocol.PreviewParams) -> protocol.PreviewResult:
        conversation = await connection.conversation(params.session_id)
        workspace = conversation.workspace
        prompt = await read_prompt(params.prompt, client, workspace) if params.prompt else None
        return await meter.preview(conversation.session, workspace.records, prompt, spelled_out=params.texts)
