"""Prompts and what goes with them: state, cancel, options, answers to questions."""

from .. import protocol
from ..connection import Connection
from ..content import read_prompt
from ..images import check_sight


def register(connection: Connection) -> None:
    """Answer what a chat sends."""
    server, client = connection.server, connection.client

    @server.feature(protocol.SESSION_PROMPT)
    async def prompt(params: protocol.PromptParams) -> protocol.PromptResult:
        conversation = await connection.conversation(params.session_id)
        prompt = await read_prompt(params.prompt, client, conversation.workspace, params.skill)
        if prompt.images:
            check_sight(conversation.workspace.sessions[params.session_id].model.info)
        return protocol.PromptResult(conversation.prompt(prompt, params.delivery, client))

    @server.feature(protocol.SESSION_STATE)
    async def state(params: protocol.StateParams) -> protocol.StateResult:
        conversation = await connection.conversation(params.session_id)
        return conversation.state(params.since_seq)

    @server.feature(protocol.SESSION_CANCEL)
    async def cancel(params: protocol.SessionParams) -> None:
        conversation = await connection.conversation(params.session_id)
        await conversation.cancel()

    @server.feature(protocol.SESSION_SET_CONFIG)
    async def set_config(params: protocol.SetConfigParams) -> protocol.SetConfigResult:
        conversation = await connection.conversation(params.session_id)
        return protocol.SetConfigResult(await conversation.choose(params.config_id, params.value))

    @server.feature(protocol.PERMISSION_RESOLVE)
    async def resolve_permission(params: protocol.ResolvePermissionParams) -> protocol.Empty:
        conversation = await connection.conversation(params.session_id)
        conversation.pending.resolve_permission(params.permission_id, params.option_id, params.feedback)
        return protocol.Empty()

    @server.feature(protocol.QUESTION_RESOLVE)
    async def resolve_question(params: protocol.ResolveQuestionParams) -> protocol.Empty:
        conversation = await connection.conversation(params.session_id)
        conversation.pending.resolve_question(params.question_id, params.answer)
        return protocol.Empty()
