"""Put the skills that fit into a prompt: at most three, within a budget that follows the context window."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ..agent.context import Window
from ..agent.events import UsedSkill
from ..agent.tokens import estimate_tokens
from ..tools.skills import inert, skill_block
from .known import KnownSkill, Match

MAX_SKILLS = 3
SHARE_OF_WINDOW = 0.06
MAX_TOKENS = 2_400
"""As many as a long skill takes: SKILL.md is at most 15 KB, and most have under 4."""
MIN_TOKENS = 160
"""Room for the names and descriptions of three candidates in the smallest window."""
MAX_DESCRIPTION = 300
"""Characters of a skill's description that a prompt gets."""

INTRODUCTION = (
    "Skills that were learned from earlier tasks and may fit. Follow one as far as it fits this task; where it and "
    "the code disagree, the code is right."
)


@dataclass(frozen=True, slots=True)
class Instructions:
    """A skill, and what it says."""

    match: Match
    body: str
    how: Literal["instructions", "offered", "forced"]


def budget(window: Window) -> int:
    """Return how many tokens skills may take in a prompt."""
    return max(MIN_TOKENS, min(MAX_TOKENS, round(window.size * SHARE_OF_WINDOW)))


def compose(found: Sequence[Instructions], max_tokens: int) -> tuple[str, tuple[UsedSkill, ...]]:
    """Return what the model reads, and which skills are in it.

    Trusted skills go in whole as long as they fit; the others are named, and opened with `use_skill`.
    One that the user asks for always goes in whole.
    """
    parts: list[str] = []
    used: list[UsedSkill] = []
    room = max_tokens - estimate_tokens(INTRODUCTION)
    for one in found:
        for text, how in _ways(one):
            size = estimate_tokens(text)
            if size <= room or how == "forced":
                parts.append(text)
                used.append(to_used(one.match.skill, how, one.match.why))
                room -= size
                break
    if not parts:
        return "", ()
    return "\n".join(("<skills>", INTRODUCTION, *parts, "</skills>")), tuple(used)


def to_used(skill: KnownSkill, how: Literal["instructions", "offered", "opened", "forced"], why: str) -> UsedSkill:
    """Return what clients are told about a skill in use."""
    return UsedSkill(skill.name, skill.description, skill.version, how, why)


def _ways(one: Instructions) -> Iterator[tuple[str, Literal["instructions", "offered", "forced"]]]:
    """Yield the ways to tell of a skill, the fullest first."""
    skill = one.match.skill
    if one.how != "offered":
        yield skill_block(skill.name, one.body), one.how
    short = inert(" ".join(skill.description.split()))
    short = short if len(short) <= MAX_DESCRIPTION else short[: MAX_DESCRIPTION - 1] + "…"
    yield f'<skill name="{skill.name}">{short} (Open it with use_skill if it fits.)</skill>', "offered"
