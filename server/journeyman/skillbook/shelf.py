"""The skills on the disk and the index over them: kept in step, in a thread of their own."""

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..skills.catalog import Card, Catalog
from ..skills.index import Entry, SkillIndex
from ..skills.library import Place, SkillFile, read_skill, scan
from ..skills.skill import Scope, Skill

INDEX = "skills-index.db"
CATALOG = "skills-catalog.db"

Check = Callable[[Skill, str, Scope], str]
"""What is wrong with a skill and its text, "" if nothing: the guard."""


@dataclass(frozen=True, slots=True)
class Change:
    """A skill that counts now, and did not with this text before."""

    card: Card
    text: str
    """"" if it is not readable."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What is different from before."""

    changed: tuple[Change, ...]
    gone: tuple[str, ...]
    """Names of skills that are no more."""


class Shelf:
    """All skills of a workspace. Of several with one name, the first place's counts. Not for several threads."""

    def __init__(self, places: Sequence[Place], folder: Path, check: Check) -> None:
        """Open the caches in `folder`; they are made anew if they are damaged."""
        self.places = places
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.index = SkillIndex(folder / INDEX)
        self._catalog = Catalog(folder / CATALOG)
        self.check = check
        if self.index.is_new:
            self._catalog.clear()
        self._order = {os.fspath(place.folder): number for number, place in enumerate(places)}
        self._cards = {card.path: card for card in self._catalog.cards() if self._rank(card) is not None}
        self._by_name: dict[str, Card] = {}
        self._choose(self._cards.values())

    @property
    def cards(self) -> Mapping[str, Card]:
        """The skills that count, by name."""
        return self._by_name

    @property
    def shadowed(self) -> list[Card]:
        """Those that another one of the same name hides."""
        return [card for card in self._cards.values() if self._by_name.get(card.name) is not card]

    def refresh(self) -> Refreshed:
        """Look at the disk, and bring the index up to date."""
        known = {path: card.stamp for path, card in self._cards.items()}
        found = scan(self.places, known)
        if not found.changed and not found.gone:
            return Refreshed((), ())
        files = {os.fspath(file.path): file for file in found.changed}
        names = {file.name for file in found.changed} | {self._cards[path].name for path in found.gone}
        names.discard("")
        cards = [self._to_card(file) for file in found.changed]
        for path in found.gone:
            del self._cards[path]
        self._cards |= {card.path: card for card in cards}
        before = {name: self._by_name.pop(name, None) for name in names}
        self._choose(card for card in self._cards.values() if card.name in names)
        # One that was hidden until now was read long ago.
        files |= {os.fspath(file.path): file for file in self._read_again(names, before, files)}
        changed = [
            Change(card, files[card.path].text if card.path in files else "")
            for name in sorted(names)
            if (card := self._by_name.get(name)) and (card.path in files or card is not before[name])
        ]
        self._index(changed, files, names)
        self._catalog.put(cards, found.gone)
        return Refreshed(tuple(changed), tuple(name for name in sorted(names) if name not in self._by_name))

    def read(self, name: str) -> SkillFile | None:
        """Return a skill with its instructions as they are on the disk now; None if there is none."""
        card = self._by_name.get(name)
        return self._read(card) if card else None

    def place_of(self, scope: Scope) -> Place:
        """Return where we write skills of a scope."""
        return next(place for place in self.places if place.scope == scope)

    def close(self) -> None:
        """Close the caches."""
        self.index.close()
        self._catalog.close()

    def _to_card(self, file: SkillFile) -> Card:
        problem = self.check(file.skill, file.text, file.place.scope) if file.skill else ""
        return Card.of(file, problem)

    def _choose(self, cards: Iterable[Card]) -> None:
        """Let the first of each name count."""
        for card in sorted(cards, key=lambda one: self._rank(one) or 0):
            # Without a name it is a place that cannot be read.
            if card.name:
                self._by_name.setdefault(card.name, card)

    def _rank(self, card: Card) -> int | None:
        """Return which place a card is from; None if that is no place any more."""
        return self._order.get(card.path.rpartition(os.sep)[0] if card.name else card.path)

    def _read_again(
        self, names: Collection[str], before: Mapping[str, Card | None], files: Mapping[str, SkillFile]
    ) -> list[SkillFile]:
        emerged = [self._by_name[name] for name in names if name in self._by_name]
        emerged = [card for card in emerged if card is not before[card.name] and card.path not in files]
        return [file for card in emerged if (file := self._read(card))]

    def _read(self, card: Card) -> SkillFile | None:
        place = self.places[self._order[card.path.rpartition(os.sep)[0]]]
        return read_skill(place, Path(card.path))

    def _index(self, changed: Iterable[Change], files: Mapping[str, SkillFile], names: Collection[str]) -> None:
        good = {change.card.name: change.card for change in changed if not change.card.problem}
        # Whoever knows the state of a skill says whether it is usable.
        entries = [
            Entry(skill, digest=card.digest, usable=False)
            for card in good.values()
            if (file := files.get(card.path)) and (skill := file.skill)
        ]
        self.index.remove(name for name in names if name not in good)
        self.index.put(entries)
