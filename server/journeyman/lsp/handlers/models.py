"""The models of a folder's service: list them, try them out, get more of them."""

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from .. import protocol
from ..connection import Connection
from ..places import to_folder

if TYPE_CHECKING:
    from ..service_models import ServiceModels


def register(connection: Connection) -> None:
    """Answer `journeyman/model/…`, and end what the user cancels where its progress is shown."""
    server, client = connection.server, connection.client

    async def service(root: str) -> "ServiceModels":
        return await (await connection.host()).service_models(to_folder(root))

    @server.feature(protocol.MODEL_LIST)
    async def list_models(params: protocol.RootParams) -> protocol.ModelsResult:
        return await (await service(params.root)).list()

    @server.feature(protocol.MODEL_PROBE)
    async def probe(params: protocol.ModelParams) -> protocol.ProbeResult:
        models = await service(params.root)
        async with client.long_progress("Trying out the model", params.work_done_token) as report:
            return await models.probe(params.model, report)

    @server.feature(protocol.MODEL_PULL)
    async def pull(params: protocol.ModelParams) -> protocol.Empty:
        models = await service(params.root)
        async with client.long_progress("Getting the model", params.work_done_token) as report:
            await models.pull(params.model, report)
        # It may be the first one, for which the user waits.
        await (await connection.host()).find_model(client)
        return protocol.Empty()

    @server.feature(protocol.MODEL_RECOMMENDED)
    async def recommend(params: protocol.RootParams) -> protocol.RecommendedResult:
        return await (await service(params.root)).recommend()

    @server.feature(lsp.WINDOW_WORK_DONE_PROGRESS_CANCEL)
    def cancel(params: lsp.WorkDoneProgressCancelParams) -> None:
        client.cancel_progress(params.token)
