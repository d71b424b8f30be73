"""Decide whether a draft of a skill is for a kind of task that there is a skill for already."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .evidence import Candidate, Evidence
from .lookup import OPENING_WORDS
from .ranking import chance, to_odds
from .related import RELATED
from .skill import Skill
from .words import words

SAME_TASK_THRESHOLD = 0.62
"""To merge two skills that differ loses one of them; to keep two that are the same only costs a candidate."""

SURE = 0.93
"""What a prompt alone must score without a draft to compare."""

MIN_PLACE = 0.35
"""How alike files and commands must be then."""

BODY, OPENING, PLACE, COMMANDS, PHRASES = 2.87, 1.95, 3.96, 1.80, 2.81
PROMPT_ODDS, DRAFT_ODDS = 0.34, 0.84
BIAS = -4.63
"""Fitted to the births of the tuning set in tests/quality/skills, with and without the skill that each doubles."""

UNSEEN_ODDS = -6.0
"""Of a skill that search does not find at all."""

Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Task:
    """What a draft, or a task that no draft was made of yet, is about."""

    head: frozenset[str]
    opening: frozenset[str]
    body: frozenset[str]
    place: frozenset[str]
    """Words of files and commands."""
    commands: frozenset[str]
    phrases: frozenset[str]
    """Neighboring words, with spaces around them."""

    @classmethod
    def of(cls, skill: Skill | None, files: tuple[str, ...], commands: tuple[str, ...]) -> "Task":
        """Take a draft apart, and the files and commands of its task."""
        head = words(headline(skill)) if skill else []
        body = words(skill.body) if skill else []
        ran = frozenset(words(" ".join((*commands, *(skill.traits.commands if skill else ())))))
        return cls(
            head=frozenset(head),
            opening=frozenset(body[:OPENING_WORDS]),
            body=frozenset(body),
            place=ran | frozenset(words(" ".join(files))),
            commands=ran,
            phrases=frozenset(f" {one} {other} " for text in (head, body) for one, other in pairwise(text)),
        )

    @property
    def words(self) -> frozenset[str]:
        """All of them."""
        return self.head | self.body | self.place


def headline(skill: Skill) -> str:
    """Return what a skill says about itself in short."""
    return f"{skill.name} {skill.description}"


def same_task(task: Task, prompt: Sequence[Evidence], draft: Sequence[Evidence], rarity: Rarity) -> tuple[str, float]:
    """Return the skill that is most likely for the same kind of task, and how likely that is.

    Args:
        prompt: what search finds for what the user said.
        draft: what it finds for what the draft says about itself.
        rarity: how telling a word is.
    """
    candidates = {one.candidate.name: one.candidate for one in (*prompt, *draft)}
    by_prompt = {one.candidate.name: to_odds(one) for one in prompt}
    by_draft = {one.candidate.name: to_odds(one) for one in draft}
    odds = {
        name: BIAS
        + PROMPT_ODDS * by_prompt.get(name, UNSEEN_ODDS)
        + DRAFT_ODDS * by_draft.get(name, UNSEEN_ODDS)
        + _likeness(task, candidate, rarity)
        for name, candidate in candidates.items()
    }
    best = max(odds, key=lambda name: odds[name], default="")
    return best, chance(odds[best]) if best else 0.0


def same_task_by_prompt(task: Task, prompt: Sequence[Evidence], rarity: Rarity) -> tuple[str, float]:
    """Return the skill that fits a prompt beyond doubt, and whose files and commands are those of the task."""
    best = max(prompt, key=to_odds, default=None)
    if best is None or cosine(task.place, best.candidate.place, rarity) < MIN_PLACE:
        return "", 0.0
    return best.candidate.name, (1 - best.refused) * chance(to_odds(best))


def _likeness(task: Task, candidate: Candidate, rarity: Rarity) -> float:
    head = candidate.title | candidate.description
    return (
        BODY * cosine(task.body | task.head, candidate.body | head, rarity)
        + OPENING * _mutual(task.opening | task.head, candidate.opening | head, rarity)
        + PLACE * cosine(task.place, candidate.place, rarity)
        + COMMANDS * cosine(task.commands, candidate.place, rarity)
        + PHRASES * min(1.0, sum(phrase in candidate.text for phrase in task.phrases) / 12)
    )


def cosine(ours: frozenset[str], theirs: frozenset[str], rarity: Rarity) -> float:
    """Return how alike two sets of words are, rare ones above all."""
    lengths = sum(rarity(word) ** 2 for word in ours) * sum(rarity(word) ** 2 for word in theirs)
    return sum(rarity(word) ** 2 for word in ours & theirs) / math.sqrt(lengths) if lengths else 0.0


def _mutual(ours: frozenset[str], theirs: frozenset[str], rarity: Rarity) -> float:
    return math.sqrt(_covered(ours, theirs, rarity) * _covered(theirs, ours, rarity))


def _covered(ours: frozenset[str], theirs: frozenset[str], rarity: Rarity) -> float:
    """Return how much of `ours` is in `theirs`, words that mean the same included."""
    total = found = 0.0
    for word in ours:
        total += rarity(word)
        if word in theirs:
            found += rarity(word)
        elif RELATED.get(word, frozenset()) & theirs:
            found += rarity(word) / 2
    return found / total if total else 0.0
