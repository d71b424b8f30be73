"""Let skills be promoted, rolled back and retired by what their uses show."""

from collections.abc import Callable

from ..learning.life import Life, Move, Promote, Retire, RollBack, Use, next_move
from ..memory.episode_rows import Episode
from ..memory.skill_rows import SkillUse
from ..records import Records
from ..skillbook import RESTORED, Keeper, KnownSkill, Skillbook
from .learned import Learned, What


class Moves:
    """Asks the policy, and does what it says."""

    def __init__(self, records: Records, book: Skillbook, keeper: Keeper, tell: Callable[[Learned], None]) -> None:
        self._records = records
        self._book = book
        self._keeper = keeper
        self._tell = tell

    async def make(self, use: SkillUse, episode: Episode) -> None:
        """Do with a skill what its uses call for, now that one more is known."""
        known = await self._book.find(use.name)
        if known and known.owner == use.owner:
            await self._do(known, await self._next(known), episode.session_id, episode.turn_id)

    async def disown(self, episode: Episode) -> None:
        """Retire what was learned from a task that went wrong, as the user says now, if nothing else speaks for it."""
        made = await self._records.skills(lambda store, _: store.made_from(episode.id))
        known = await self._book.find(made[1]) if made else None
        if known and not known.successes and not known.pinned and (known.state, known.version) == ("candidate", 1):
            wrong = Retire("the task that it was learned from went wrong, says the user")
            await self._do(known, wrong, episode.session_id, episode.turn_id)

    async def retire_idle(self) -> None:
        """Retire what nobody has used for long."""
        for known in await self._book.idle(self._records.clock()):
            await self._do(known, await self._next(known), "", "")

    async def _next(self, known: KnownSkill) -> Move:
        uses = await self._records.skills(lambda store, _: store.uses(known.owner, known.name))
        versions = await self._book.versions_to_go_back_to(known)
        counted = [
            Use(use.version, use.verdict, use.steps, use.tokens, use.at, bool(use.followed))
            for use in uses
            # Whoever restores a skill wants another look at it.
            if use.verdict and (known.state_reason != RESTORED or use.at >= known.state_at)
        ]
        life = Life(
            known.state,
            known.pinned,
            known.version,
            known.created_at or self._records.clock(),
            known.last_used_at,
            known.approved,
        )
        return next_move(life, counted, versions, self._records.clock())

    async def _do(self, known: KnownSkill, move: Move, session_id: str, turn_id: str) -> None:
        diff = ""
        what: What
        match move:
            case Promote():
                what, after = "promoted", await self._keeper.set_state(known.name, "trusted", move.reason)
            case Retire():
                what, after = "retired", await self._keeper.set_state(known.name, "retired", move.reason)
            case RollBack():
                what = "rolled_back"
                _, diff = await self._keeper.roll_back(known.name, move.to_version, move.reason)
                after = await self._keeper.set_state(known.name, move.state, move.reason)
            case _:
                return
        self._tell(
            Learned(
                session_id, turn_id, what, after.name, after.description, after.state, after.version, move.reason, diff
            )
        )
