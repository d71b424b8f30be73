"""The language server: which messages there are, and who answers them.

Start-up is kept short: what needs the agent is imported when the client is initialized.
"""

from collections.abc import Callable

from .. import __version__
from .connection import Connection, SharedHost
from .handlers import (
    changes,
    code_actions,
    context,
    documents,
    lifecycle,
    memory,
    models,
    project,
    prompts,
    sessions,
    skills,
)
from .transport import Server

HANDLERS = (lifecycle, documents, sessions, prompts, changes, context, code_actions, models, project, skills, memory)


def server_factory() -> Callable[[], Server]:
    """Return a function that makes a server for each connection; all share folders and conversations."""
    shared = SharedHost()

    def create_server() -> Server:
        connection = Connection(Server("journeyman", __version__), shared)
        for handlers in HANDLERS:
            handlers.register(connection)
        return connection.server

    return create_server
