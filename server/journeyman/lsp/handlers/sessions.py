"""Conversations of a folder: start, load, list, rename, delete, export."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...memory.session_search import find_sessions
from .. import protocol
from ..connection import Connection
from ..places import to_folder

if TYPE_CHECKING:
    from ...memory.sessions import StoredSession
    from ..conversation import Conversation


def register(connection: Connection) -> None:
    """Answer `journeyman/session/…`, except what concerns prompts."""
    server, client = connection.server, connection.client

    @server.feature(protocol.SESSION_NEW)
    async def new(params: protocol.NewSessionParams) -> protocol.OpenSessionResult:
        host = await connection.host()
        choices = {"mode": params.mode, "model": params.model}
        root = to_folder(params.root)
        return opened(await host.new(root, client, choices, params.from_), host.folder(root).skills.commands)

    @server.feature(protocol.SESSION_LOAD)
    async def load(params: protocol.StoredSessionParams) -> protocol.OpenSessionResult:
        host = await connection.host()
        root = to_folder(params.root)
        return opened(await host.load(root, client, params.session_id), host.folder(root).skills.commands)

    @server.feature(protocol.SESSION_LIST)
    async def list_sessions(params: protocol.ListSessionsParams) -> protocol.ListSessionsResult:
        records = await (await connection.host()).records(to_folder(params.root))
        if query := (params.query or "").strip():
            found = await records.sessions(lambda store, _: find_sessions(store, query))
            return protocol.ListSessionsResult([_to_item(session) for session in found])
        page = await records.sessions(lambda store, _: store.list(cursor=params.cursor))
        return protocol.ListSessionsResult([_to_item(session) for session in page.sessions], page.next_cursor)

    @server.feature(protocol.SESSION_RENAME)
    async def rename(params: protocol.RenameSessionParams) -> protocol.SessionItem:
        host = await connection.host()
        records = await host.records(to_folder(params.root))
        renamed = await records.sessions(lambda store, now: store.rename(params.session_id, params.title, now=now))
        if conversation := host.conversations.get(params.session_id):
            await conversation.tell_info()
        return _to_item(renamed)

    @server.feature(protocol.SESSION_DELETE)
    async def delete(params: protocol.StoredSessionParams) -> protocol.Empty:
        host = await connection.host()
        workspace = await host.folder(to_folder(params.root)).workspace()
        # A session of another folder goes on.
        await workspace.records.sessions(lambda store, _: store.get(params.session_id))
        await host.forget(params.session_id)
        await workspace.delete_session(params.session_id)
        return protocol.Empty()

    @server.feature(protocol.SESSION_EXPORT)
    async def export(params: protocol.StoredSessionParams) -> protocol.TextResult:
        records = await (await connection.host()).records(to_folder(params.root))
        lines = await records.sessions(
            lambda store, _: [json.dumps(line, ensure_ascii=False) for line in store.export(params.session_id)]
        )
        return protocol.TextResult("\n".join(lines) + "\n")


def opened(conversation: "Conversation", commands: Sequence[dict[str, Any]]) -> protocol.OpenSessionResult:
    """Return what a client needs to know of a session before it prompts."""
    return protocol.OpenSessionResult(
        conversation.session.id, conversation.journal.seq, conversation.options, list(commands)
    )


def _to_item(session: "StoredSession") -> protocol.SessionItem:
    return protocol.SessionItem(
        session_id=session.id,
        title=session.title,
        created_at=session.created_at.isoformat(),
        updated_at=session.updated_at.isoformat(),
        model=session.model,
        mode=session.mode,
        parent_id=session.parent_id,
    )
