"""What people and programs see of a skill."""

from collections.abc import Iterator, Sequence
from typing import Any

from ..skillbook import KnownSkill, Match, Step
from ..skills.catalog import Card
from .printing import clean
from .wire import to_wire


def lines(skills: Sequence[KnownSkill], hidden: Sequence[tuple[Card, KnownSkill | None]]) -> Iterator[str]:
    """Yield a table of the skills, with what is wrong below each, and of those that others hide."""
    rows = [(_cells(skill), skill.problem) for skill in skills]
    rows += [(_hidden_cells(card), _hidden_by(card, by)) for card, by in hidden]
    widths = [max(map(len, column)) for column in zip(*(cells for cells, _ in rows), strict=True)]
    for cells, problem in rows:
        yield "  ".join(map(str.ljust, cells, widths)).rstrip()
        if problem:
            yield f"    ✗ {clean(problem)}"


def heading(skill: KnownSkill) -> Iterator[str]:
    """Yield what is known of a skill, as far as its text does not say it."""
    reason = f" ({clean(skill.state_reason)})" if skill.state_reason else ""
    yield f"# {clean(skill.name)}"
    yield f"{skill.scope} · {standing(skill)}{reason} · version {skill.version} · {uses(skill)}"
    yield clean(str(skill.path))
    if skill.problem:
        yield f"✗ {clean(skill.problem)}"


def match_lines(match: Match) -> Iterator[str]:
    """Yield why a skill was found, and what it is for."""
    skill = match.skill
    yield f"{clean(skill.name)}  {match.score:.2f}  {standing(skill)}, version {skill.version}  {clean(match.why)}"
    yield f"    {clean(' '.join(skill.description.split()))}"


def step_lines(step: Step) -> Iterator[str]:
    """Yield a version: where it came from, and what it changed."""
    version = step.version
    yield f"version {version.version}  {version.at:%Y-%m-%d %H:%M}  {version.origin}: {clean(version.reason)}"
    yield from (f"    {clean(line)}" for line in step.diff.splitlines())


def standing(skill: KnownSkill) -> str:
    """Return the state of a skill in a word or two."""
    if skill.problem:
        return "not used"
    return f"{skill.state}, pinned" if skill.pinned else skill.state


def uses(skill: KnownSkill) -> str:
    """Return how often a skill was used, and how that went."""
    if not skill.uses:
        return "not used yet"
    return f"{skill.uses} {'use' if skill.uses == 1 else 'uses'}, {skill.successes} went well"


def skill_to_wire(skill: KnownSkill) -> dict[str, Any]:
    """Return a skill as programs read it; names are those of the protocol."""
    return {
        **_both(skill),
        "state": skill.state,
        "reason": skill.state_reason,
        "version": skill.version,
        "pinned": skill.pinned,
        "approved": skill.approved,
        "usable": skill.is_usable(trusted=True),
        "uses": skill.uses,
        "successes": skill.successes,
        "failures": skill.failures,
        "createdAt": to_wire(skill.created_at),
        "lastUsedAt": to_wire(skill.last_used_at),
        "hiddenBy": None,
    }


def hidden_to_wire(card: Card, by: KnownSkill | None) -> dict[str, Any]:
    """Return a skill that another one hides, or a place that cannot be read: most is not known of them."""
    unknown = "state reason version pinned approved uses successes failures createdAt lastUsedAt"
    return {
        **_both(card),
        **dict.fromkeys(unknown.split()),
        "usable": False,
        "hiddenBy": str(by.path) if by else None,
    }


def _both(skill: KnownSkill | Card) -> dict[str, Any]:
    return {
        "name": skill.name,
        "description": skill.description,
        "scope": skill.scope,
        "path": str(skill.path),
        "problem": skill.problem,
        "traits": to_wire(skill.traits),
    }


def match_to_wire(match: Match) -> dict[str, Any]:
    """Return a skill that was found as programs read it."""
    return {**skill_to_wire(match.skill), "score": match.score, "why": match.why}


def step_to_wire(step: Step) -> dict[str, Any]:
    """Return a version as programs read it."""
    return {**to_wire(step.version), "diff": step.diff}


def _cells(skill: KnownSkill) -> tuple[str, ...]:
    last = f"{skill.last_used_at:%Y-%m-%d}" if skill.last_used_at else ""
    return clean(skill.name), standing(skill), f"version {skill.version}", skill.scope, uses(skill), last


def _hidden_cells(card: Card) -> tuple[str, ...]:
    return clean(card.name or card.path), "hidden" if card.name else "not read", "", card.scope, "", ""


def _hidden_by(card: Card, by: KnownSkill | None) -> str:
    # A place that cannot be read has no name.
    return f"{by.path} has the same name, and comes first." if by else card.problem
