"""The server at one end of a connection: over standard streams, or one for each connection to a local port."""

import asyncio
import logging
import os
import socket
import sys
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, aclosing
from typing import Any

import cattrs
from pygls.lsp.server import LanguageServer

from ..errors import NoAnswer, UsageError
from .dispatch import Dispatcher
from .streams import Reader, Stream, Writer, socket_stream, standard_streams

CLOSE_SECONDS = 10.0
"""How long the callbacks of `on_close` may take."""
LOCAL_HOSTS = {"127.0.0.1": socket.AF_INET, "localhost": socket.AF_INET, "::1": socket.AF_INET6}

logger = logging.getLogger(__name__)


class Server(LanguageServer):
    """Answers one client. Handlers are registered with `@server.feature(method)` and `@server.command(name)`."""

    protocol: Dispatcher

    def __init__(self, name: str, version: str, *, parent_check_seconds: float = 3.0) -> None:
        super().__init__(name, version, protocol_cls=Dispatcher, converter_factory=cattrs.Converter)
        self._parent_check_seconds = parent_check_seconds
        self._closing = AsyncExitStack()

    def on_close(self, callback: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Await `callback()` when the connection has ended; the last one that was registered comes first."""
        self._closing.push_async_callback(callback)

    async def ask(self, method: str, params: object, *, timeout_seconds: float) -> Any:
        """Send the client a request and return its answer, as the type that belongs to the method.

        A request that takes too long, or whose task is cancelled, is cancelled at the client, too.

        Raises:
            NoAnswer: the client refuses it, is gone, takes too long, or answers something else.
        """
        try:
            async with asyncio.timeout(timeout_seconds):
                return await self.protocol.send_request_async(method, params)
        except TimeoutError as error:
            raise NoAnswer(f"The editor did not answer {method} within {timeout_seconds:g} seconds.") from error

    async def serve(self, stream: Stream) -> int:
        """Talk to the client until it exits, goes away or dies; return the exit code: 0 after `shutdown`."""
        reader = Reader(stream.read)
        writer = Writer(stream.write, on_failure=reader.stop)
        self.protocol.open(writer.send)
        watching = asyncio.create_task(self._watch_parent(reader.stop))
        try:
            async with aclosing(reader.messages()) as messages:
                async for message in messages:
                    self.protocol.receive(message)
                    if self.protocol.exited:
                        break
        finally:
            watching.cancel()
            await self.protocol.aclose()
            try:
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._closing.aclose()
            except Exception:
                # The boundary of a connection: what follows has something else to close.
                logger.exception("Something could not be closed.")
            await writer.aclose()
            stream.close()
        return 0 if self.protocol.shut_down else 1

    async def _watch_parent(self, stop: Callable[[], None]) -> None:
        """Stop when the process that the client named in `initialize` is gone, as LSP asks for."""
        seen = False
        while True:
            await asyncio.sleep(self._parent_check_seconds)
            alive = self.process_id is not None and _is_alive(self.process_id)
            if seen and not alive:
                logger.warning("The editor's process is gone; so is its server now.")
                stop()
            # In a container the editor's processes may be out of sight: one that was never seen is not missed.
            seen = alive


def _is_alive(process_id: int) -> bool:
    # On Windows the call would send Ctrl-C. There, and for what is no process, the end of stdin must do.
    if sys.platform == "win32" or process_id <= 0:
        return False
    try:
        os.kill(process_id, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


async def serve_stdio(server: Server) -> int:
    """Serve the editor that started us, over stdin and stdout; return the exit code."""
    _quieten_libraries()
    return await server.serve(standard_streams())


async def serve_tcp(make_server: Callable[[], Server], host: str, port: int) -> int:
    """Serve every client that connects to a port of this machine, each by a server of its own, until cancelled.

    Raises:
        UsageError: the address is of another machine, or taken.
    """
    if host not in LOCAL_HOSTS:
        raise UsageError(f"{host} would let others in: whoever connects can run commands here. Use 127.0.0.1.")
    _quieten_libraries()
    try:
        listener = socket.create_server((host, port), family=LOCAL_HOSTS[host])
    except OSError as error:
        raise UsageError(
            f"{host}:{port} cannot be listened on: {error}. Choose another port; 0 takes a free one."
        ) from error
    with listener:
        listener.setblocking(False)
        logger.info("Listening on %s:%d", host, listener.getsockname()[1])
        async with asyncio.TaskGroup() as connections:
            while True:
                connection, _ = await asyncio.get_running_loop().sock_accept(listener)
                connections.create_task(_serve_connection(make_server, connection))


async def _serve_connection(make_server: Callable[[], Server], connection: socket.socket) -> None:
    with connection:
        try:
            await make_server().serve(socket_stream(connection))
        except Exception:
            # The boundary of a connection: the others go on.
            logger.exception("A connection failed.")


def _quieten_libraries() -> None:
    # Below warnings pygls logs whole messages, and those hold code and words of the user.
    for library in ("pygls", "lsprotocol"):
        logging.getLogger(library).setLevel(logging.WARNING)
