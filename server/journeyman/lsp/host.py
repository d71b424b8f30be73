"""What all connections of the server share: the open folders and the conversations in them."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack, suppress
from pathlib import Path, PurePosixPath

from attrs import evolve

from ..agents import AS_SET, Choices, FrontEnd
from ..errors import JourneymanError, StorageError, UsageError
from ..records import Records
from ..settings import Loaded, load_settings, system_environment
from ..tools.text_files import TextFiles
from ..workspace import Branch, Workspace, open_workspace
from . import protocol
from .client import Client
from .conversation import Conversation
from .editor import EditorQueries
from .options import choose
from .view import EditorView

MAX_IDLE = 16
"""Conversations that stay open though nothing runs in them; the others are opened again when they are needed."""


class Folder:
    """A workspace folder that an editor has open. Its workspace is opened when it is first needed."""

    def __init__(self, root: Path, client: Client, environment: Mapping[str, str]) -> None:
        self.root = root
        self.clients = [client]
        self._environment = environment
        self._opening = asyncio.Lock()
        self._closing = AsyncExitStack()
        self._workspace: Workspace | None = None

    @property
    def client(self) -> Client:
        """Whose settings count: the first that opened the folder, and still has it open."""
        return self.clients[0]

    async def workspace(self) -> Workspace:
        """Return the workspace.

        Raises:
            JourneymanError: a setting is wrong, or the database cannot be opened.
        """
        async with self._opening:
            if self._workspace is None:
                loaded = await asyncio.to_thread(self._load)
                opened = open_workspace(
                    self.root,
                    loaded,
                    self._environment,
                    trusted=self.client.trusts(self.root),
                    find_key=self._find_key,
                )
                self._workspace = await self._closing.enter_async_context(opened)
            return self._workspace

    async def saved(self, path: Path) -> None:
        """Take note that the user saved a file."""
        if self._workspace:
            await self._workspace.saved(PurePosixPath(path.relative_to(self.root).as_posix()))

    async def follow(self) -> None:
        """Let an open workspace and its sessions follow the editor's settings and trust.

        Raises:
            JourneymanError: a setting is wrong; all settings stay as they were.
        """
        async with self._opening:
            if workspace := self._workspace:
                before, trusted = workspace.loaded, self.client.trusts(self.root)
                try:
                    await workspace.follow(await asyncio.to_thread(self._load), trusted=trusted)
                except JourneymanError:
                    # Some sessions may follow already, and trust that was taken away must not come back.
                    await workspace.follow(before, trusted=trusted)
                    raise

    async def aclose(self) -> None:
        """Close the workspace, if it was opened."""
        await self._closing.aclose()

    async def _find_key(self, address: str) -> str | None:
        return await self.client.find_key(address)

    def _load(self) -> Loaded:
        return load_settings(
            environment=self._environment, workspace=self.root, overrides=self.client.settings, source="editor"
        )


class Host:
    """The open folders and conversations of a server process."""

    def __init__(self) -> None:
        self.environment = system_environment()
        self.clients: list[Client] = []
        self.folders: dict[Path, Folder] = {}
        self._changing_folders = asyncio.Lock()
        """Whoever opens a folder while its last client leaves waits until it is closed, and opens it again."""
        self.conversations: dict[str, Conversation] = {}
        """By session, the one that was used last behind the others."""
        self._places: dict[str, Path] = {}
        """In which folder each session is that a client has seen."""
        self._loading: dict[str, asyncio.Lock] = {}
        """By session."""
        self.status = protocol.StatusParams("ok", False)

    def folder(self, root: Path) -> Folder:
        """Return an open folder. Raise UsageError if no editor has it open."""
        if folder := self.folders.get(root):
            return folder
        raise UsageError(f"{root} is no open workspace folder. Open it in the editor, then try again.")

    async def change_folders(self, client: Client, *, added: Iterable[Path] = (), removed: Iterable[Path] = ()) -> None:
        """Take note of what a client has opened and closed. With its last client, what runs in a folder is ended."""
        async with self._changing_folders:
            for root in removed:
                await self._remove_folder(root, client)
            for root in added:
                folder = self.folders.setdefault(root, Folder(root, client, self.environment))
                if client not in folder.clients:
                    folder.clients.append(client)

    async def _remove_folder(self, root: Path, client: Client) -> None:
        folder = self.folders.get(root)
        if folder is None or client not in folder.clients:
            return
        if len(folder.clients) > 1:
            folder.clients.remove(client)
            # A wrong setting of the client that is next leaves everything as it is.
            with suppress(JourneymanError):
                await folder.follow()
            return
        for session_id in [one for one, place in self._places.items() if place == root]:
            with suppress(StorageError):
                await self.close(session_id)
        del self.folders[root]
        await folder.aclose()

    async def join(self, client: Client, roots: Iterable[Path]) -> None:
        """Take a client with the folders that it has open."""
        await self.change_folders(client, added=roots)
        self.clients.append(client)

    async def follow(self, client: Client) -> None:
        """Let the folders of a client follow its settings. Raises JourneymanError if one of these is wrong."""
        for folder in self.folders.values():
            if folder.client is client:
                await folder.follow()

    async def records(self, root: Path) -> Records:
        """Return what is stored of a folder."""
        return (await self.folder(root).workspace()).records

    async def new(
        self, root: Path, client: Client, options: Mapping[str, str | None] = {}, branch: protocol.Branch | None = None
    ) -> Conversation:
        """Start a conversation in a folder, with some of its options chosen.

        Raises:
            JourneymanError: an option is wrong, there is no model, or the storage does not work.
        """
        choices = Choices()
        for option, value in options.items():
            choices = choose(choices, option, value) if value is not None else choices
        source = Branch(branch.session_id, branch.checkpoint_id) if branch else None
        return await self._open(self.folder(root), client, choices=choices, branch=source)

    async def latest(self, root: Path, client: Client) -> Conversation:
        """Return the conversation of a folder that was used last, or a new one."""
        here = [session_id for session_id in self.conversations if self._places[session_id] == root]
        return self.find(here[-1], client) if here else await self.new(root, client)

    def folders_around(self, path: Path) -> list[Folder]:
        """Return the open folders that a file is in, the innermost first."""
        around = [folder for root, folder in self.folders.items() if path.is_relative_to(root)]
        return sorted(around, key=lambda folder: -len(folder.root.parts))

    async def load(self, root: Path, client: Client, session_id: str) -> Conversation:
        """Return the conversation, opened if it was not. Raises what `Workspace.open_session` raises."""
        folder = self.folder(root)
        # Two clients that load the same session at once get the same conversation.
        async with self._loading.setdefault(session_id, asyncio.Lock()):
            if session_id in self.conversations:
                return self.find(session_id, client)
            return await self._open(folder, client, resume=session_id)

    async def conversation(self, session_id: str, client: Client) -> Conversation:
        """Return a conversation that some client has started or loaded before.

        Raises:
            UsageError: none has.
            JourneymanError: it was closed meanwhile, and cannot be opened again.
        """
        if session_id in self.conversations:
            return self.find(session_id, client)
        if session_id not in self._places:
            raise UsageError(f"Session {session_id!r} is not open. Load it with journeyman/session/load first.")
        return await self.load(self._places[session_id], client, session_id)

    def find(self, session_id: str, client: Client) -> Conversation:
        """Return an open conversation; `client` hears of it from now on."""
        conversation = self.conversations.pop(session_id)
        self.conversations[session_id] = conversation
        conversation.join(client)
        return conversation

    async def close(self, session_id: str) -> None:
        """End what runs in a conversation and let go of its session."""
        if conversation := self.conversations.pop(session_id, None):
            await conversation.cancel()
            workspace = await self.folders[self._places[session_id]].workspace()
            await workspace.close_session(session_id)

    async def forget(self, session_id: str) -> None:
        """Close a conversation whose session is about to be deleted."""
        await self.close(session_id)
        self._places.pop(session_id, None)

    async def leave(self, client: Client) -> None:
        """Go on without a client. What only it had open is closed."""
        self.clients.remove(client)
        for conversation in self.conversations.values():
            conversation.leave(client)
        await self.change_folders(client, removed=list(self.folders))

    def tell_status(self) -> None:
        """Tell every client how the server is."""
        busy = any(one.is_running for one in self.conversations.values())
        for client in self.clients:
            client.tell(protocol.STATUS, evolve(self.status, busy=busy))

    async def find_model(self, client: Client) -> None:
        """Look for the model of a client's first folder, so that the user sees at once whether there is one."""
        folder = next((folder for folder in self.folders.values() if folder.client is client), None)
        if folder:
            try:
                async with client.progress("Looking for a model"):
                    info = (await (await folder.workspace()).model()).info
                self.status = protocol.StatusParams("ok", False, "", info.id, info.context_window or 0)
            except JourneymanError as error:
                self.status = protocol.StatusParams("warning", False, str(error))
        self.tell_status()

    async def _open(
        self,
        folder: Folder,
        client: Client,
        *,
        resume: str | None = None,
        choices: Choices = AS_SET,
        branch: Branch | None = None,
    ) -> Conversation:
        conversation = Conversation(self.tell_status)
        conversation.join(client)
        view = EditorView(folder.root, lambda: conversation.client)
        questions = conversation.pending
        editor = EditorQueries(folder.root, folder.root.as_uri(), view.ask, TextFiles(view), view.documents)
        front_end = FrontEnd(
            questions.ask_consent, questions.ask_user, view, view.buffers, editor, conversation.tell_change
        )
        workspace = await folder.workspace()
        session = await workspace.open_session(front_end, resume=resume, choices=choices, branch=branch)
        conversation.start(session, workspace)
        self.conversations[session.id] = conversation
        self._places[session.id] = folder.root
        await self._close_idle()
        return conversation

    async def _close_idle(self) -> None:
        idle = [one for one, conversation in self.conversations.items() if not conversation.is_running]
        for session_id in idle[:-MAX_IDLE]:
            await self.close(session_id)
