"""What concerns a folder and no session: its models, and messages for commits."""

from typing import TYPE_CHECKING, Any

from .. import protocol
from ..connection import Connection
from ..places import to_folder

if TYPE_CHECKING:
    from ...providers import ModelInfo


def register(connection: Connection) -> None:
    """Answer `journeyman/model/list` and `journeyman/git/commitMessage`."""
    server, client = connection.server, connection.client

    @server.feature(protocol.MODEL_LIST)
    async def list_models(params: protocol.RootParams) -> protocol.ModelsResult:
        workspace = await (await connection.host()).folder(to_folder(params.root)).workspace()
        return protocol.ModelsResult(
            [_to_wire(model) for model in await workspace.models.list(workspace.loaded.settings)]
        )

    @server.feature(protocol.GIT_COMMIT_MESSAGE)
    async def commit_message(params: protocol.CommitMessageParams) -> protocol.TextResult:
        workspace = await (await connection.host()).folder(to_folder(params.root)).workspace()
        async with client.progress("Writing a commit message"):
            return protocol.TextResult(await workspace.commit_message("staged" if params.staged else "all"))


def _to_wire(model: "ModelInfo") -> dict[str, Any]:
    return {
        "id": model.id,
        "contextWindow": model.context_window,
        "tools": model.tools,
        "vision": model.vision,
        "thinking": model.thinking,
    }
