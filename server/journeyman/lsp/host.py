"""What all connections of the server share: the open folders and the conversations in them."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from attrs import evolve
from lsprotocol import types as lsp

from ..agents import AS_SET, Choices, FrontEnd
from ..errors import JourneymanError, StorageError, UsageError
from ..learner import Learned
from ..notebook import Report
from ..records import Records
from ..settings import system_environment
from ..tools.text_files import TextFiles
from ..workspace import Branch
from . import protocol
from .client import Client
from .conversation import Conversation
from .editor import EditorQueries
from .folder import Folder
from .folder_skills import commands_update, learned_update
from .library import Library
from .options import choose
from .remembered import Remembered, questions_in
from .service_models import ServiceModels
from .view import EditorView

MAX_IDLE = 16
"""Conversations that stay open though nothing runs in them; the others are opened again when they are needed."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What a conversation goes on with when it is opened again."""

    choices: Choices
    seq: int = 0
    """Clients count updates, so the numbers must go on."""
    clients: tuple[Client, ...] = ()


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
        self._aside: dict[str, Aside] = {}
        """What is left of those that were closed because nothing ran in them, by session."""
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
            # All of them, also when the server is stopped meanwhile.
            async with AsyncExitStack() as closing:
                for root in removed:
                    closing.push_async_callback(self._remove_folder, root, client)
            for root in added:
                folder = self.folders.setdefault(root, Folder(root, client, self.environment, self))
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
        # What comes for it from now on is refused.
        del self.folders[root]
        try:
            for session_id in [one for one, place in self._places.items() if place == root]:
                with suppress(StorageError):
                    await self.close(session_id)
        finally:
            # Also when the server is stopped meanwhile.
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
                self.tell_options(folder.root)

    def tell_options(self, root: Path) -> None:
        """Tell the options of all conversations in a folder, which may have changed."""
        for session_id, conversation in self.conversations.items():
            if self._places[session_id] == root:
                conversation.tell_options()

    async def library(self, root: Path) -> Library:
        """Return what is known of the skills of a folder."""
        return Library(await self.folder(root).workspace())

    async def remembered(self, root: Path) -> Remembered:
        """Return what is remembered in a folder."""
        return Remembered(await self.folder(root).workspace())

    async def service_models(self, root: Path) -> ServiceModels:
        """Return the models that a folder can use."""
        return ServiceModels(await self.folder(root).workspace())

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
        # On the command line the start of an id will do; here it would be another key to the same session.
        await (await self.records(root)).sessions(lambda store, _: store.get(session_id))
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
        """End what runs in a conversation and let go of it."""
        self._aside.pop(session_id, None)
        await self._close(session_id)

    async def _close(self, session_id: str) -> None:
        if conversation := self.conversations.pop(session_id, None):
            await conversation.cancel()
            await conversation.workspace.close_session(session_id)

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

    def skills_changed(self, folder: Folder) -> None:
        """Tell the clients of a folder that its skills are others, or that their state is another one."""
        for client in folder.clients:
            client.tell(protocol.SKILL_DID_CHANGE, protocol.RootParams(folder.root.as_uri()))

    def memory_changed(self, folder: Folder) -> None:
        """Tell the clients of a folder that something else is remembered."""
        for client in folder.clients:
            client.tell(protocol.MEMORY_DID_CHANGE, protocol.RootParams(folder.root.as_uri()))

    def memory_asks(self, folder: Folder, report: Report) -> None:
        """Ask the user of a folder what only they can say."""
        for question in questions_in(report, folder.root):
            for client in folder.clients:
                client.tell(protocol.MEMORY_QUESTION, question)

    def commands_changed(self, folder: Folder) -> None:
        """Tell the conversations in a folder what prompts may begin with now."""
        for session_id, conversation in self.conversations.items():
            if self._places[session_id] == folder.root:
                conversation.journal.add(commands_update(folder.skills.commands))

    def learned(self, learned: Learned) -> None:
        """Tell what a task taught to its conversation, if that is still open."""
        if conversation := self.conversations.get(learned.session_id):
            conversation.journal.add(learned_update(learned))

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
                if not client.knows_us:
                    client.show(str(error), lsp.MessageType.Warning)
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
        aside = self._aside.get(resume or "", Aside(choices))
        conversation = Conversation(self.tell_status, aside.seq)
        # The client that asks comes first: its buffers count.
        for member in (client, *(one for one in aside.clients if one in self.clients)):
            conversation.join(member)
        view = EditorView(folder.root, lambda: conversation.client)
        questions = conversation.pending
        editor = EditorQueries(folder.root, folder.root.as_uri(), view.ask, TextFiles(view), view.documents)
        front_end = FrontEnd(
            questions.ask_consent, questions.ask_user, view, view.buffers, editor, conversation.tell_change
        )
        workspace = await folder.workspace()
        session = await workspace.open_session(front_end, resume=resume, choices=aside.choices, branch=branch)
        conversation.start(session, workspace)
        self._aside.pop(session.id, None)
        self.conversations[session.id] = conversation
        self._places[session.id] = folder.root
        await self._close_idle()
        return conversation

    async def _close_idle(self) -> None:
        idle = [one for one, conversation in self.conversations.items() if not conversation.is_running]
        for session_id in idle[:-MAX_IDLE]:
            async with self._loading.setdefault(session_id, asyncio.Lock()):
                conversation = self.conversations.get(session_id)
                if conversation and not conversation.is_running:
                    choices = conversation.workspace.sessions[session_id].choices
                    self._aside[session_id] = Aside(choices, conversation.journal.seq, conversation.clients)
                    await self._close(session_id)
