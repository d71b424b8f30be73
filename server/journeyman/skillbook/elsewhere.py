"""Notice what another process has noted about skills: an editor and the command line share them."""

from collections.abc import Iterable, Mapping

from ..memory.skill_rows import SkillRecord
from ..records import Records
from .known import KnownSkill

Tallies = Mapping[tuple[str, str], tuple[int, int, int]]


class Elsewhere:
    """Knows how the database was at the last look."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._version: int | None = None

    async def changed(self, known: Mapping[str, KnownSkill]) -> list[str]:
        """Return the skills of which something else is noted than is known, if others have written since."""
        version = await self._records.skills(lambda store, _: store.data_version())
        before, self._version = self._version, version
        if before in (None, version):
            return []
        noted = await self._records.skills(lambda store, _: (store.all(), store.tallies()))
        return list(_differing(*noted, known))


def _differing(noted: Iterable[SkillRecord], tallies: Tallies, known: Mapping[str, KnownSkill]) -> Iterable[str]:
    for one in noted:
        skill = known.get(one.name)
        if skill and skill.owner == one.owner and _shown(skill) != (*_noted(one), *_tally(one, tallies)):
            yield one.name


def _shown(skill: KnownSkill) -> tuple[object, ...]:
    return (*_noted(skill), skill.uses, skill.successes, skill.failures)


def _noted(one: KnownSkill | SkillRecord) -> tuple[object, ...]:
    return one.state, one.state_at, one.state_reason, one.pinned, one.approved, one.version, one.last_used_at


def _tally(one: SkillRecord, tallies: Tallies) -> tuple[int, int, int]:
    return tallies.get((one.owner, one.name), (0, 0, 0))
