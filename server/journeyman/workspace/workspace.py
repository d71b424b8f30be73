"""One open folder: its storage, its models and its sessions, wired together."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ..agent.context import plan_window
from ..agent.loop import Agent
from ..agents import AS_SET, Choices, FrontEnd, Surroundings, equip
from ..branches import Branch, begin_session
from ..changes import Changes, RecordedFiles
from ..changes.rewritten import Rewritten
from ..commit_message import write_commit_message
from ..learner import Learner, Material
from ..memory.changes import ChangeSet
from ..memory.conclusion_rows import Conclusion
from ..memory.episode_rows import Episode, Evidence
from ..memory.session_lock import SessionLock
from ..memory.sessions import new_session_id
from ..models import FindKey, Models
from ..notebook import Companion, LookingBack, Onlooker, WorkspaceMemory
from ..own_work import OwnWork
from ..project.uncommitted import What
from ..providers import OpenedModel
from ..records import Records
from ..review.before_images import BeforeImages
from ..session import Session
from ..settings import Loaded
from ..skillbook import Embeddings, Keeper, Skillbook, SkillTools
from ..toolbox import Toolbox
from ..tools.disk_files import DiskFiles
from ..tools.ripgrep import files_below
from ..tracked import WatchedFiles

if TYPE_CHECKING:
    from ..learning.growth import Growth

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
        locks = loaded.data_dir / LOCKS
        self.learner = Learner(records, skills, self.keeper, self._learning_model, self._survival, locks)
        """Start it where tasks are done."""
        self.memory = WorkspaceMemory(records, lambda: self.loaded.settings, self._may_share, self.models.open_embedder)
        self.onlooker = Onlooker(
            root, self.memory.book, self.memory.hearing, self._files, lambda: self._companion.is_busy
        )
        """Let it follow the project where an editor has it open."""
        self.looking_back = LookingBack(self.memory.book, self._rewritten, self._learning_model)
        self.learner.look_back = self._look_back
        self.learner.others["remember"] = self.looking_back.do
        self._companion = Companion(self.learner, self.memory)
        self._closing = AsyncExitStack()
        self.sessions: dict[str, OpenSession] = {}
        """Those that are open, by id."""
        # One for all sessions: what one of them writes is not the work of another one's commands.
        self._images = BeforeImages(root, self._files, loaded.data_dir)
        self._closing.callback(self._images.close)
        self._closing.push_async_callback(self.models.aclose)
        embeddings = Embeddings(skills, lambda: self.models.open_embedder(self.loaded.settings))
        self._closing.push_async_callback(embeddings.aclose)
        self.own_work = OwnWork(root, records, self.keeper, skills, self.memory, self.learner, self._learning_model)
        self.onlooker.listeners.append(self.own_work.committed)
        self._closing.push_async_callback(self.own_work.aclose)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about how it was opened."""
        return self.loaded.ignored

    async def model(self, choices: Choices = AS_SET) -> OpenedModel:
        """Return the model that choices or settings name, or who stands in for it. Raises what `open_first` raises."""
        return await self.models.open_first(choices.over(self.loaded.settings))

    async def _learning_model(self) -> OpenedModel:
        return await self.models.open_learning(self.loaded.settings)

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
            profile = await self.memory.recaller.profile(session_id, model.info.context_window or 0)
            agent, toolbox = await self._equip(session_id, model, front_end, choices, recorded, profile)
            stack.push_async_callback(toolbox.aclose)
            if known is None:
                mode = choices.over(self.loaded.settings).mode
                await begin_session(session_id, branch, self.root, self.records, model=model.info.id, mode=mode)
            _, messages = await self.records.sessions(lambda store, now: store.load(session_id, now=now))
            await self._note(session_id, model, choices)
            session = Session(session_id, messages, agent, self.records, changes, toolbox.settle, self._companion)
            session.off_the_record = choices.off_the_record
            session.refit = partial(self.reconfigure, session_id)
            parts = session, front_end, recorded, choices, model, toolbox
            self.sessions[session_id] = OpenSession(*parts, stack.pop_all())
        return session

    async def reconfigure(self, session_id: str, choices: Choices | None = None) -> None:
        """Let a session follow new choices, settings or trust. A running turn goes on as it began, but by new rules.

        Raises JourneymanError, and changes nothing, if the model that was chosen cannot be used.
        """
        if not (one := self.sessions.get(session_id)):
            return  # It was closed meanwhile.
        model = await self.model(choices := choices or one.choices)
        before, profile = (one.session.agent, one.toolbox, one.model), one.session.agent.profile
        agent, toolbox = await self._equip(session_id, model, one.front_end, choices, one.files, profile, before=before)
        await self._note(session_id, model, choices)
        one.choices, one.model, one.toolbox = choices, model, toolbox
        one.session.agent, one.session.off_the_record = agent, choices.off_the_record

    async def follow(self, loaded: Loaded, *, trusted: bool) -> None:
        """Let the open sessions follow other settings. Raises what `reconfigure` raises."""
        self.loaded, self.trusted = loaded, trusted
        await self.skills.follow(trusted=trusted)
        for session_id in list(self.sessions):
            await self.reconfigure(session_id)

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
            await self.memory.book.forget_session(session_id)
            await self.skills.relearn()
        finally:
            lock.release()

    async def forget(self, id_: str) -> Conclusion:
        """Forget a conclusion for good, here and in the open sessions. Raise NotRemembered if there is none."""
        forgotten, _ = await self.memory.book.forget(id_)
        await self._forget_here()
        return forgotten

    async def forget_text(self, text: str) -> None:
        """Forget whatever holds a text, everywhere. Raise StorageError if it is too short for that."""
        await self.memory.book.forget_text(text)
        await self._forget_here()

    async def _forget_here(self) -> None:
        """Let what is in memory follow what is stored."""
        await self.skills.forget()
        for session_id, one in list(self.sessions.items()):
            await one.session.reload()
            profile = await self.memory.recaller.profile(session_id, one.model.info.context_window or 0)
            one.session.agent = replace(one.session.agent, profile=profile)
            await self.reconfigure(session_id)

    def _may_share(self, session_id: str | None) -> bool:
        """Whether anything of this folder, or of one of its sessions, may be told to a team."""
        one = self.sessions.get(session_id) if session_id else None
        return self.trusted and (session_id is None or (one is not None and not one.session.off_the_record))

    async def _files(self) -> list[str]:
        return await files_below(self.root, PurePosixPath())

    async def saved(self, path: PurePosixPath) -> None:
        """Take note that the user saved a file: no command that runs at the moment is blamed for it."""
        await self._images.note(path)

    async def growth(self, since: datetime | None = None) -> "Growth":
        """Return how the tasks that began since then went."""
        from ..growth import EVER, growth_of  # noqa: PLC0415 - rarely asked for, and nothing else needs it.

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
        return await self._changes_of(episode).survival(episode, self.root)

    async def _rewritten(self, episode: Episode) -> Sequence[Rewritten]:
        return await self._changes_of(episode).rewritten(episode.turn_id)

    async def _look_back(self, material: Material) -> None:
        if self.memory.is_on():
            await self.looking_back.note(material.episode, material.calls)

    def _changes_of(self, episode: Episode) -> Changes:
        one = self.sessions.get(episode.session_id)
        return one.session.changes if one else Changes(episode.session_id, self.records, DiskFiles(self.root))

    async def _note(self, session_id: str, model: OpenedModel, choices: Choices) -> None:
        name, mode = model.info.id, choices.over(self.loaded.settings).mode
        await self.records.sessions(lambda store, now: store.configure(session_id, model=name, mode=mode, now=now))

    async def _equip(
        self,
        session_id: str,
        model: OpenedModel,
        front_end: FrontEnd,
        choices: Choices,
        files: RecordedFiles,
        profile: str,
        *,
        before: tuple[Agent, Toolbox, OpenedModel] | None = None,
    ) -> tuple[Agent, Toolbox]:
        return await equip(
            Surroundings(
                self.root,
                self._environment,
                self._images,
                SkillTools(self.skills, self.keeper),
                self.memory.of_session(session_id, self.forget, off_the_record=choices.off_the_record),
                profile,
                self.models.open,
                await self.records.tool_calls(),
                trusted=self.trusted,
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
        await self.memory.aclose()
        await self._closing.aclose()
