"""One open folder: its storage, its models and its sessions, wired together."""

import asyncio
import random
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from .agent.context import plan_window
from .agent.loop import Agent
from .agents import AS_SET, Choices, FrontEnd, Surroundings, equip
from .branches import Branch, branched
from .changes import Changes, RecordedFiles
from .commit_message import write_commit_message
from .errors import UsageError
from .learner import Learner
from .memory.changes import ChangeSet
from .memory.database import DatabaseThread
from .memory.episode_rows import Episode, Evidence
from .memory.session_lock import SessionLock
from .memory.sessions import SessionStore, new_session_id
from .models import FindKey, Models, no_key
from .project.identity import workspace_key
from .project.uncommitted import What
from .providers import OpenedModel
from .records import Records
from .review.before_images import BeforeImages
from .session import Session
from .settings import Loaded, home_folder
from .skillbook import Embeddings, Keeper, Skillbook, SkillTools, open_skillbook
from .toolbox import Toolbox
from .tools.disk_files import DiskFiles
from .tools.ripgrep import files_below
from .tracked import WatchedFiles

if TYPE_CHECKING:
    from .learning.growth import Growth

__all__ = ["Branch", "Choices", "FrontEnd", "Workspace", "open_workspace"]

DATABASE = "journeyman.db"
LOCKS = "locks"


@dataclass
class OpenSession:
    """A session, and what it was made with."""

    session: Session
    front_end: FrontEnd
    files: RecordedFiles
    choices: Choices
    model: OpenedModel
    toolbox: Toolbox
    closing: AsyncExitStack


class Workspace:
    """Open it with `open_workspace`."""

    def __init__(
        self,
        root: Path,
        loaded: Loaded,
        environment: Mapping[str, str],
        records: Records,
        skills: Skillbook,
        *,
        trusted: bool,
        find_key: FindKey,
    ) -> None:
        self.root = root
        self.loaded = loaded
        self.records = records
        self.trusted = trusted
        self._environment = environment
        self.models = Models(environment, find_key)
        self.skills = skills
        self.keeper = Keeper(skills)
        self.learner = Learner(records, skills, self.keeper, self.model, self._survival, loaded.data_dir / LOCKS)
        """Start it where tasks are done."""
        self._closing = AsyncExitStack()
        self.sessions: dict[str, OpenSession] = {}
        """Those that are open, by id."""
        # One for all sessions: what one of them writes is not the work of another one's commands.
        self._images = BeforeImages(root, partial(files_below, root, PurePosixPath()), loaded.data_dir)
        self._closing.callback(self._images.close)
        self._closing.push_async_callback(self.models.aclose)
        embeddings = Embeddings(skills, lambda: self.models.open_embedder(self.loaded.settings))
        self._closing.push_async_callback(embeddings.aclose)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about how it was opened."""
        return self.loaded.ignored

    async def model(self, choices: Choices = AS_SET) -> OpenedModel:
        """Return the model that the choices or settings name, or the first that is found.

        Raises:
            SettingsError: no endpoint was found.
            ProviderError: the service does not answer, or has no such model.
        """
        return await self.models.open(choices.over(self.loaded.settings))

    async def open_session(
        self,
        front_end: FrontEnd,
        *,
        resume: str | None = None,
        branch: Branch | None = None,
        choices: Choices = AS_SET,
    ) -> Session:
        """Start a session, or go on with the one whose id starts with `resume`.

        Raises:
            JourneymanError: there is no such session, another process has it, there is no model, or the
                storage does not work.
        """
        # An id that is wrong is told before a model is looked for.
        known = await self.records.sessions(lambda store, _: store.find(resume)) if resume else None
        session_id = known.id if known else new_session_id(self.records.clock(), random.SystemRandom())
        async with AsyncExitStack() as stack:
            async with self.learner.locking:
                lock = await asyncio.to_thread(SessionLock.take, self.loaded.data_dir / LOCKS, session_id)
            stack.callback(lock.release)
            model = await self.model(choices)
            files = WatchedFiles(front_end.files or DiskFiles(self.root), self._images)
            changes = Changes(session_id, self.records, files, partial(self._changed, session_id, front_end))
            recorded = RecordedFiles(files, changes)
            agent, toolbox = await self._equip(model, front_end, choices, recorded)
            stack.push_async_callback(toolbox.aclose)
            if known is None:
                await self._create(session_id, model, choices, branch)
            _, messages = await self.records.sessions(lambda store, now: store.load(session_id, now=now))
            await self._note(session_id, model, choices)
            session = Session(session_id, messages, agent, self.records, changes, toolbox.settle, self.learner)
            self.sessions[session_id] = OpenSession(
                session, front_end, recorded, choices, model, toolbox, stack.pop_all()
            )
        return session

    async def reconfigure(self, session_id: str, choices: Choices) -> None:
        """Let a session follow new choices, settings or trust. A running turn goes on as it began, but by new rules.

        Raises:
            JourneymanError: the model that was chosen cannot be used; nothing has changed then.
        """
        one = self.sessions[session_id]
        model = await self.model(choices)
        before = one.session.agent, one.toolbox
        agent, toolbox = await self._equip(model, one.front_end, choices, one.files, before=before)
        await self._note(session_id, model, choices)
        one.choices, one.model, one.toolbox = choices, model, toolbox
        one.session.agent, one.session.off_the_record = agent, choices.off_the_record

    async def follow(self, loaded: Loaded, *, trusted: bool) -> None:
        """Let the open sessions follow other settings. Raises what `reconfigure` raises."""
        self.loaded, self.trusted = loaded, trusted
        await self.skills.follow(trusted=trusted)
        for session_id, one in list(self.sessions.items()):
            await self.reconfigure(session_id, one.choices)

    async def close_session(self, session_id: str) -> None:
        """Stop what the session runs in the background, and let others have it."""
        if one := self.sessions.get(session_id):
            await self.learner.end_session(session_id)
            await self.sessions.pop(session_id, one).closing.aclose()

    async def delete_session(self, session_id: str) -> None:
        """Delete a session that is not open here. Raise StorageError if another process has it, or there is none."""
        await self.records.sessions(lambda store, _: store.get(session_id))
        lock = await asyncio.to_thread(SessionLock.take, self.loaded.data_dir / LOCKS, session_id)
        try:
            await self.records.sessions(lambda store, _: store.delete(session_id))
            await self.skills.relearn()
        finally:
            lock.release()

    async def saved(self, path: PurePosixPath) -> None:
        """Take note that the user saved a file: no command that runs at the moment is blamed for it."""
        await self._images.note(path)

    async def growth(self, since: datetime | None = None) -> "Growth":
        """Return how the tasks that began since then went."""
        from .growth import EVER, growth_of  # noqa: PLC0415 - rarely asked for, and nothing else needs it.

        return await growth_of(self.records, since or EVER)

    async def commit_message(self, what: What) -> str:
        """Write a message for what is not committed yet. Raises what `write_commit_message` raises."""
        model = await self.model()
        return await write_commit_message(self.root, model.provider, plan_window(model.info.context_window or 0), what)

    def _changed(self, session_id: str, front_end: FrontEnd, change_set: ChangeSet) -> None:
        """Tell of a change set; once the user has decided about all of it, nothing more is to be learned."""
        front_end.on_change(change_set)
        decided = [file.decisions for file in change_set.files if not file.decisions.pending]
        if change_set.kind == "turn" and decided and len(decided) == len(change_set.files):
            self.learner.decided(session_id, change_set.turn_id)

    async def _survival(self, episode: Episode) -> Evidence | None:
        one = self.sessions.get(episode.session_id)
        changes = one.session.changes if one else Changes(episode.session_id, self.records, DiskFiles(self.root))
        return await changes.survival(episode, self.root)

    async def _create(self, session_id: str, model: OpenedModel, choices: Choices, branch: Branch | None) -> None:
        name, mode = model.info.id, choices.over(self.loaded.settings).mode
        parent = branch.session_id if branch else None
        messages = await branched(branch, self.root, self.records) if branch else ()

        def create(store: SessionStore, now: datetime) -> None:
            store.create(session_id, model=name, mode=mode, now=now, parent_id=parent)
            for message in messages:
                store.add(session_id, message, now=now)

        await self.records.sessions(create)

    async def _note(self, session_id: str, model: OpenedModel, choices: Choices) -> None:
        name, mode = model.info.id, choices.over(self.loaded.settings).mode
        await self.records.sessions(lambda store, now: store.configure(session_id, model=name, mode=mode, now=now))

    async def _equip(
        self,
        model: OpenedModel,
        front_end: FrontEnd,
        choices: Choices,
        files: RecordedFiles,
        *,
        before: tuple[Agent, Toolbox] | None = None,
    ) -> tuple[Agent, Toolbox]:
        return await equip(
            Surroundings(
                self.root, self._environment, self._images, SkillTools(self.skills, self.keeper), trusted=self.trusted
            ),
            choices.over(self.loaded.settings),
            model,
            front_end,
            files,
            before=before,
        )

    async def aclose(self) -> None:
        """Stop what runs in the background, and close the connections to the models."""
        for session_id in list(self.sessions):
            await self.close_session(session_id)
        await self.learner.aclose()
        await self._closing.aclose()


@asynccontextmanager
async def open_workspace(
    root: Path,
    loaded: Loaded,
    environment: Mapping[str, str],
    *,
    trusted: bool = True,
    find_key: FindKey = no_key,
) -> AsyncGenerator[Workspace, None]:
    """Open the folder `root`. Nothing is asked of a model yet.

    Raises:
        UsageError: it is no folder.
        StorageError: the database cannot be opened.
    """
    root = await asyncio.to_thread(root.resolve)
    if not await asyncio.to_thread(root.is_dir):
        raise UsageError(f"{root} is no folder. Give the folder to work in with --workspace.")
    key, thread = await asyncio.gather(
        workspace_key(root), DatabaseThread.open(loaded.data_dir / DATABASE, now=utc_now())
    )
    async with AsyncExitStack() as stack:
        # The database last: what is closed before may still have something to store.
        stack.push_async_callback(thread.aclose)
        records = Records(thread, key, utc_now)
        skills = await open_skillbook(records, root, loaded.data_dir, home_folder(environment), trusted=trusted)
        stack.push_async_callback(skills.aclose)
        workspace = Workspace(root, loaded, environment, records, skills, trusted=trusted, find_key=find_key)
        stack.push_async_callback(workspace.aclose)
        yield workspace


def utc_now() -> datetime:
    """The clock of everything that is stored."""
    return datetime.now(UTC)
