"""Collect what speaks for a skill: its words, its files, and the prompts that it served before."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import NamedTuple

from .related import COMMON
from .terms import Term, overlap
from .words import words

RIVALS = 5
"""Skills that are compared with each other, word by word."""

USUAL_LENGTH = 200
"""Words of a skill."""

LESSON_WORD = 3.0
"""Weight of a word of an earlier prompt that the query lacks: about that of a usual word."""

DOUBT = 3
"""A habit is believed as if so many prompts more had been seen, of all kinds."""


class Lesson(NamedTuple):
    """A prompt that a skill served well, or did not fit. A tuple, because a search makes a thousand of them."""

    text: str
    """Its words, each once, with a space between, before and after them."""
    weight: float
    """Below 0: it did not fit. The farther from 0, the surer."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the index holds of one skill."""

    name: str
    title: frozenset[str]
    """Words of the name."""
    description: frozenset[str]
    opening: frozenset[str]
    """The first words of the body, which usually say when to use it."""
    body: frozenset[str]
    place: frozenset[str]
    """Words of its languages, globs and commands."""
    text: str
    """All words of name, description and body in their order, with spaces between, before and after them."""
    globs: tuple[str, ...]
    lessons: tuple[Lesson, ...]
    likeness: float | None = None
    """Cosine of the embeddings of query and skill; None if either has none."""

    @property
    def words(self) -> frozenset[str]:
        """All words of the skill itself."""
        return self.title | self.description | self.body | self.place


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a skill, and what against it. Numbers are from 0 to 1."""

    candidate: Candidate
    held: Mapping[str, float]
    """How much of each word of the query the skill holds, in the best place that it stands in."""
    found: tuple[str, ...]
    """Words of the query in its name and description, the most telling ones first."""
    served: int
    """Earlier prompts that are alike."""
    coverage: float
    """How much of the query the skill covers."""
    mass: float
    """How much the query says that is in name and description, whatever else it says."""
    named: float
    """How much of the skill's name the query mentions."""
    opening: float
    """How much the query says that is in the first words of the instructions."""
    phrase: float
    """Neighboring words of the query that are neighbors in the skill."""
    rank: float
    """How often the skill speaks of the query's words, for its length."""
    file: float
    nearest: float
    """The earlier prompt that is most like the query."""
    nearest_three: float
    habit: float
    """How usual the words of the query are among its earlier prompts, against all prompts."""
    unusual: float
    """The same for words that its earlier prompts lack."""
    refused: float
    """How much it was turned down for such prompts, against how much it served them."""
    distinct: float = 0.0
    """How much of what tells the best candidates apart speaks for this one."""


def collect(
    terms: Sequence[Term], candidates: Iterable[Candidate], phrases: frozenset[str], files: Sequence[str]
) -> list[Evidence]:
    """Return the evidence for each of `candidates`.

    Args:
        phrases: neighboring words of the query, with spaces around them.
        files: that are open or mentioned.
    """
    found = [_collect(terms, candidate, phrases, files) for candidate in candidates]
    # Files that fit many skills say little about each.
    fitting = math.sqrt(sum(one.file > 0 for one in found) or 1)
    return _told_apart(terms, [replace(one, file=one.file / fitting) for one in found])


def _collect(terms: Sequence[Term], candidate: Candidate, phrases: frozenset[str], files: Sequence[str]) -> Evidence:
    weights = {term.word: term.weight for term in terms}
    total = sum(weights.values()) or 1.0
    title, description, opening, body, place = (
        overlap(terms, held)
        for held in (candidate.title, candidate.description, candidate.opening, candidate.body, candidate.place)
    )
    head = _best((title, 1.0), (description, 0.85))
    mass = {word: weights[word] * share for word, share in head.items()}
    lessons = _learn(terms, candidate.lessons)
    return Evidence(
        candidate=candidate,
        held=_best((head, 1.0), (opening, 0.6), (body, 0.4), (lessons.shares, 0.9)),
        found=tuple(sorted(mass, key=lambda word: -mass[word])),
        served=lessons.alike,
        coverage=_sum(_best((head, 1.0), (body, 0.45), (place, 0.5)), weights) / total,
        mass=_saturated(sum(mass.values()), 6),
        named=_named(terms, candidate.title),
        opening=_saturated(_sum(opening, weights), 6),
        phrase=min(1.0, sum(phrase in candidate.text for phrase in phrases) / 2),
        rank=_often(terms, candidate.text) / total,
        file=fitting_file(files, candidate.globs),
        nearest=lessons.nearest,
        nearest_three=lessons.nearest_three,
        habit=lessons.habit,
        unusual=lessons.unusual,
        refused=lessons.refused,
    )


def _told_apart(terms: Sequence[Term], found: Sequence[Evidence]) -> list[Evidence]:
    """Fill in `distinct`: among near-duplicates, the one word that only one of them holds decides."""
    rivals = sorted(found, key=lambda one: -(one.coverage + one.rank + one.habit + one.nearest))[:RIVALS]
    if not rivals:
        return []
    usual, decisive = {}, {}
    for term in terms:
        shares = [one.held.get(term.word, 0.0) for one in rivals]
        usual[term.word] = sum(shares) / len(shares)
        decisive[term.word] = (max(shares) - usual[term.word]) * term.weight
    total = sum(decisive.values()) or 1.0
    return [
        replace(
            one,
            distinct=math.sqrt(one.coverage)
            * max(0.0, sum((one.held.get(word, 0.0) - usual[word]) * weight for word, weight in decisive.items()))
            / total,
        )
        for one in found
    ]


def fitting_file(files: Iterable[str], globs: Iterable[str]) -> float:
    """Return how well one of `files` fits one of `globs`, from 0 to 1. `src/routes/*.py` says more than `*.py`."""
    best = 0.0
    for glob in globs:
        telling = len(set(words(glob)) - {"src"}) + glob.count("/") / 2
        worth = min(1.0, 0.1 + telling / 4)
        if worth > best and any(_fits(path.replace("\\", "/"), glob) for path in files):
            best = worth
    return best


def _fits(path: str, glob: str) -> bool:
    return fnmatchcase(path, glob) or fnmatchcase(path, f"*/{glob}")


@dataclass(frozen=True, slots=True)
class _Learned:
    alike: int
    nearest: float
    nearest_three: float
    habit: float
    unusual: float
    refused: float
    shares: Mapping[str, float]


def _learn(terms: Sequence[Term], lessons: Sequence[Lesson]) -> _Learned:
    weights = {term.word: term.weight for term in terms}
    length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
    counts = dict.fromkeys(weights, 0)
    likenesses: list[float] = []
    good = bad = 0.0
    served = 0
    for lesson in lessons:
        shared = [word for word in weights if f" {word} " in lesson.text]
        common = sum(weights[word] ** 2 for word in shared)
        others = lesson.text.count(" ") - 1 - len(shared)
        likeness = common / (length * math.sqrt(common + LESSON_WORD**2 * others)) if shared else 0.0
        if lesson.weight > 0:
            served += 1
            likenesses.append(likeness)
            good += lesson.weight * likeness**4
            for word in shared:
                counts[word] += 1
        else:
            bad -= lesson.weight * likeness**4
    likenesses.sort(reverse=True)
    habit, unusual = _habit(terms, counts, served)
    return _Learned(
        alike=sum(likeness > 0.5 for likeness in likenesses),
        nearest=likenesses[0] if likenesses else 0.0,
        nearest_three=sum(likenesses[:3]) / 3,
        habit=habit,
        unusual=unusual,
        refused=max(0.0, bad - good) / (bad + good + 0.1),
        shares={word: min(1.0, count / (1 + 0.2 * served)) for word, count in counts.items() if count},
    )


def _habit(terms: Iterable[Term], counts: Mapping[str, int], served: int) -> tuple[float, float]:
    """Return how much more, and how much less usual the terms are among `served` prompts than among all."""
    more = less = total = 0.0
    for term in terms:
        total -= math.log(term.usual)
        gain = math.log((counts[term.word] + DOUBT * term.usual) / (served + DOUBT) / term.usual) if served else 0.0
        more += max(gain, 0.0)
        less += max(-gain, 0.0)
    return more / (total or 1.0), less / (total or 1.0)


def _named(terms: Iterable[Term], title: frozenset[str]) -> float:
    hit = dict.fromkeys(title, 0.0)
    for term in terms:
        for word, strength in ((term.word, 1.0), *term.others.items()):
            if word in hit:
                hit[word] = max(hit[word], strength)
    worth = {word: 0.5 if word in COMMON else 1.0 for word in title}
    return sum(worth[word] * share for word, share in hit.items()) / (sum(worth.values()) or 1.0)


def _best(*places: tuple[Mapping[str, float], float]) -> dict[str, float]:
    """Return the best share of each word, where every place counts as much as it says."""
    best: dict[str, float] = {}
    for shares, worth in places:
        for word, share in shares.items():
            best[word] = max(best.get(word, 0.0), worth * share)
    return best


def _often(terms: Iterable[Term], text: str) -> float:
    """Return how often the skill speaks of the terms, for its length, as BM25 does: for every term, 0 to its weight."""
    doubt = 0.3 + 0.9 * text.count(" ") / USUAL_LENGTH
    counts = ((term.weight, text.count(f" {term.word} ")) for term in terms)
    return sum(weight * count / (count + doubt) for weight, count in counts)


def _sum(shares: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum(share * weights[word] for word, share in shares.items())


def _saturated(mass: float, scale: float) -> float:
    return 1 - math.exp(-mass / scale)
