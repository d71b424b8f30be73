"""Review: what a session changed, accepting and rejecting it, and going back to before a turn."""

from .. import protocol
from ..change_views import to_change_set, to_checkpoint, to_diff
from ..connection import Connection


def register(connection: Connection) -> None:
    """Answer `journeyman/changes/…` and `journeyman/checkpoint/…`."""
    server, client = connection.server, connection.client

    @server.feature(protocol.CHANGES_LIST)
    async def list_changes(params: protocol.SessionParams) -> protocol.ChangeSetsResult:
        conversation = await connection.conversation(params.session_id)
        return protocol.ChangeSetsResult([to_change_set(one) for one in await conversation.session.changes.list()])

    @server.feature(protocol.CHANGES_DIFF)
    async def diff(params: protocol.DiffParams) -> protocol.DiffResult:
        conversation = await connection.conversation(params.session_id)
        files = await conversation.session.changes.diff(params.change_set_id)
        return protocol.DiffResult([to_diff(file) for file in files])

    @server.feature(protocol.CHANGES_RESOLVE)
    async def resolve(params: protocol.ResolveChangesParams) -> protocol.ResolveChangesResult:
        conversation = await connection.conversation(params.session_id)
        changes = conversation.session.changes
        resolution = await changes.resolve(params.change_set_id, params.hunk_ids, params.action)
        failed = [{"hunkId": one.hunk_id, "reason": one.reason} for one in resolution.failed]
        return protocol.ResolveChangesResult(list(resolution.resolved), failed)

    @server.feature(protocol.CHECKPOINT_LIST)
    async def list_checkpoints(params: protocol.SessionParams) -> protocol.CheckpointsResult:
        conversation = await connection.conversation(params.session_id)
        found = await conversation.session.changes.checkpoints()
        return protocol.CheckpointsResult([to_checkpoint(one) for one in found])

    @server.feature(protocol.CHECKPOINT_RESTORE)
    async def restore(params: protocol.RestoreParams) -> protocol.RestoreResult:
        conversation = await connection.conversation(params.session_id)
        async with client.progress("Going back"):
            found = await conversation.restore(params.checkpoint_id, params.what, dry_run=params.dry_run)
        files = [{"path": one.path, "action": one.action, "reason": one.reason} for one in found.files]
        return protocol.RestoreResult(files, found.prompt)
