"""What is known of a skill: its file, its state, and how its uses went."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..memory.skill_rows import SkillRecord
from ..skills.catalog import Card
from ..skills.skill import Scope, State, Traits

RESTORED = "restored by the user"
"""The reason of a state, after which only what comes then counts."""


@dataclass(frozen=True, slots=True)
class KnownSkill:
    """One skill of the library."""

    name: str
    description: str
    scope: Scope
    path: Path
    """Its folder."""
    owner: str
    """The workspace's key, or "" for the user's own: under it its state is kept."""
    state: State
    state_at: datetime
    state_reason: str
    pinned: bool
    approved: bool
    version: int
    problem: str
    """Why it is not used: it is broken, or the guard found something; "" if it is fine."""
    traits: Traits
    uses: int = 0
    successes: int = 0
    failures: int = 0
    created_at: datetime | None = None
    last_used_at: datetime | None = None

    def is_usable(self, *, trusted: bool) -> bool:
        """Whether it may enter a prompt. Other people's skills may only where the user trusts the folder."""
        return not self.problem and self.state != "retired" and (trusted or self.scope in ("workspace", "user"))


@dataclass(frozen=True, slots=True)
class Match:
    """A skill that was found."""

    skill: KnownSkill
    score: float
    """From 0 to 1."""
    why: str
    """For people."""


def known_skills(
    cards: Iterable[Card],
    records: Iterable[SkillRecord],
    tallies: Mapping[tuple[str, str], tuple[int, int, int]],
    owner: Callable[[Scope], str],
) -> dict[str, KnownSkill]:
    """Join what the disk says and what was noted, by name. For a thread: of 10,000 it takes a while."""
    noted = {(one.owner, one.name): one for one in records}
    found = ((card, noted.get((owner(card.scope), card.name))) for card in cards)
    return {
        card.name: _known_skill(card, record, tallies.get((record.owner, card.name), (0, 0, 0)))
        for card, record in found
        if record
    }


def _known_skill(card: Card, record: SkillRecord, tally: tuple[int, int, int]) -> KnownSkill:
    uses, successes, failures = tally
    return KnownSkill(
        name=card.name,
        description=card.description,
        scope=card.scope,
        path=Path(card.path),
        owner=record.owner,
        state=record.state,
        state_at=record.state_at,
        state_reason=record.state_reason,
        pinned=record.pinned,
        approved=record.approved,
        version=record.version,
        problem=card.problem,
        traits=card.traits,
        uses=uses,
        successes=successes,
        failures=failures,
        created_at=record.created_at,
        last_used_at=record.last_used_at,
    )
