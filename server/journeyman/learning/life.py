"""Decide from its uses whether a skill is trusted, goes back to an earlier version, or retires.

What counts are the last `RECENT` uses of a version that were followed and whose outcome is known. A
skill that was only shown, or whose task ended nobody knows how, is neither praised nor blamed.

- The user's word stands above all: a pinned skill is never moved, and an approved one never retires.
- A version with two failures goes back to an earlier one that did not fail; so does one that takes clearly
  more steps than the one before. If there is none, a candidate retires.
- A trusted skill without an earlier version has more credit: it retires at three failures.
- A candidate is trusted after two successes without a failure among its recent uses.
- What nobody used for 60 days retires. It stays on disk, and the user can restore it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Literal

from ..skills.skill import State

RECENT = 5
"""Uses that are looked at: one failure is forgiven after so many successes, and old glory does not help."""
ENOUGH_SUCCESSES = 2
TOO_MANY_FAILURES = 2
TOO_MANY_FAILURES_OF_TRUSTED = 3
ENOUGH_TO_COMPARE = 3
"""Successful uses of each version, before their steps are compared."""
CLEARLY_MORE = 1.5
"""Times the steps, by median. The steps of one kind of task vary by a third by themselves."""
MAX_IDLE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Use:
    """One task in which a version of a skill was at hand."""

    version: int
    verdict: Literal["success", "failure", "unknown"]
    steps: int
    tokens: int
    at: datetime
    followed: bool
    """Whether the agent did what the skill says, as far as its calls show."""


@dataclass(frozen=True, slots=True)
class Life:
    """Where a skill stands."""

    state: State
    pinned: bool
    version: int
    created_at: datetime
    last_used_at: datetime | None
    approved: bool
    """The user said that it is good."""


@dataclass(frozen=True, slots=True)
class Promote:
    """It is trusted from now on."""

    reason: str


@dataclass(frozen=True, slots=True)
class RollBack:
    """An earlier version takes its place again."""

    to_version: int
    reason: str
    state: State
    """What the earlier version has earned by its own uses."""


@dataclass(frozen=True, slots=True)
class Retire:
    """It is offered no longer."""

    reason: str


Move = Promote | RollBack | Retire | None


def next_move(life: Life, uses: Sequence[Use], versions: Sequence[int], now: datetime) -> Move:
    """Return what has to happen to a skill.

    `uses` are those since the user restored it, if that happened. `versions` are the numbers of those
    that can be gone back to: other ones, with another text than the one it has now.
    """
    if life.pinned or life.state == "retired":
        return None
    return _judged(life, uses, versions) or _promoted(life, uses) or _idle(life, now)


def _judged(life: Life, uses: Sequence[Use], versions: Sequence[int]) -> RollBack | Retire | None:
    """Return the consequence of failures and of too many steps."""
    failures = _failures(life.version, uses)
    earlier = _good_version(life.version, uses, versions)
    wrong = f"{failures} of the last {len(_recent(life.version, uses))} tasks with it failed"
    if earlier is not None:
        if failures >= TOO_MANY_FAILURES:
            return RollBack(earlier, f"version {life.version}: {wrong}", _earned(life, earlier, uses))
        if slower := _slower(life.version, earlier, uses):
            return RollBack(earlier, slower, _earned(life, earlier, uses))
        return None
    limit = TOO_MANY_FAILURES if life.state == "candidate" else TOO_MANY_FAILURES_OF_TRUSTED
    return Retire(wrong) if failures >= limit and not life.approved else None


def _promoted(life: Life, uses: Sequence[Use]) -> Promote | None:
    if life.state != "candidate":
        return None
    if life.approved:
        return Promote("approved by the user")
    if _has_proved_itself(life.version, uses):
        return Promote(f"{_successes(life.version, uses)} tasks with it went well, none failed")
    return None


def _idle(life: Life, now: datetime) -> Retire | None:
    idle = now - max(life.created_at, life.last_used_at or life.created_at)
    return Retire(f"not used for {idle.days} days") if idle >= MAX_IDLE and not life.approved else None


def _good_version(version: int, uses: Sequence[Use], versions: Sequence[int]) -> int | None:
    """Return the latest of the earlier versions that did not fail itself."""
    good = [one for one in versions if one < version and _failures(one, uses) < TOO_MANY_FAILURES]
    return max(good, default=None)


def _earned(life: Life, version: int, uses: Sequence[Use]) -> State:
    return "trusted" if life.approved or _has_proved_itself(version, uses) else "candidate"


def _slower(version: int, earlier: int, uses: Sequence[Use]) -> str:
    """Say that a version takes clearly more steps than an earlier one; "" if it does not."""
    steps, before = (
        [use.steps for use in _recent(one, uses) if use.verdict == "success"] for one in (version, earlier)
    )
    if min(len(steps), len(before)) < ENOUGH_TO_COMPARE or median(steps) < CLEARLY_MORE * median(before):
        return ""
    return f"version {version} takes {median(steps):g} steps, version {earlier} took {median(before):g}"


def _has_proved_itself(version: int, uses: Sequence[Use]) -> bool:
    return _successes(version, uses) >= ENOUGH_SUCCESSES and not _failures(version, uses)


def _successes(version: int, uses: Sequence[Use]) -> int:
    return sum(use.verdict == "success" for use in _recent(version, uses))


def _failures(version: int, uses: Sequence[Use]) -> int:
    return sum(use.verdict == "failure" for use in _recent(version, uses))


def _recent(version: int, uses: Sequence[Use]) -> list[Use]:
    """Return the last uses of a version that say something about it, in their order."""
    telling = [use for use in uses if use.version == version and use.followed and use.verdict != "unknown"]
    return sorted(telling, key=lambda use: use.at)[-RECENT:]
