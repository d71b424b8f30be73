"""Talk with a Neovim that was started with `--embed`: MessagePack-RPC on its standard streams."""

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

import msgpack

READ_BYTES = 65_536
REQUEST, RESPONSE, NOTIFICATION = 0, 1, 2


class Rpc:
    """Requests of ours and notifications of Neovim's; it asks nothing."""

    def __init__(self, process: asyncio.subprocess.Process, on_notification: Callable[[str, list[Any]], None]) -> None:
        assert process.stdin
        assert process.stdout
        self._reader, self._writer = process.stdout, process.stdin
        self._on_notification = on_notification
        self._ids = itertools.count()
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._reading = asyncio.create_task(self._read())

    @property
    def is_over(self) -> bool:
        return self._reading.done()

    async def request(self, method: str, *arguments: Any) -> Any:
        """Raise NeovimError if it refuses, EOFError if it ends meanwhile."""
        if self.is_over:
            raise EOFError("Neovim has ended")
        number = next(self._ids)
        answer = self._waiting[number] = asyncio.get_running_loop().create_future()
        self._writer.write(msgpack.packb([REQUEST, number, method, arguments]))
        return await answer

    def notify(self, method: str, *arguments: Any) -> None:
        self._writer.write(msgpack.packb([NOTIFICATION, method, arguments]))

    async def ended(self) -> None:
        """Wait until nothing more can come."""
        await asyncio.shield(self._reading)
        self._writer.close()

    async def _read(self) -> None:
        # Numbers of buffers, windows and tab pages are integers in an envelope.
        unpacker = msgpack.Unpacker(
            ext_hook=lambda _, data: msgpack.unpackb(data), strict_map_key=False, unicode_errors="surrogateescape"
        )
        while data := await self._reader.read(READ_BYTES):
            unpacker.feed(data)
            for kind, *rest in unpacker:
                if kind == RESPONSE:
                    self._answer(*rest)
                else:
                    assert kind == NOTIFICATION, f"Neovim asks {rest}"
                    self._on_notification(*rest)
        for answer in self._waiting.values():
            if not answer.cancelled():
                answer.set_exception(EOFError("Neovim has ended"))

    def _answer(self, number: int, error: Any, result: Any) -> None:
        answer = self._waiting.pop(number)
        if answer.cancelled():
            return
        if error:
            answer.set_exception(NeovimError(error[1]))
        else:
            answer.set_result(result)


class NeovimError(Exception):
    """What Neovim answered to a request that it could not fulfil."""
