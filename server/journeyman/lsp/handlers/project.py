"""What concerns a folder and no session: messages for commits."""

from .. import protocol
from ..connection import Connection
from ..places import to_folder


def register(connection: Connection) -> None:
    """Answer `journeyman/git/commitMessage`."""
    server, client = connection.server, connection.client

    @server.feature(protocol.GIT_COMMIT_MESSAGE)
    async def commit_message(params: protocol.CommitMessageParams) -> protocol.TextResult:
        workspace = await (await connection.host()).folder(to_folder(params.root)).workspace()
        async with client.progress("Writing a commit message"):
            return protocol.TextResult(await workspace.commit_message("staged" if params.staged else "all"))
