"""Skills, their versions and their uses as clients see them."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..memory.skill_rows import SkillUse
    from ..skillbook import KnownSkill, Match, Step


def to_skill(skill: "KnownSkill", *, trusted: bool) -> dict[str, Any]:
    """Return a skill as clients see it; `trusted`, if the folder is."""
    return {
        "name": skill.name,
        "description": skill.description,
        "state": skill.state,
        "reason": skill.state_reason,
        "scope": skill.scope,
        "uri": skill.path.as_uri(),
        "version": skill.version,
        "pinned": skill.pinned,
        "approved": skill.approved,
        "usable": skill.is_usable(trusted=trusted),
        "problem": _problem(skill, trusted=trusted),
        "uses": skill.uses,
        "successes": skill.successes,
        "failures": skill.failures,
        "createdAt": skill.created_at.isoformat() if skill.created_at else None,
        "lastUsedAt": skill.last_used_at.isoformat() if skill.last_used_at else None,
    }


def to_use(use: "SkillUse") -> dict[str, Any]:
    """Return a use of a skill; what it took is known when its task is over."""
    is_over = use.verdict is not None
    return {
        "at": use.at.isoformat(),
        "version": use.version,
        "how": use.how,
        "verdict": use.verdict,
        "followed": use.followed,
        "steps": use.steps if is_over else None,
        "tokens": use.tokens if is_over else None,
        "seconds": use.seconds if is_over else None,
    }


def to_match(match: "Match") -> dict[str, Any]:
    """Return a skill that was found."""
    return {
        "name": match.skill.name,
        "description": match.skill.description,
        "score": round(match.score, 3),
        "state": match.skill.state,
        "scope": match.skill.scope,
        "why": match.why,
    }


def to_version(step: "Step") -> dict[str, Any]:
    """Return a version of a skill."""
    version = step.version
    return {
        "version": version.version,
        "at": version.at.isoformat(),
        "origin": version.origin,
        "reason": version.reason,
        "text": version.text,
        "diff": step.diff,
    }


def _problem(skill: "KnownSkill", *, trusted: bool) -> str:
    if skill.problem or skill.state == "retired" or skill.is_usable(trusted=trusted):
        return skill.problem
    return "It comes with the folder, and the folder is not trusted. Trust the folder to use it."
