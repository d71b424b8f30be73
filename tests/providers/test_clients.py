"""A request that is cut short takes its client with it, for its connection may be lost."""

import asyncio
import random
from contextlib import aclosing

from journeyman.agent.interfaces import ModelRequest
from journeyman.agent.messages import UserMessage
from journeyman.providers import Endpoint, open_provider
from model_server import ModelServer

TURNS = 200
HELLO = ModelRequest("Be good.", [UserMessage("hi")])


async def test_cancelled_requests_leave_no_connections_behind():
    chance = random.Random(1)
    with ModelServer([{"text": "word " * 50}] * (TURNS + 1)).running() as server:
        model = await open_provider(Endpoint("openai", server.url), "tiny", context_window=32_000)

        async def ask() -> str:
            async with aclosing(model.provider.stream(HELLO)) as parts:
                return [part async for part in parts][-1].text

        for _ in range(TURNS):
            turn = asyncio.create_task(ask())
            for _ in range(chance.randrange(60)):
                await asyncio.sleep(0)
            turn.cancel()
            await asyncio.wait([turn])

        connections = model.provider.connection.clients._current.client._transport._pool.connections
        assert len(connections) <= 1
        assert (await ask()).startswith("word word")
        await model.aclose()


async def test_a_client_whose_request_was_cancelled_still_ends_the_others():
    with ModelServer([{"text": "first"}, {"text": "second"}]).running() as server:
        model = await open_provider(Endpoint("openai", server.url), "tiny", context_window=32_000)
        clients = model.provider.connection.clients
        async with clients.lent() as client:
            cut_short = asyncio.create_task(_cancelled(clients))
            await asyncio.wait([cut_short])

            assert cut_short.cancelled()
            assert not client.is_closed
            assert (await client.get(server.url + "/models")).status_code == 200

        assert client.is_closed
        await model.aclose()


async def _cancelled(clients):
    async with clients.lent():
        raise asyncio.CancelledError
