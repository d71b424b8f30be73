"""The skills of a workspace, for everybody who asks: sessions, tools, editors, the command line, learning."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self, TypeVar

from ..errors import SkillError
from ..learning.life import MAX_IDLE
from ..memory.skill_rows import Lesson, SkillUse
from ..memory.skills import SkillStore
from ..records import Records
from ..skills.embeddings import Embedding
from ..skills.index import FROM_USE, Query
from ..skills.library import Place, SkillFile
from ..skills.skill import Scope, Skill
from .accounts import take_note
from .elsewhere import Elsewhere
from .known import KnownSkill, Match, known_skills
from .shelf import Change, Check, Shelf

MAX_SEARCHED = 20
PATIENCE_SECONDS = 2.0
"""A prompt waits no longer for skills that are new on the disk."""

T = TypeVar("T")


class Skillbook:
    """Open it with `Skillbook.open`. What it says is up to date with the disk when it is asked."""

    def __init__(self, records: Records, shelf: Shelf, executor: ThreadPoolExecutor, *, trusted: bool) -> None:
        self.listeners: list[Callable[[], None]] = []
        """Called when a skill is another one than before."""
        self.embed: Callable[[str], Awaitable[Embedding | None]] | None = None
        """Says what a prompt means, where there is a model for that."""
        self.shelf = shelf
        self.records = records
        self.trusted = trusted
        """Whether skills of the repository, and of other agents, may be used."""
        self._executor = executor
        self._known: dict[str, KnownSkill] = {}
        self._elsewhere = Elsewhere(records)
        self._is_loaded = False
        self._is_told = True
        self._has_learned = not shelf.index.is_new
        self._changing = asyncio.Lock()
        """Held while the disk and what is known of it are brought into step."""

    @classmethod
    async def open(
        cls, records: Records, places: Sequence[Place], folder: Path, check: Check, *, trusted: bool
    ) -> Self:
        """Open the caches in `folder`. The disk is looked at when something is asked."""
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journeyman-skills")
        try:
            shelf = await asyncio.get_running_loop().run_in_executor(executor, Shelf, places, folder, check)
        except BaseException:
            executor.shutdown(wait=False)
            raise
        return cls(records, shelf, executor, trusted=trusted)

    async def aclose(self) -> None:
        """Close the caches."""
        async with self._changing:
            await self.run(self.shelf.close)
        self._executor.shutdown(wait=False)

    async def run(self, work: Callable[[], T]) -> T:
        """Do something in the shelf's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    async def in_step(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do what changes the disk and the database, one after the other, and alone.

        It comes to its end also if who waits is cancelled: half of it would be taken for the user's doing.
        """

        async def alone() -> T:
            async with self._changing:
                return await work()

        task = asyncio.create_task(alone())
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait([task])
            raise

    @property
    def now_known(self) -> Mapping[str, KnownSkill]:
        """What was known when somebody asked last: for whoever cannot wait."""
        return self._known

    async def all(self) -> Mapping[str, KnownSkill]:
        """Return all skills that count, by name."""
        await self.refresh()
        return self._known

    async def find(self, name: str) -> KnownSkill | None:
        """Return a skill; None if there is none of this name."""
        return (await self.all()).get(name)

    async def get(self, name: str) -> KnownSkill:
        """Return a skill. Raise SkillError if there is none of this name."""
        if found := await self.find(name):
            return found
        raise SkillError(f"There is no skill {name!r}. List the skills to see which there are.")

    async def text(self, name: str) -> str:
        """Return the SKILL.md of a skill. Raise SkillError if there is none, or it cannot be read."""
        file = await self._file(name)
        if file is None or not file.text:
            raise SkillError(f"The skill {name} cannot be read: {file.problem if file else 'it is gone.'}")
        return file.text

    async def skill(self, name: str) -> Skill:
        """Return a skill with its instructions. Raise SkillError if there is none, or it is broken."""
        file = await self._file(name)
        if file is None or file.skill is None:
            raise SkillError(f"The skill {name} cannot be used: {file.problem if file else 'it is gone.'}")
        return file.skill

    async def _file(self, name: str) -> SkillFile | None:
        await self.get(name)
        return await self.run(lambda: self.shelf.read(name))

    async def skills_of(self, uses: Sequence[SkillUse]) -> dict[str, Skill]:
        """Return the skills of some uses that still exist, by name."""
        known = await self.all() if uses else {}
        names = [use.name for use in uses if use.name in known]
        files = await self.run(lambda: list(map(self.shelf.read, names)))
        return {file.name: file.skill for file in files if file and file.skill}

    async def search(self, query: Query, *, limit: int = MAX_SEARCHED) -> list[Match]:
        """Return the usable skills that fit, the best first."""
        await self.refresh()
        return await self._search(query, limit)

    async def suggest(self, query: Query, *, limit: int) -> list[Match]:
        """Return what `search` does, but soon: of thousands of new skills, those that are read in time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self.refresh()
        return await self._search(query, limit)

    async def _search(self, query: Query, limit: int) -> list[Match]:
        if self.embed:
            query = replace(query, embedding=await self.embed(query.text))
        hits = await self.run(lambda: self.shelf.index.search(query, limit=limit))
        return [Match(self._known[hit.name], hit.score, hit.why) for hit in hits if hit.name in self._known]

    async def nearest(self, skill: Skill | None, query: Query) -> KnownSkill | None:
        """Return the skill that is already there for the kind of task that a new one would be for."""
        known = await self.all()
        hit = await self.run(lambda: self.shelf.index.nearest(skill, query))
        return known.get(hit.name) if hit else None

    async def take_lessons(self, lessons: Sequence[Lesson]) -> None:
        """Let the search learn which prompts fit. They are stored already."""

        def teach() -> None:
            for one in lessons:
                self.shelf.index.teach(one.name, one.prompt, fits=one.fits, weight=abs(_weight(one)))

        await self.run(teach)

    async def relearn(self) -> None:
        """Let the search learn everything again that is stored, and leave no trace of what is not."""
        await self.refresh()
        await self._relearn()
        await self.run(self.shelf.index.erase_traces)

    async def forget(self) -> None:
        """Do so in all workspaces. Raise SkillError if an index cannot be written."""
        await self.relearn()
        await self.run(self.shelf.delete_others)

    async def _relearn(self) -> None:
        lessons = await self.records.skills(lambda store, _: store.all_lessons())
        by_name: dict[str, list[tuple[str, float]]] = {name: [] for name in self._known}
        for one in lessons:
            if one.name in by_name and one.owner == self._known[one.name].owner:
                by_name[one.name].append((one.prompt, _weight(one)))

        def replace_all() -> None:
            for name, taught in by_name.items():
                self.shelf.index.replace_lessons(name, taught)

        await self.run(replace_all)

    async def idle(self, now: datetime) -> list[KnownSkill]:
        """Return the skills that nobody has used for long."""
        known = (await self.all()).values()
        return [
            one
            for one in known
            if one.created_at and one.state != "retired" and now - (one.last_used_at or one.created_at) >= MAX_IDLE
        ]

    async def versions_to_go_back_to(self, known: KnownSkill) -> list[int]:
        """Return the numbers of versions with another text that is a skill, and that the guard lets in."""
        versions = await self.records.skills(lambda store, _: store.versions(known.owner, known.name))
        current = next((one.text for one in versions if one.version == known.version), "")
        others = [one for one in versions if one.text != current]
        return await self.run(
            lambda: [one.version for one in others if self.shelf.lets_in(known.name, one.text, known.scope)]
        )

    async def refresh(self) -> None:
        """Look at the disk. Thousands of new skills take minutes, so others have their turn in between."""
        while await self.in_step(self._refresh):
            pass

    async def reload(self, names: Sequence[str]) -> None:
        """Read again what is known about some skills."""
        if names:
            await self.in_step(lambda: self._load(names))
            self._tell()

    async def _refresh(self) -> bool:
        """Take in what changed on the disk, or some of it, and return whether to look again."""
        # What goes wrong on the way is done from the beginning the next time.
        is_first, self._is_loaded = not self._is_loaded, False
        found, elsewhere = await self.run(self.shelf.refresh), await self._elsewhere.changed(self._known)
        if is_first or found.changed or found.gone or elsewhere:
            self._is_told = False
            await self._note([*found.changed, *(await self._unnoted() if is_first else ())])
            changed = [change.card.name for change in found.changed]
            await self._load(None if is_first else [*changed, *found.gone, *elsewhere])
        self._is_loaded = True
        if not found.more and not self._has_learned:
            await self._relearn()
            self._has_learned = True
        if not found.more and not self._is_told:
            self._tell()
        return found.more

    async def _unnoted(self) -> list[Change]:
        """Return what a process has seen on the disk that ended before it could take note of it."""
        records = await self.records.skills(lambda store, _: store.all())

        def unnoted() -> list[Change]:
            noted = {(one.owner, one.name): one.digest for one in records}
            cards = self.shelf.cards.values()
            missed = [card for card in cards if noted.get((self.owner(card.scope), card.name)) != card.digest]
            return [Change(card, self.shelf.text(card.name)) for card in missed]

        return await self.run(unnoted)

    async def follow(self, *, trusted: bool) -> None:
        """Let skills of others be used, or not."""
        if trusted != self.trusted:
            self.trusted = trusted
            await self.in_step(lambda: self._load(None))
            self._tell()

    async def _note(self, changes: Sequence[Change]) -> None:
        def note(store: SkillStore, now: datetime) -> None:
            for change in changes:
                take_note(store, self.owner(change.card.scope), change, now)

        await self.records.skills(note)

    def owner(self, scope: Scope) -> str:
        """Return under whose name the state of a skill is kept."""
        return "" if scope == "user" else self.records.workspace

    async def _load(self, names: Sequence[str] | None) -> None:
        """Join cards and records, of all skills or of some, and let the index know which are usable."""
        wanted = await self.run(lambda: set(self.shelf.cards if names is None else names))
        cards = await self.run(lambda: [card for name in wanted if (card := self.shelf.cards.get(name))])
        tallies = await self.records.skills(lambda store, _: store.tallies(names))
        records = await self.records.skills(lambda store, _: store.all() if names is None else store.some(wanted))
        loaded = await self.run(lambda: known_skills(cards, records, tallies, self.owner))
        for name in wanted - loaded.keys():
            self._known.pop(name, None)
        self._known |= loaded
        await self.run(
            lambda: self.shelf.index.set_usable(
                {name: one.is_usable(trusted=self.trusted) for name, one in loaded.items()}
            )
        )

    def _tell(self) -> None:
        self._is_told = True
        for listener in self.listeners:
            listener()


def _weight(lesson: Lesson) -> float:
    """Return how much a lesson counts, below 0 if the skill does not fit: the user's word counts in full."""
    weight = 1.0 if lesson.source == "user" else FROM_USE
    return weight if lesson.fits else -weight
