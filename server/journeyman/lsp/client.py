"""One connected editor: what it can do, what it has open, what the user looks at, and ways to ask it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from lsprotocol import types as lsp
from pygls.capabilities import ServerCapabilitiesBuilder

from ..errors import NoAnswer
from ..tools.disk_files import DiskFiles
from . import protocol
from .documents import Documents
from .files import EditorFiles
from .text_edits import PositionEncoding
from .transport import Server
from .wire import DoesNotFit

ANSWER_SECONDS = 10.0
"""How long an editor may take for what it does by itself, such as applying an edit."""
SETTINGS_SECONDS = 3.0
CREDENTIAL_SECONDS = 120.0
"""How long the user may take to enter a key."""
ENCODINGS: Mapping[lsp.PositionEncodingKind, PositionEncoding] = {
    lsp.PositionEncodingKind.Utf8: "utf-8",
    lsp.PositionEncodingKind.Utf16: "utf-16",
    lsp.PositionEncodingKind.Utf32: "utf-32",
}


class Client:
    """The editor at the other end of a connection."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.documents = Documents("utf-16")
        self.focus = protocol.FocusParams()
        self.settings: Mapping[str, Any] = {}
        """What the editor's own settings say, by our option names."""
        self.knows_us = False
        """Whether it understands our own messages."""
        self.trusts_by_default = True
        self.resolves: list[str] = []
        """What `codeAction/resolve` may fill in."""
        self._can_configure = self._versions_edits = False
        self._trusted: dict[Path, bool] = {}
        self._files: dict[Path, EditorFiles] = {}
        self._cancellable: dict[str | int, asyncio.Task[Any]] = {}
        """What the user can cancel where its progress is shown, by the token of that."""

    def initialize(self, params: lsp.InitializeParams) -> None:
        """Learn what the editor says of itself."""
        options = params.initialization_options if isinstance(params.initialization_options, dict) else {}
        capabilities = params.capabilities
        workspace, experimental = capabilities.workspace, capabilities.experimental
        self.knows_us = isinstance(experimental, dict) and isinstance(experimental.get("journeyman"), dict)
        # The one that pygls announces.
        encoding = lsp.PositionEncodingKind(ServerCapabilitiesBuilder.choose_position_encoding(capabilities))
        self.documents = Documents(ENCODINGS[encoding])
        self.settings = to_options(options.get("settings"))
        self.trusts_by_default = options.get("trusted", True) is True
        self.resolves = _resolves(capabilities)
        self._can_configure = bool(workspace and workspace.configuration)
        self._versions_edits = bool(
            workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes
        )

    def files(self, root: Path) -> EditorFiles:
        """Return the files of a folder as this editor has them."""
        if root not in self._files:
            self._files[root] = EditorFiles(
                root,
                DiskFiles(root),
                self.documents,
                self.apply_edit,
                save=self.save if self.knows_us else None,
                edit_form="documentChanges" if self._versions_edits else "changes",
            )
        return self._files[root]

    def trusts(self, root: Path) -> bool:
        """Whether the user trusts the authors of the folder; yes if the editor has no such notion."""
        return self._trusted.get(root, self.trusts_by_default)

    def trust(self, root: Path, trusted: bool) -> None:
        """Take note of the user's word on the folder."""
        self._trusted[root] = trusted

    def tell(self, method: str, params: object) -> None:
        """Send a notification of ours, if the client understands it."""
        if self.knows_us:
            self.server.protocol.notify(method, params)

    async def ask(self, method: str, params: object, *, timeout_seconds: float = ANSWER_SECONDS) -> Any:
        """Send a request and return its answer.

        Raises:
            NoAnswer: the client does not know the request, refuses it, is gone, or takes too long.
        """
        if method in protocol.CLIENT_REQUESTS and not self.knows_us:
            raise NoAnswer(f"The editor does not know {method}.")
        return await self.server.ask(method, params, timeout_seconds=timeout_seconds)

    async def apply_edit(self, edit: lsp.WorkspaceEdit, label: str) -> lsp.ApplyWorkspaceEditResult:
        """Let the editor change open documents. Raise TimeoutError if nobody knows whether it did."""
        try:
            result = await self.ask(lsp.WORKSPACE_APPLY_EDIT, lsp.ApplyWorkspaceEditParams(edit=edit, label=label))
        except NoAnswer as error:
            if isinstance(error.__cause__, TimeoutError | DoesNotFit):
                # It may have been applied all the same: some editors answer with null.
                raise TimeoutError(str(error)) from error
            return lsp.ApplyWorkspaceEditResult(applied=False, failure_reason=str(error))
        assert isinstance(result, lsp.ApplyWorkspaceEditResult)
        return result

    async def save(self, uri: str) -> bool:
        """Let the editor save a document; false if it did not."""
        try:
            result = await self.ask(protocol.EDITOR_SAVE, protocol.SaveParams(uri))
        except NoAnswer:
            return False
        return isinstance(result, protocol.SaveResult) and result.saved

    async def find_key(self, address: str) -> str | None:
        """Ask the editor for the key to a service: it keeps keys where the system keeps passwords."""
        try:
            params = protocol.CredentialParams(endpoint=address)
            result = await self.ask(protocol.CREDENTIAL_GET, params, timeout_seconds=CREDENTIAL_SECONDS)
        except NoAnswer:
            return None
        return result.key if isinstance(result, protocol.CredentialResult) else None

    async def read_settings(self, pushed: object = None) -> None:
        """Take the editor's settings: those it sent, or those it has when asked."""
        if isinstance(pushed, dict) and "journeyman" in pushed:
            self.settings = to_options(pushed["journeyman"])
        elif self._can_configure:
            params = lsp.ConfigurationParams(items=[lsp.ConfigurationItem(section="journeyman")])
            # An editor that has no such section answers with null.
            with suppress(NoAnswer):
                answer = await self.ask(lsp.WORKSPACE_CONFIGURATION, params, timeout_seconds=SETTINGS_SECONDS)
                if isinstance(answer, list) and answer and isinstance(answer[0], dict):
                    self.settings = to_options(answer[0])

    def show(self, message: str, kind: lsp.MessageType) -> None:
        """Show the user a message."""
        self.server.window_show_message(lsp.ShowMessageParams(type=kind, message=message))

    @asynccontextmanager
    async def progress(self, title: str) -> AsyncIterator[None]:
        """Let the editor show that something takes a while, if it can."""
        async with self._shown(lsp.WorkDoneProgressBegin(title=title, cancellable=False)):
            yield

    @asynccontextmanager
    async def long_progress(self, title: str, token: str | None) -> AsyncIterator[Callable[[str, int], None]]:
        """Let the editor show how far something has come that the user may cancel there: the task that enters.

        With a `token`, the editor wants to hear of it itself. Yields what to call with a few words and a percentage.
        """
        task = asyncio.current_task()
        assert task
        begin = lsp.WorkDoneProgressBegin(title=title, cancellable=True, percentage=0)
        async with self._shown(begin, token) as shown:
            if shown:
                self._cancellable[shown] = task
            try:
                yield partial(self._report_step, shown)
            finally:
                self._cancellable.pop(shown, None)

    def cancel_progress(self, token: str | int) -> None:
        """Cancel what the user does not want to wait for."""
        task = self._cancellable.pop(token, None)
        # A second cancel would tear the task out of its cleaning up.
        if task and not task.cancelling():
            task.cancel()

    @asynccontextmanager
    async def _shown(self, begin: lsp.WorkDoneProgressBegin, token: str | None = None) -> AsyncIterator[str]:
        """Yield the token of the progress that is shown; "" if the editor shows none."""
        token = token or await self._new_token()
        self._report(token, begin)
        try:
            yield token
        finally:
            self._report(token, lsp.WorkDoneProgressEnd())

    async def _new_token(self) -> str:
        window = self.server.client_capabilities.window
        if not (window and window.work_done_progress):
            return ""
        token = uuid4().hex
        try:
            await self.ask(lsp.WINDOW_WORK_DONE_PROGRESS_CREATE, lsp.WorkDoneProgressCreateParams(token=token))
        except NoAnswer:
            return ""
        return token

    def _report_step(self, token: str, message: str, percentage: int) -> None:
        self._report(token, lsp.WorkDoneProgressReport(message=message, percentage=percentage))

    def _report(self, token: str, value: object) -> None:
        if token:
            self.server.protocol.notify(lsp.PROGRESS, lsp.ProgressParams(token=token, value=value))


def to_options(given: object) -> dict[str, Any]:
    """Return an editor's settings by our names: `maxSteps` is `max_steps`."""
    options = {_snake_case(name): value for name, value in given.items()} if isinstance(given, dict) else {}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in options.items()}


def _snake_case(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _resolves(capabilities: lsp.ClientCapabilities) -> list[str]:
    document = capabilities.text_document
    support = document and document.code_action and document.code_action.resolve_support
    return list(support.properties) if support else []
