"""A session with files that an agent changes and a user reviews."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from journeyman.agent.interfaces import FileBytes
from journeyman.changes import Changes, RecordedFiles
from journeyman.memory.changes import ChangeSet
from journeyman.memory.database import DatabaseThread
from journeyman.memory.episode_rows import Evidence
from journeyman.records import Records
from memory_files import MemoryFiles

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ID = "s1"
ABC = b"a\nb\nc\nd\ne\n"


@asynccontextmanager
async def open_project(folder: Path) -> AsyncIterator["Project"]:
    thread = await DatabaseThread.open(folder / "journeyman.db", now=NOW)
    records = Records(thread, "workspace", lambda: NOW)
    await records.sessions(lambda store, now: store.create(ID, model="m", mode="act", now=now))
    try:
        yield Project(records, MemoryFiles({"a.py": ABC, "b.py": b"b\n"}))
    finally:
        await thread.aclose()


@dataclass
class Project:
    """A session with its files, an agent that writes them, and what a front end was told."""

    records: Records
    files: MemoryFiles
    told: list[ChangeSet] = field(default_factory=list)

    def __post_init__(self):
        self.changes = Changes(ID, self.records, self.files, self.told.append)
        self.recorded = RecordedFiles(self.files, self.changes)

    async def turn(self, turn_id: str = "t1", prompt: str = "Fix it.", **files: bytes | None) -> str:
        """Let the agent write files, whose names come without their dot, and return the change set's id."""
        await self.changes.begin(turn_id, prompt, 1, 0)
        for name, data in files.items():
            await self.write(f"{name}.py", data)
        return str((await self.changes.checkpoints())[-1].id)

    async def write(self, name: str, data: bytes | None, mode: int | None = None) -> None:
        path = PurePosixPath(name)
        file = None if data is None else FileBytes(data, mode)
        await self.recorded.store(path, file, replacing=await self.recorded.load(path))

    async def hunk_ids(self, change_set: str) -> list[str]:
        return [view.id for file in await self.changes.diff(change_set) for view in file.hunks]

    async def counts(self) -> list[tuple[str, int, int, int]]:
        counts = [(file, file.decisions) for found in await self.changes.list() for file in found.files]
        return [(file.path, each.pending, each.accepted, each.rejected) for file, each in counts]

    async def evidence(self) -> list[Evidence]:
        def read(store, now):
            return [each for episode in store.list() for each in store.evidence(episode.id)]

        return await self.records.episodes(read)

    async def open_episode(self, turn_id: str) -> None:
        await self.records.episodes(lambda store, now: store.open(ID, turn_id, "Fix it.", now=now))
