"""The stores of one workspace: work on them is done in the database's own thread."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from .agent.probe import ToolCalls
from .memory.changes import ChangeStore
from .memory.conclusion_rows import Derive
from .memory.conclusions import Memory
from .memory.database import DatabaseThread
from .memory.episodes import EpisodeStore
from .memory.jobs import JobStore
from .memory.probes import ProbeStore
from .memory.sessions import SessionStore
from .memory.skills import SkillStore
from .memory.stores import as_one

T = TypeVar("T")


@dataclass(frozen=True)
class Records:
    """Where the conversations of a workspace are kept."""

    thread: DatabaseThread
    workspace: str
    """The workspace's key."""
    clock: Callable[[], datetime]

    async def sessions(self, work: Callable[[SessionStore, datetime], T]) -> T:
        """Do something with the stored sessions; `work` also gets the time."""
        now = self.clock()
        return await self.thread.run(lambda db: work(SessionStore(db, self.workspace), now))

    async def episodes(self, work: Callable[[EpisodeStore, datetime], T]) -> T:
        """Do something with the stored episodes; `work` also gets the time."""
        now = self.clock()
        return await self.thread.run(lambda db: work(EpisodeStore(db, self.workspace), now))

    async def changes(self, work: Callable[[ChangeStore, datetime], T]) -> T:
        """Do something with the stored changes; `work` also gets the time."""
        now = self.clock()
        return await self.thread.run(lambda db: work(ChangeStore(db, self.workspace), now))

    async def skills(self, work: Callable[[SkillStore, datetime], T]) -> T:
        """Do something with what is known about skills; `work` also gets the time."""
        now = self.clock()
        return await self.thread.run(lambda db: work(SkillStore(db, self.workspace), now))

    async def jobs(self, work: Callable[[JobStore, datetime], T]) -> T:
        """Do something with the stored jobs; `work` also gets the time."""
        now = self.clock()
        return await self.thread.run(lambda db: work(JobStore(db, self.workspace), now))

    async def memory(self, derive: Derive, work: Callable[[Memory, datetime], T]) -> T:
        """Do something with what is remembered; `work` also gets the time. `derive` makes conclusions of claims."""
        now = self.clock()
        return await self.thread.run(lambda db: work(Memory(db, self.workspace, derive), now))

    async def learning(self, work: Callable[[EpisodeStore, SkillStore, JobStore, datetime], T]) -> T:
        """Do something with all that learning writes, as one transaction: all of it is stored, or nothing."""
        now, key = self.clock(), self.workspace
        return await self.thread.run(
            lambda db: as_one(db, lambda: work(EpisodeStore(db, key), SkillStore(db, key), JobStore(db, key), now))
        )

    async def tool_calls(self) -> Mapping[tuple[str, str], ToolCalls]:
        """Return how each model that was tried out calls tools, by endpoint and name."""
        return await self.thread.run(lambda db: ProbeStore(db).ways())
