"""The skills of a workspace, for everybody who asks: sessions, tools, editors, the command line, learning."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Self, TypeVar

from ..errors import SkillError
from ..learning.life import MAX_IDLE
from ..memory.episode_rows import Episode, Verdict
from ..memory.skill_rows import Lesson, SkillRecord, SkillUse
from ..memory.skills import SkillStore
from ..records import Records
from ..skills.catalog import Card
from ..skills.index import FROM_USE, Query
from ..skills.library import Place
from ..skills.skill import Scope, Skill, State
from .known import KnownSkill, Match, known_skill
from .shelf import Change, Check, Shelf

MAX_SEARCHED = 20
FIRST_STATES: Mapping[Scope, State] = {
    "workspace": "candidate",
    "repository": "trusted",
    "user": "candidate",
    "other": "candidate",
}
"""Of skills that nobody has seen before: what is in the repository was reviewed there."""

T = TypeVar("T")


class Skillbook:
    """Open it with `Skillbook.open`. What it says is up to date with the disk when it is asked."""

    def __init__(self, records: Records, shelf: Shelf, executor: ThreadPoolExecutor, *, trusted: bool) -> None:
        self.listeners: list[Callable[[], None]] = []
        """Called when a skill is another one than before."""
        self.shelf = shelf
        self.records = records
        self.trusted = trusted
        """Whether skills of the repository, and of other agents, may be used."""
        self._executor = executor
        self._known: dict[str, KnownSkill] = {}
        self._is_loaded = False
        self.changing = asyncio.Lock()
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
        await self.run(self.shelf.close)
        self._executor.shutdown(wait=False)

    async def run(self, work: Callable[[], T]) -> T:
        """Do something in the shelf's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

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
        await self.get(name)
        file = await self.run(lambda: self.shelf.read(name))
        if file is None or not file.text:
            raise SkillError(f"The skill {name} cannot be read: {file.problem if file else 'it is gone.'}")
        return file.text

    async def skill(self, name: str) -> Skill:
        """Return a skill with its instructions. Raise SkillError if there is none, or it is broken."""
        await self.get(name)
        file = await self.run(lambda: self.shelf.read(name))
        if file is None or file.skill is None:
            raise SkillError(f"The skill {name} cannot be used: {file.problem if file else 'it is gone.'}")
        return file.skill

    async def skills_of(self, uses: Sequence[SkillUse]) -> dict[str, Skill]:
        """Return the skills of some uses that still exist, by name."""
        known = await self.all()
        files = [await self.run(lambda name=use.name: self.shelf.read(name)) for use in uses if use.name in known]  # type: ignore[misc]
        return {file.name: file.skill for file in files if file and file.skill}

    async def search(self, query: Query, *, limit: int = MAX_SEARCHED) -> list[Match]:
        """Return the usable skills that fit, the best first."""
        known = await self.all()
        hits = await self.run(lambda: self.shelf.index.search(query, limit=limit))
        return [Match(known[hit.name], hit.score, hit.why) for hit in hits if hit.name in known]

    async def nearest(self, skill: Skill | None, query: Query) -> KnownSkill | None:
        """Return the skill that is already there for the kind of task that a new one would be for."""
        known = await self.all()
        hit = await self.run(lambda: self.shelf.index.nearest(skill, query))
        return known.get(hit.name) if hit else None

    async def learn_from(
        self, episode: Episode, verdict: Verdict, in_use: Sequence[SkillUse], turned_down: Sequence[SkillUse]
    ) -> None:
        """Let the search learn from a task that is over, and note what it says about the skills in it."""
        if verdict == "success":
            now = self.records.clock()
            lessons = [
                Lesson(use.owner, use.name, episode.prompt, fits, "use", now, episode.id)
                for uses, fits in ((in_use, True), (turned_down, False))
                for use in uses
            ]
            await self.take_lessons(lessons)
        await self.reload([use.name for use in (*in_use, *turned_down)])

    async def take_lessons(self, lessons: Sequence[Lesson]) -> None:
        """Let the search learn which prompts fit. They are stored already."""

        def teach() -> None:
            for one in lessons:
                self.shelf.index.teach(one.name, one.prompt, fits=one.fits, weight=abs(_weight(one)))

        await self.run(teach)

    async def relearn(self) -> None:
        """Let the search learn everything again that is stored, and forget what is not: the index was made anew,
        or a session was deleted.
        """
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
        """Return the numbers of earlier versions with another text."""
        versions = await self.records.skills(lambda store, _: store.versions(known.owner, known.name))
        current = next((one.text for one in versions if one.version == known.version), "")
        return [one.version for one in versions if one.text != current]

    async def refresh(self) -> None:
        """Look at the disk."""
        async with self.changing:
            found = await self.run(self.shelf.refresh)
            if self._is_loaded and not found.changed and not found.gone:
                return
            await self._note(found.changed)
            is_first, self._is_loaded = not self._is_loaded, True
            await self._load(None if is_first else [*(change.card.name for change in found.changed), *found.gone])
            if is_first and self.shelf.index.is_new:
                await self.relearn()

    async def reload(self, names: Sequence[str]) -> None:
        """Read again what is known about some skills."""
        async with self.changing:
            await self._load(names)

    async def follow(self, *, trusted: bool) -> None:
        """Let skills of others be used, or not."""
        if trusted != self.trusted:
            self.trusted = trusted
            async with self.changing:
                await self._load(None)

    async def _note(self, changes: Sequence[Change]) -> None:
        """Begin to keep account of new skills, and of new texts of old ones."""

        def note(store: SkillStore, now: datetime) -> None:
            for change in changes:
                owner, name = self.owner(change.card.scope), change.card.name
                if store.get(owner, name):
                    store.note_version(
                        owner,
                        name,
                        change.text,
                        origin="edited",
                        reason="changed on the disk",
                        episode_id=None,
                        now=now,
                    )
                else:
                    state = FIRST_STATES[change.card.scope]
                    store.add(
                        *(owner, name, change.text),
                        state=state,
                        origin="added",
                        reason="found on the disk",
                        episode_id=None,
                        now=now,
                    )

        await self.records.skills(note)

    def owner(self, scope: Scope) -> str:
        """Return under whose name the state of a skill is kept."""
        return "" if scope == "user" else self.records.workspace

    async def _load(self, names: Sequence[str] | None) -> None:
        """Join cards and records, of all skills or of some, and let the index know which are usable."""
        cards = await self.run(lambda: dict(self.shelf.cards))
        wanted = set(cards if names is None else names)
        tallies = await self.records.skills(
            lambda store, _: store.tallies() if names is None else store.tallies(wanted)
        )
        records = await self.records.skills(lambda store, _: store.all() if names is None else store.some(wanted))
        by_key: dict[tuple[str, str], SkillRecord] = {(one.owner, one.name): one for one in records}
        loaded: dict[str, KnownSkill] = {}
        for name in wanted & cards.keys():
            card: Card = cards[name]
            if record := by_key.get((self.owner(card.scope), name)):
                loaded[name] = known_skill(card, record, tallies.get((record.owner, name)))
        for name in wanted - loaded.keys():
            self._known.pop(name, None)
        self._known |= loaded
        usable = {name: one.is_usable(trusted=self.trusted) for name, one in loaded.items()}
        await self.run(lambda: self.shelf.index.set_usable(usable))
        for listener in self.listeners:
            listener()


def _weight(lesson: Lesson) -> float:
    """Return how much a lesson counts, below 0 if the skill does not fit: the user's word counts in full."""
    weight = 1.0 if lesson.source == "user" else FROM_USE
    return weight if lesson.fits else -weight
