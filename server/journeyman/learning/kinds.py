"""Put tasks of one kind together: by the skill that fits, and by the rare words that prompts share."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log

from ..skills.words import words

LIKE = 0.4
"""Share of the weight of all words of a prompt and a kind that they have in common, from which on it is of that kind.
Measured on requests for 20 of 65 skills, November 2026: of 700 that might join a skill's kind, 333 did, one of them
wrongly; with 0.3 it is 423 and 3. A wrong one spoils a comparison, a missing one only makes it wait."""
MAX_READ = 50
"""Prompts of a kind; after these, its words are known."""
MIN_SHARED = 2
"""Words; "fix" alone makes no kind."""
RAREST = 4
"""Words by which similar kinds are looked for; common ones would lead to all of them."""


@dataclass(slots=True)
class Group:
    """Tasks of one kind, by their position."""

    kind: str
    """The skill; "" if they are only like each other."""
    members: list[int] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    core: frozenset[str] = frozenset()
    """The words of at least half of the prompts."""

    def add(self, position: int, prompt: frozenset[str]) -> None:
        """Take a task in."""
        self.members.append(position)
        if len(self.members) > MAX_READ:
            return
        self.counts.update(prompt)
        self.core = frozenset(word for word, count in self.counts.items() if 2 * count >= len(self.members))


def group_by_kind(tasks: Sequence[tuple[str, str]]) -> list[Group]:
    """Group tasks, each the skill that fits or "" and its prompt, oldest first.

    A task that no skill fits joins the kind that its prompt is most like: what was done before there was a skill
    is what the skill is compared with. Kinds without a skill have two tasks at least.
    """
    prompts = [frozenset(words(prompt)) for _, prompt in tasks]
    counts = Counter(word for prompt in prompts for word in prompt)
    # A word that occurs once, such as the name of the new route, is what differs within a kind.
    weights = {word: log(1 + (len(prompts) / count if count > 1 else 1)) for word, count in counts.items()}
    groups: dict[str, Group] = {}
    for position, (kind, _) in enumerate(tasks):
        if kind:
            groups.setdefault(kind, Group(kind)).add(position, prompts[position])
    found = list(groups.values())
    by_word: dict[str, set[int]] = defaultdict(set)
    for number, group in enumerate(found):
        for word in group.counts:
            by_word[word].add(number)
    for position, (kind, _) in enumerate(tasks):
        if not kind:
            _join(found, by_word, position, prompts[position], weights)
    for group in found:
        group.members.sort()
    return [group for group in found if group.kind or len(group.members) > 1]


def _join(
    found: list[Group],
    by_word: dict[str, set[int]],
    position: int,
    prompt: frozenset[str],
    weights: dict[str, float],
) -> None:
    rarest = sorted(prompt, key=lambda word: (-weights[word], word))
    shared = [by_word[word] for word in rarest if word in by_word][:RAREST]
    likeness = {number: _likeness(prompt, found[number], weights) for number in set().union(*shared)}
    best = max(likeness, key=lambda number: (likeness[number], -number), default=-1)
    if best < 0 or likeness[best] < LIKE:
        best = len(found)
        found.append(Group(""))
    found[best].add(position, prompt)
    for word in prompt:
        by_word[word].add(best)


def _likeness(prompt: frozenset[str], group: Group, weights: dict[str, float]) -> float:
    core = group.core
    if len(prompt & core) < MIN_SHARED and prompt != core:
        return 0.0
    everything = sum(weights[word] for word in prompt | core)
    return sum(weights[word] for word in prompt & core) / everything if everything else 0.0
