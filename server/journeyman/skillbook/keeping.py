"""Change the library: what is learned, what the user decides, and the way back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from ..errors import SkillError
from ..learning.patches import diff
from ..memory.skill_rows import Lesson, Origin, SkillVersion
from ..skills.folders import copy_skill, delete_skill, write_text
from ..skills.index import Query
from ..skills.skill import MAX_NAME_LENGTH, Scope, Skill, State, parse_skill, render_skill, to_name
from .book import Skillbook
from .known import RESTORED, KnownSkill


@dataclass(frozen=True, slots=True)
class Step:
    """A version in the history of a skill, and what it changed."""

    version: SkillVersion
    diff: str
    """Against the version before, in unified format; "" for the first."""


class Keeper:
    """Writes skills. Each method leaves the disk, the database and the index in step."""

    def __init__(self, book: Skillbook) -> None:
        self._book = book
        self._records = book.records

    async def learn(self, skill: Skill, episode_id: int | None, reason: str, origin: Origin = "learned") -> KnownSkill:
        """Keep a new skill as a candidate, under a name that is free."""
        known = await self._book.all()
        named = replace(skill, name=free_name(skill.name, known))
        return await self._write_new(
            named.name, render_skill(named), "workspace", "candidate", origin, reason, episode_id
        )

    async def change(
        self, name: str, text: str, *, origin: Origin, reason: str, episode_id: int | None = None
    ) -> tuple[KnownSkill, str]:
        """Give a skill a new text, as its next version, and return the difference.

        Raises:
            SkillError: there is no such skill, it is only for reading, or the text is no skill.
            StorageError: the disk does not take it.
        """
        known = await self._book.get(name)
        place = self._book.shelf.place_of(known.scope)
        if not place.writable:
            raise SkillError(f"The skill {name} belongs to another agent, so it is only read. Add a copy to change it.")
        parse_skill(text, folder=name)
        before = await self._book.text(name)

        async def write() -> None:
            await self._book.run(lambda: write_text(place, name, text))
            await self._records.skills(
                lambda store, now: store.note_version(
                    known.owner, name, text, origin=origin, reason=reason, episode_id=episode_id, now=now
                )
            )

        await self._book.in_step(write)
        return await self._reloaded(name), diff(before, text, name)

    async def save(self, name: str, text: str) -> KnownSkill:
        """Keep what the user has written: a new text of a skill, or a new skill, which is trusted."""
        if await self._book.find(name):
            return (await self.change(name, text, origin="edited", reason="edited by the user"))[0]
        parse_skill(text, folder=name)
        return await self._write_new(name, text, "workspace", "trusted", "saved", "written by the user", None)

    async def propose(self, name: str, description: str, body: str) -> str:
        """Keep a candidate that the model proposes, and return its name.

        Raises:
            SkillError: it breaks the rules for skills, or there is one for the same kind of task.
        """
        own = to_name(name)
        if not own:
            raise SkillError("The name must be words in lower case with hyphens, such as add-a-route.")
        skill = Skill(own, " ".join(description.split()), body, metadata={"journeyman-origin": "proposed"})
        text = render_skill(skill)
        if near := await self._book.nearest(skill, Query(description)):
            raise SkillError(f"There is a skill for this already: {near.name}. Open it with use_skill.")
        if problem := await self._book.run(lambda: self._book.shelf.check(skill, text, "workspace")):
            raise SkillError(f"It was not kept: {problem}")
        return (await self.learn(skill, None, "proposed in a conversation", "saved")).name

    async def roll_back(self, name: str, version: int | None, reason: str) -> tuple[KnownSkill, str]:
        """Go back to an earlier version: the one before, if none is named. It becomes the newest one."""
        known = await self._book.get(name)
        versions = await self._records.skills(lambda store, _: store.versions(known.owner, name))
        texts = {one.version: one.text for one in versions}
        earlier = [one for one in await self._book.versions_to_go_back_to(known) if one < known.version]
        wanted = version if version is not None else max(earlier, default=None)
        if wanted is None or wanted not in texts:
            there_are = ", ".join(map(str, texts))
            raise SkillError(
                f"{name} has no version {version or 'before this one'} to go back to. It has: {there_are}."
            )
        return await self.change(
            name, texts[wanted], origin="rolled_back", reason=f"back to version {wanted}: {reason}"
        )

    async def set_state(self, name: str, state: State, reason: str) -> KnownSkill:
        """Promote a skill, retire it, or put it back on probation."""
        known = await self._book.get(name)
        await self._records.skills(lambda store, now: store.set_state(known.owner, name, state, reason=reason, now=now))
        return await self._reloaded(name)

    async def restore(self, name: str) -> KnownSkill:
        """Give a skill that was retired another chance."""
        return await self.set_state(name, "candidate", RESTORED)

    async def approve(self, name: str) -> KnownSkill:
        """Trust a skill because the user does. Raise SkillError if it cannot be used."""
        known = await self._book.get(name)
        if known.problem:
            raise SkillError(f"{name} cannot be approved: {known.problem} Correct its file first: {known.path}")
        await self._records.skills(lambda store, now: store.approve(known.owner, name, now=now))
        return await self._reloaded(name)

    async def pin(self, name: str, *, pinned: bool) -> KnownSkill:
        """Leave changes of a skill to the user, or not any more."""
        known = await self._book.get(name)
        await self._records.skills(
            lambda store, _: store.pin(known.owner, name) if pinned else store.unpin(known.owner, name)
        )
        return await self._reloaded(name)

    async def delete(self, name: str) -> KnownSkill:
        """Delete a skill with its history, for good."""
        known = await self._book.get(name)
        place = self._book.shelf.place_of(known.scope)
        if not place.writable:
            raise SkillError(f"{name} belongs to another agent. Retire it here, or delete {known.path} yourself.")

        async def forget() -> None:
            await self._book.run(lambda: delete_skill(place, name))
            await self._records.skills(lambda store, _: store.forget(known.owner, name))

        await self._book.in_step(forget)
        await self._book.refresh()
        return known

    async def move(self, name: str, scope: Scope) -> KnownSkill:
        """Put a private skill into the repository, to share it with the team, or among the user's own."""
        known = await self._book.get(name)
        place, target = self._book.shelf.place_of(known.scope), self._book.shelf.place_of(scope)
        if known.scope == scope or not place.writable:
            raise SkillError(f"{name} lies in {known.path} already, or is only read there. Nothing was moved.")
        if known.problem:
            raise SkillError(f"{name} cannot be shared: {known.problem}")
        owner = self._book.owner(scope)

        async def move() -> None:
            await self._book.run(lambda: copy_skill(known.path, target))
            if owner != known.owner:
                await self._records.skills(lambda store, _: store.move(name, known.owner, owner))
            await self._book.run(lambda: delete_skill(place, name))

        await self._book.in_step(move)
        return await self._reloaded(name)

    async def add(self, source: Path, scope: Scope = "workspace") -> KnownSkill:
        """Copy a skill from another folder. The user chose it, so it is trusted, unless the guard objects."""
        place = self._book.shelf.place_of(scope)
        folder = await self._book.run(lambda: copy_skill(source, place))
        known = await self._book.get(folder.name)
        return known if known.problem else await self.set_state(known.name, "trusted", "added by the user")

    async def history(self, name: str) -> list[Step]:
        """Return the versions of a skill, the newest first."""
        known = await self._book.get(name)
        versions = await self._records.skills(lambda store, _: store.versions(known.owner, name))
        before: Iterable[SkillVersion | None] = chain([None], versions)
        steps = [
            Step(one, diff(older.text, one.text, name) if older else "")
            for older, one in zip(before, versions, strict=False)
        ]
        return steps[::-1]

    async def teach(self, lessons: Sequence[tuple[str, str, bool]]) -> int:
        """Take the user's word for which prompts (name, prompt, fits) a skill is for; return how many there were.

        Raises:
            SkillError: there is no such skill, or a prompt is empty; nothing was learned then.
        """
        known = await self._book.all()
        for name, prompt, _ in lessons:
            if name not in known:
                raise SkillError(f"There is no skill {name!r}. List the skills to see which there are.")
            if not prompt.strip():
                raise SkillError("The prompt is empty. Give one that the skill fits, or does not fit.")
        now = self._records.clock()
        taught = [Lesson(known[name].owner, name, prompt, fits, "user", now) for name, prompt, fits in lessons]
        await self._records.skills(lambda store, _: store.teach(taught))
        await self._book.take_lessons(taught)
        return len(taught)

    async def _write_new(
        self, name: str, text: str, scope: Scope, state: State, origin: Origin, reason: str, episode_id: int | None
    ) -> KnownSkill:
        place = self._book.shelf.place_of(scope)
        owner = self._book.owner(scope)

        async def write() -> None:
            # One without a file was deleted by hand, or its process was killed before it could write it.
            if await self._records.skills(lambda store, _: store.get(owner, name)):
                await self._records.skills(lambda store, _: store.forget(owner, name))
            # Noted first: a skill on the disk that nobody knows of would pass for one that the user has put there.
            await self._records.skills(
                lambda store, now: store.add(
                    owner, name, text, state=state, origin=origin, reason=reason, episode_id=episode_id, now=now
                )
            )
            try:
                await self._book.run(lambda: write_text(place, name, text))
            except BaseException:
                await self._records.skills(lambda store, _: store.forget(owner, name))
                raise

        await self._book.in_step(write)
        return await self._reloaded(name)

    async def _reloaded(self, name: str) -> KnownSkill:
        await self._book.refresh()
        await self._book.reload([name])
        # The disk was looked at a moment ago.
        return self._book.now_known.get(name) or await self._book.get(name)


def free_name(name: str, taken: Iterable[str]) -> str:
    """Return `name`, with a number behind it if there is one already."""
    names = set(taken)
    for number in count(2):
        if name not in names:
            return name
        ending = f"-{number}"
        name = name.removesuffix(f"-{number - 1}")[: MAX_NAME_LENGTH - len(ending)].rstrip("-") + ending
    raise AssertionError("Numbers do not end.")
