"""Give every message that arrives its handler, and every request exactly one answer.

pygls knows how to register handlers and which capabilities follow from them. How messages are taken apart, run,
cancelled and answered is done here, as pygls 2.1.1 leaves requests unanswered and tasks running; each difference has
a test that runs plain pygls, too, and fails when it has caught up.
"""

import asyncio
import inspect
import itertools
import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import Any, TypeGuard

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidRequest, JsonRpcServerNotInitialized
from pygls.protocol import LanguageServerProtocol, lsp_method

from ..errors import JourneymanError, NoAnswer
from . import protocol, wire
from .errors import to_response_error
from .framing import INVALID_REQUEST, Flaw

CLOSE_SECONDS = 5.0
"""How long handlers may take to clean up when their connection ends."""
OTHERWISE_DONE = (
    lsp.EXIT,
    lsp.TEXT_DOCUMENT_DID_OPEN,
    lsp.TEXT_DOCUMENT_DID_CHANGE,
    lsp.TEXT_DOCUMENT_DID_CLOSE,
    lsp.WINDOW_WORK_DONE_PROGRESS_CANCEL,
)
"""What pygls is kept from doing: it exits at once, and cuts lines at form feeds, so that changes go to the wrong place.
Documents and progress are left to the handlers; see `documents.py` and `client.py`."""

ANSWER = {"result", "error"}

Handler = Callable[..., Any]

logger = logging.getLogger(__name__)


class Dispatcher(LanguageServerProtocol):
    """The messages of one connection."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        for method in OTHERWISE_DONE:
            del self.fm.builtin_features[method]
        self.exited = False
        self.shut_down = False
        self._initialized = False
        self._send: Callable[[wire.Object], None] | None = None
        self._running: dict[int | str, asyncio.Task[Any]] = {}
        """Requests that have no answer yet."""
        self._noticing: set[asyncio.Task[Any]] = set()
        """Notifications that are being handled."""
        self._asked: dict[int | str, tuple[str, asyncio.Future[Any]]] = {}
        """Requests of ours that have no answer yet, with their methods."""
        self._ids = itertools.count(1)

    def open(self, send: Callable[[wire.Object], None]) -> None:
        """Send messages through `send` from now on."""
        self._send = send

    async def aclose(self) -> None:
        """Cancel what is running and wait for it; requests get their answers, only `shutdown` is let finish."""
        tasks = {*self._running.values(), *self._noticing}
        for task in tasks:
            if task.get_name() != lsp.SHUTDOWN:
                _cancel(task)
        if tasks:
            await asyncio.wait(tasks, timeout=CLOSE_SECONDS)
            # Let them be answered: that is done by callbacks.
            await asyncio.sleep(0)
        self._send = None
        for method, future in self._asked.values():
            if not future.done():
                future.set_exception(NoAnswer(f"The editor closed the connection before it answered {method}."))

    def receive(self, message: Any) -> None:
        """Start what a message asks for."""
        match message:
            case Flaw(code, reason):
                self._refuse(None, code, reason)
            case {"jsonrpc": "2.0", "method": str(method), "id": message_id} if _is_id(message_id):
                self._receive_request(message_id, method, message.get("params"))
            case {"jsonrpc": "2.0", "method": str(method)} if "id" not in message:
                self._receive_notification(method, message.get("params"))
            case {"jsonrpc": "2.0", "id": message_id, **rest} if "method" not in rest and rest.keys() & ANSWER:
                self._receive_answer(message_id, rest)
            case _:
                message_id = message.get("id") if isinstance(message, dict) else None
                reason = "Expected an object with `jsonrpc` 2.0, and a string `method` or the answer to a request."
                self._refuse(message_id if _is_id(message_id) else None, INVALID_REQUEST, reason)

    def _receive_request(self, message_id: int | str, method: str, params: Any) -> None:
        if message_id in self._running:
            reason = f"A request with the id {message_id} is still running. Give each request an id of its own."
            self._refuse(message_id, INVALID_REQUEST, reason)
            return
        task = asyncio.create_task(self._handle_as_task(method, params), name=method)
        self._running[message_id] = task
        task.add_done_callback(partial(self._request_done, message_id))

    def _request_done(self, message_id: int | str, task: asyncio.Task[Any]) -> None:
        del self._running[message_id]
        if task.cancelled():
            self._refuse(message_id, lsp.LSPErrorCodes.RequestCancelled, "The request was cancelled.")
        elif error := task.exception():
            self._send_message({"id": message_id, "error": to_response_error(error, task.get_name())})
        else:
            self._send_message({"id": message_id, "result": task.result()})

    def _receive_notification(self, method: str, params: Any) -> None:
        if method == lsp.EXIT:
            self.exited = True
        elif method == lsp.CANCEL_REQUEST:
            message_id = params.get("id") if isinstance(params, dict) else None
            task = self._running.get(message_id) if _is_id(message_id) else None
            if task:
                _cancel(task)
        elif self._initialized and not self.shut_down and self._find(method):
            task = asyncio.create_task(self._handle_as_task(method, params), name=method)
            self._noticing.add(task)
            task.add_done_callback(self._notification_done)

    def _notification_done(self, task: asyncio.Task[Any]) -> None:
        self._noticing.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, wire.DoesNotFit):
            logger.warning("%s was dropped: %s does not fit.", task.get_name(), error.path)
        elif isinstance(error, JourneymanError):
            logger.warning("%s failed: %s", task.get_name(), error)
        elif error:
            logger.error("%s failed.", task.get_name(), exc_info=error)

    async def _handle_as_task(self, method: str, params: Any) -> Any:
        self._admit(method)
        handler = self._get_handler(method)
        kind = wire.params_type(method)
        # A message without params may leave them out, and some clients do where all of them are optional.
        given = {} if params is None and isinstance(kind, type) and kind is not type(None) else params
        return await self._call(handler, [wire.from_wire(given, kind)])

    def _admit(self, method: str) -> None:
        if self.shut_down:
            raise JsonRpcInvalidRequest("The server is shut down. Start another one.")
        if not self._initialized and method != lsp.INITIALIZE:
            raise JsonRpcServerNotInitialized("The first request must be `initialize`.")
        if self._initialized and method == lsp.INITIALIZE:
            raise JsonRpcInvalidRequest("The server is initialized already. Start another one for another client.")

    def _find(self, method: str) -> Handler | None:
        return self.fm.builtin_features.get(method) or self.fm.features.get(method)

    async def _call(self, handler: Handler, args: Sequence[Any]) -> Any:
        """Run a handler to its end, in the task of its message: who cancels that cancels all of it."""
        result = handler(*args)
        if inspect.isgenerator(result):
            return await self._drive(result)
        return await result if inspect.isawaitable(result) else result

    async def _drive(self, generator: Generator[Any, Any, Any]) -> Any:
        # The built-in handlers of pygls are generators that yield the user's handlers.
        with closing(generator):
            value = None
            while True:
                try:
                    handler, args, _ = generator.send(value)
                except StopIteration as stop:
                    return stop.value
                value = await self._call(handler, args)

    def _receive_answer(self, message_id: object, answer: Mapping[Any, Any]) -> None:
        method, future = self._asked.get(message_id, ("", None)) if _is_id(message_id) else ("", None)
        if future is None or future.done():
            # Late: whoever asked has given up.
            return
        if (error := answer.get("error")) is not None:
            reason = error.get("message") if isinstance(error, dict) else None
            future.set_exception(NoAnswer(f"The editor refused {method}: {reason or 'it did not say why'}."))
            return
        try:
            future.set_result(wire.from_wire(answer.get("result"), wire.result_type(method), "result"))
        except wire.DoesNotFit as error:
            no_answer = NoAnswer(f"The editor's answer to {method} does not fit. {error}.")
            no_answer.__cause__ = error
            future.set_exception(no_answer)

    def _refuse(self, message_id: int | str | None, code: int, reason: str) -> None:
        self._send_message({"id": message_id, "error": lsp.ResponseError(code, reason)})

    def _send_message(self, message: wire.Object) -> None:
        if self._send:
            self._send({"jsonrpc": "2.0", **message})

    # What pygls calls, with what it passes.

    def notify(self, method: str, params: Any = None) -> None:
        """Send a notification. It is read later, in a thread: do not change `params` any more."""
        self._send_message({"method": method} if params is None else {"method": method, "params": params})

    async def send_request_async(self, method: str, params: Any = None) -> Any:  # type: ignore[override]
        """Send a request and return its answer, typed. Cancelling the task that waits cancels the request.

        Raises:
            NoAnswer: the editor refuses, is gone, or answers something else.
        """
        if self._send is None:
            raise NoAnswer(f"The editor is gone and cannot answer {method}.")
        message_id, future = next(self._ids), asyncio.get_running_loop().create_future()
        self._asked[message_id] = (method, future)
        self._send_message({"id": message_id, "method": method, "params": params})
        try:
            return await future
        finally:
            del self._asked[message_id]
            if future.cancelled():
                self.notify(lsp.CANCEL_REQUEST, lsp.CancelParams(message_id))

    def _serialize_message(self, data: Any) -> Any:
        return wire.to_wire(data)

    @lsp_method(lsp.INITIALIZE)
    def lsp_initialize(self, params: lsp.InitializeParams) -> Generator[Any, Any, lsp.InitializeResult]:
        """Take note of the client, and answer with what the registered handlers can do."""
        result = yield from super().lsp_initialize(params)
        self._initialized = True
        result.capabilities.experimental = {"journeyman": {"version": protocol.VERSION}}
        return result

    @lsp_method(lsp.SHUTDOWN)
    def lsp_shutdown(self, *_: Any) -> None:  # type: ignore[override]
        """Cancel all other requests, and take no more."""
        self.shut_down = True
        for task in list(self._running.values()):
            if task is not asyncio.current_task():
                _cancel(task)

    @lsp_method(lsp.WORKSPACE_EXECUTE_COMMAND)
    def lsp_workspace__execute_command(self, params: lsp.ExecuteCommandParams) -> Generator[Any, Any, Any]:
        """Run a command with arguments of the types that it declares."""
        handler = self.fm.commands.get(params.command)
        if handler is None:
            raise wire.DoesNotFit("params.command", f"there is no command {params.command!r}")
        return (yield handler, wire.read_arguments(handler, params.arguments or ()), None)


def _cancel(task: asyncio.Task[Any]) -> None:
    # A second cancel would tear the task out of its cleaning up.
    if not task.cancelling():
        task.cancel()


def _is_id(value: object) -> TypeGuard[int | str]:
    return isinstance(value, int | str) and not isinstance(value, bool)
