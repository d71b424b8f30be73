"""Whether tasks of a kind go better than they used to, with numbers that the data carries and no others."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from statistics import median
from typing import Any, Literal

from .intervals import CONFIDENCE, Interval, share_difference, shift
from .kinds import group_by_kind
from .outcome import Verdict

MIN_TASKS = 3
"""With a skill and without: the fewest for which an interval at our confidence exists at all."""
MAX_COMPARED = 300
"""The latest tasks of each side; a comparison takes as many steps as there are pairs."""

Measure = Literal["steps", "tokens", "seconds"]
MEASURES: tuple[Measure, ...] = ("steps", "tokens", "seconds")


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """What one task took, and how it went."""

    episode_id: int
    at: datetime
    prompt: str
    kind: str
    """The skill that fits; "" if none does."""
    with_skill: bool
    verdict: Verdict
    steps: int
    tokens: int
    """Of prompts and answers."""
    seconds: float
    tool_calls: int


@dataclass(frozen=True, slots=True)
class LearningCost:
    """What one piece of learning cost."""

    kind: str
    """The skill that it was about; "" if nothing came of it."""
    requests: int
    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class Arm:
    """Several tasks together."""

    n: int
    successes: int
    failures: int
    """The others are of unknown outcome."""
    steps: float | None
    """The median, as the next two are, of the tasks that did not fail: giving up early is no saving. None of none."""
    tokens: float | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """With a skill, less without: below 0 is less with the skill."""

    success: Interval | None
    """In shares of the tasks whose outcome is known; None if there are too few of them."""
    steps: Interval | None
    tokens: Interval | None
    seconds: Interval | None


@dataclass(frozen=True, slots=True)
class Kind:
    """The tasks of one kind over time."""

    kind: str
    """The skill, or `like:` and the number of the first episode."""
    title: str
    note: str
    points: tuple[TaskRecord, ...]
    """Oldest first."""
    first: TaskRecord
    later: Arm
    with_skill: Arm
    without_skill: Arm
    difference: Difference | None
    saved_tokens: int | None
    """Less what learning about this kind cost; None if there is too little to compare."""


@dataclass(frozen=True, slots=True)
class Total:
    """All tasks."""

    tasks: int
    successes: int
    failures: int
    saved_tokens: int | None
    """In the kinds that can be compared, less all that learning cost."""
    compared_kinds: int


@dataclass(frozen=True, slots=True)
class Growth:
    """How tasks went over time."""

    kinds: tuple[Kind, ...]
    """The most frequent first; a task that no other is like is in none."""
    total: Total
    learning: LearningCost
    note: str


def summarize(records: Sequence[TaskRecord], learning: Sequence[LearningCost]) -> Growth:
    """Return the growth that `records`, in any order, show."""
    ordered = sorted(records, key=lambda record: (record.at, record.episode_id))
    groups = group_by_kind([(record.kind, record.prompt) for record in ordered])
    costs: dict[str, int] = defaultdict(int)
    for one in learning:
        costs[one.kind] += one.prompt_tokens + one.completion_tokens
    kinds = [_summarize_kind(group.kind, [ordered[i] for i in group.members], costs) for group in groups]
    kinds.sort(key=lambda kind: (-len(kind.points), kind.kind))
    saved = [kind.saved_tokens + costs[kind.kind] for kind in kinds if kind.saved_tokens is not None]
    everything = arm(ordered)
    total = Total(
        everything.n,
        everything.successes,
        everything.failures,
        sum(saved) - sum(costs.values()) if saved else None,
        len(saved),
    )
    cost = LearningCost(
        "",
        sum(one.requests for one in learning),
        sum(one.prompt_tokens for one in learning),
        sum(one.completion_tokens for one in learning),
    )
    return Growth(tuple(kinds), total, cost, _note(ordered, kinds))


def arm(records: Sequence[TaskRecord]) -> Arm:
    """Return how the tasks went and what they took."""
    medians = {
        measure: float(median(values)) if (values := _values(records, measure)) else None for measure in MEASURES
    }
    successes, failures = (sum(one.verdict == verdict for one in records) for verdict in ("success", "failure"))
    return Arm(len(records), successes, failures, **medians)


def to_wire(growth: Growth) -> dict[str, Any]:
    """Return `growth` as JSON with names in camelCase and times in ISO 8601."""
    return {
        "kinds": [_kind_to_wire(kind) for kind in growth.kinds],
        "total": _camel(asdict(growth.total)),
        "learning": {name: value for name, value in _camel(asdict(growth.learning)).items() if name != "kind"},
        "note": growth.note,
        "confidence": CONFIDENCE,
    }


def _kind_to_wire(kind: Kind) -> dict[str, Any]:
    return {
        "kind": kind.kind,
        "title": kind.title,
        "note": kind.note,
        "points": [_point_to_wire(point) for point in kind.points],
        "first": _point_to_wire(kind.first),
        "later": _camel(asdict(kind.later)),
        "withSkill": _camel(asdict(kind.with_skill)),
        "withoutSkill": _camel(asdict(kind.without_skill)),
        "difference": kind.difference and _camel(asdict(kind.difference)),
        "savedTokens": kind.saved_tokens,
    }


def _point_to_wire(point: TaskRecord) -> dict[str, Any]:
    """Return what is plotted; prompts may be long, and the session has them."""
    return {
        "episodeId": point.episode_id,
        "at": point.at.isoformat(),
        "verdict": point.verdict,
        "steps": point.steps,
        "tokens": point.tokens,
        "seconds": point.seconds,
        "withSkill": point.with_skill,
    }


def _summarize_kind(kind: str, points: Sequence[TaskRecord], costs: dict[str, int]) -> Kind:
    kind = kind or f"like:{points[0].episode_id}"
    with_skill = [point for point in points if point.with_skill]
    without = [point for point in points if not point.with_skill]
    difference = _compare(with_skill[-MAX_COMPARED:], without[-MAX_COMPARED:])
    arms = arm(with_skill), arm(without)
    usual = arms[1].tokens
    saved = None if difference is None or usual is None else sum(_saved(point, usual) for point in with_skill)
    return Kind(
        kind,
        title_of(kind, points[0].prompt),
        _note_of_kind(difference, *arms),
        tuple(points),
        points[0],
        arm(points[1:]),
        *arms,
        difference,
        None if saved is None else round(saved) - costs[kind],
    )


def _compare(with_skill: Sequence[TaskRecord], without: Sequence[TaskRecord]) -> Difference | None:
    one, other = arm(with_skill), arm(without)
    if min(side.n - side.failures for side in (one, other)) < MIN_TASKS:
        return None
    measured = {measure: shift(_values(with_skill, measure), _values(without, measure)) for measure in MEASURES}
    known = [(side.successes, side.successes + side.failures) for side in (one, other)]
    success = share_difference(*known) if min(n for _, n in known) >= MIN_TASKS else None
    return Difference(success, **measured)


def _values(records: Sequence[TaskRecord], measure: Measure) -> list[float]:
    return [getattr(record, measure) for record in records if record.verdict != "failure"]


def _saved(point: TaskRecord, usual: float) -> float:
    """A task that failed has saved nothing, but may have cost more."""
    saved = usual - point.tokens
    return min(saved, 0.0) if point.verdict == "failure" else saved


def title_of(kind: str, prompt: str) -> str:
    """Return a line for people: the skill's name as words, or the beginning of the first prompt."""
    text = prompt if kind.startswith("like:") else kind.replace("-", " ")
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    line = line if len(line) <= 60 else f"{line[:59]}…"
    return (line[:1].upper() + line[1:]) or "Untitled"


def _note_of_kind(difference: Difference | None, with_skill: Arm, without: Arm) -> str:
    tasks = with_skill.n + without.n
    if difference is None:
        return (
            f"{tasks} {'task' if tasks == 1 else 'tasks'} of this kind so far, {with_skill.n} with and {without.n} "
            f"without a skill; at least {MIN_TASKS} of each that did not fail are needed to compare."
        )
    found = [_say(measure, getattr(difference, measure)) for measure in ("success", *MEASURES)]
    certain = [text for text in found if text]
    if not certain:
        return "No difference is certain: each may as well be chance."
    return f"With the skill: {', '.join(certain)}. Tasks differ, so the skill need not be the only reason."


def _say(measure: str, interval: Interval | None) -> str:
    if interval is None or interval.low <= 0 <= interval.high:
        return ""
    if measure == "success":
        return "more often a success" if interval.value > 0 else "less often a success"
    if measure == "seconds":
        return "slower" if interval.value > 0 else "faster"
    return f"{'more' if interval.value > 0 else 'fewer'} {measure}"


def _note(records: Sequence[TaskRecord], kinds: Sequence[Kind]) -> str:
    if not records:
        return "No task is finished yet. What tasks take and how they go appears here."
    single = len(records) - sum(len(kind.points) for kind in kinds)
    if not kinds:
        return "No two tasks are of one kind so far, so there is nothing to compare."
    return f"{single} {'task is' if single == 1 else 'tasks are'} like no other." if single else ""


def _camel(value: Any) -> Any:
    return {_camel_name(name): _camel(item) for name, item in value.items()} if isinstance(value, dict) else value


def _camel_name(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
