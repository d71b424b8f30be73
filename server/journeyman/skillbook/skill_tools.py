"""The library as the model's tools see it."""

from dataclasses import dataclass

from ..errors import SkillError
from ..skills.folders import read_resource, resources
from ..skills.index import Query
from ..tools.skills import FoundSkill
from .book import Skillbook
from .keeping import Keeper
from .known import KnownSkill

MAX_FOUND = 5
MAX_NAMED = 20


@dataclass(frozen=True)
class SkillTools:
    """What `find_skill`, `use_skill` and `save_skill` work on."""

    book: Skillbook
    keeper: Keeper

    async def find(self, text: str) -> list[FoundSkill]:
        """Return usable skills that fit, the best first."""
        matches = await self.book.suggest(Query(text), limit=MAX_FOUND)
        return [FoundSkill(match.skill.name, match.skill.description) for match in matches]

    async def instructions(self, name: str) -> str:
        """Return the body of a usable skill, and which files lie beside it. Raise SkillError if there is none."""
        known = await self._usable(name)
        body = (await self.book.skill(name)).body
        files = await self.book.run(lambda: resources(known.path))
        if not files:
            return body
        more = f" and {len(files) - MAX_NAMED} more" if len(files) > MAX_NAMED else ""
        return f"{body}\n\nFiles of this skill: {', '.join(map(str, files[:MAX_NAMED]))}{more}."

    async def file(self, name: str, path: str) -> str:
        """Return a text file of a usable skill. Raise SkillError if there is none."""
        known = await self._usable(name)
        return await self.book.run(lambda: read_resource(known.path, path))

    async def propose(self, name: str, description: str, body: str) -> str:
        """Keep a new skill as a candidate and return its name. Raises what `Keeper.propose` raises."""
        return await self.keeper.propose(name, description, body)

    async def _usable(self, name: str) -> KnownSkill:
        known = await self.book.find(name)
        if known is None or not known.is_usable(trusted=self.book.trusted):
            raise SkillError(f"There is no skill {name} to use. Look for one with find_skill, or work without.")
        return known
