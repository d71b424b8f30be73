"""Weigh the words of a query: the rarer a word is, the more it says about which skill is meant."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .related import COMMON, RELATED

MAX_TERMS = 24
"""Words of one query that count, the heaviest; a pasted log has thousands."""

MEANS_THE_SAME = 0.5
"""What a related word counts against the word itself."""

MISSPELLED = 0.8

PRIOR_SKILLS = 200
"""The share of skills that hold a word is estimated as if so many others had been seen: rarity then means the same
in a library of ten and of ten thousand."""

PRIOR_PROMPTS = 50
COMMON_SHARE, RARE_SHARE = 0.12, 0.004
"""Of those other skills that hold a word, for common and for all other words."""

COMMON_PROMPTS, RARE_PROMPTS = 0.05, 0.01

RAREST = 0.004
"""Below this share, all words are equally rare."""

UNKNOWN = 0.5
"""Words that no skill holds say what the task is about, and not what kind it is."""

ASKS = re.compile(
    r"(?:hi|hello|hey)?[ ,!]*(?:please )?(?:explain|what (?:is|are|does|do|did|can|s)\b|what's|whats|why (?:is|are|do"
    r"|does|did|was)|how (?:does|do (?!i\b)|long|much|many|old|is|are)|who |which |is (?:it|there|this)|are"
    r" (?:there|these)|summari|describe|tell me|erkl|was ist|was mach|warum|wieso|explique|解释|什么是|为什么)"
)
WANTS = re.compile(
    r"\bhow (?:do|can|could|should) (?:we|i|you)\b|\b(?:can|could|should|shall) (?:you|we|i)\b|\bplease\b|\blet's\b"
    r"|\bneeds? to\b|\bmust\b|\bshould\b|\b(?:and|then) (?:fix|make|add|change)\b"
)


@dataclass(frozen=True, slots=True)
class Use:
    """How usual a word is."""

    skills: int = 0
    """That hold it."""
    prompts: int = 0
    """Earlier prompts that hold it."""


@dataclass(frozen=True, slots=True)
class Term:
    """One telling word of a query."""

    word: str
    weight: float
    """From 0.5 to 5.5."""
    usual: float
    """The share of prompts of all kinds that hold it."""
    others: Mapping[str, float] = field(default_factory=dict)
    """Words that count for it, and how much, from 0 to 1."""


def only_asks(text: str) -> bool:
    """Return whether a prompt wants to know something, and nothing done."""
    text = text[:2000].strip().lower()
    return bool(ASKS.match(text)) and not WANTS.search(text)


def to_terms(
    query: Iterable[str], uses: Mapping[str, Use], typos: Mapping[str, str], *, skills: int, prompts: int
) -> list[Term]:
    """Return the words of a query as terms, the heaviest first.

    Args:
        uses: of each word, those related to it and those it may be a typo of; absent if nothing holds it.
        typos: what words that no skill holds were probably meant to be.
        skills: how many there are.
        prompts: how many earlier prompts there are.
    """
    terms = []
    for word in dict.fromkeys(query):
        others = {other: MEANS_THE_SAME for other in RELATED.get(word, ()) if other in uses}
        meant = typos.get(word, word)
        if meant != word and meant in uses:
            others[meant] = MISSPELLED
        use = uses.get(meant, Use())
        weight = rarity(meant, use, skills)
        if not use.skills and not others:
            weight *= UNKNOWN
        prior = COMMON_PROMPTS if word in COMMON else RARE_PROMPTS
        usual = (use.prompts + PRIOR_PROMPTS * prior) / (prompts + PRIOR_PROMPTS)
        terms.append(Term(word, weight, usual, others))
    return sorted(terms, key=lambda term: -term.weight)[:MAX_TERMS]


def rarity(word: str, use: Use, skills: int) -> float:
    """Return how telling a word is."""
    prior = COMMON_SHARE if word in COMMON else RARE_SHARE
    return -math.log(max(RAREST, (use.skills + PRIOR_SKILLS * prior) / (skills + PRIOR_SKILLS)))


def overlap(terms: Iterable[Term], held: frozenset[str]) -> dict[str, float]:
    """Return how much of each term is `held`, from 0 to 1; terms of which nothing is held are left out."""
    found = {}
    for term in terms:
        if term.word in held:
            found[term.word] = 1.0
        elif others := term.others.keys() & held:
            found[term.word] = max(term.others[other] for other in others)
    return found
