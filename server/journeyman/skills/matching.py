"""Say which skills fit a place in the editor: from memory, without a model, and fast however many skills there are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice, product

from .skill import State, Traits
from .words import words

MAX_FITS = 3
MAX_SHARING = 500
"""Of the skills that something speaks for, so many are looked at, the trusted ones first: it tells them not apart."""
THRESHOLD = 0.4
"""What a glob, a diagnostic or a phrase reaches alone; a language, or one word in another language, does not."""

DIAGNOSTIC, ANY_OF_SOURCE = 0.8, 0.4
PHRASE, WORD = 0.5, 0.35
GLOB, GLOB_DETAIL = 0.4, 0.1
"""For each of: a folder and not those below it, a part of the file's name, and no wildcard at all."""
BESIDE = 0.1
"""What a language or the kind of a symbol adds, and a glob that names nothing but an extension."""

_GAP = {"**/": "(?:[^/]*/)*?", "**": ".*?"}
_NAME = re.compile(r"[^*?]*(?:\*[^*?]*)?")
"""A file's name with one star at most: tested without a pattern."""

_Key = tuple[str, str, str | None]
"""The folder that a glob begins with, what the file's name begins with, and its extension."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file, and what is there."""

    path: str
    """Relative to the workspace folder, with forward slashes."""
    language: str = ""
    """Its language identifier, as LSP has it; "" if it is not known."""
    diagnostics: tuple[tuple[str, str], ...] = ()
    """Source and code; "" for what is not known."""
    symbols: tuple[str, ...] = ()
    """Kinds of the symbols there, such as `class`."""
    text: str = ""
    """The selection, or the line."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A skill for a place."""

    name: str
    why: str
    """For people."""
    score: float
    """From 0 to 1."""
    state: State

    @property
    def title(self) -> str:
        """Its name as words for people: `add-a-route` is `Add a route`."""
        text = self.name.replace("-", " ")
        return text[:1].upper() + text[1:]


class Matcher:
    """Knows where skills fit, by their traits. Make it in a thread: of 10,000 skills that takes a while."""

    def __init__(self, skills: Iterable[tuple[str, Traits, State]]) -> None:
        self._skills = sorted(skills, key=lambda skill: skill[2] != "trusted")
        self._diagnostics: dict[str, list[int]] = {}
        self._triggers: dict[str, dict[str, tuple[frozenset[str], list[int]]]] = {}
        """By one of their words."""
        self._globs: dict[_Key, dict[str, tuple[_Glob, list[int]]]] = {}
        for number, (_, traits, _) in enumerate(self._skills):
            for diagnostic in traits.diagnostics:
                self._diagnostics.setdefault(diagnostic, []).append(number)
            for trigger in traits.triggers:
                if stems := words(trigger):
                    alike = self._triggers.setdefault(stems[0], {})
                    alike.setdefault(trigger, (frozenset(stems), []))[1].append(number)
            for text in traits.globs:
                glob = _parse(text)
                same = self._globs.setdefault(glob.key, {})
                same.setdefault(text, (glob, []))[1].append(number)

    def fits(self, spot: Spot, *, limit: int = MAX_FITS) -> list[Fit]:
        """Return the skills that fit, the trusted ones first, and of these the best."""
        found: dict[int, tuple[float, float, str]] = {}
        for weight, why, numbers in self._evidence(spot):
            for number in islice(numbers, MAX_SHARING):
                missing, best, reason = found.get(number, (1.0, 0.0, ""))
                found[number] = missing * (1 - weight), *((weight, why) if weight > best else (best, reason))
        ranked = (
            (self._skills[number][2] != "trusted", -score, self._skills[number][0], why, number)
            for number, (missing, _, why) in found.items()
            if (score := self._score(number, missing, spot)) >= THRESHOLD
        )
        return [
            Fit(name, why, round(-score, 3), self._skills[number][2])
            for _, score, name, why, number in nsmallest(limit, ranked)
        ]

    def _evidence(self, spot: Spot) -> Iterator[tuple[float, str, Iterable[int]]]:
        """Yield what speaks for skills: how much, in words, and for which."""
        named = dict.fromkeys(f"{source}:{code}" for source, code in spot.diagnostics if source and code)
        sources = dict.fromkeys(source for source, _ in spot.diagnostics if source)
        for weight, keys in ((DIAGNOSTIC, named), (ANY_OF_SOURCE, sources)):
            yield from ((weight, f"for {key}", self._diagnostics[key]) for key in keys if key in self._diagnostics)
        for key in _keys_of(spot.path):
            for glob, numbers in self._globs.get(key, {}).values():
                if glob.fits(spot.path):
                    yield glob.weight, f"for files like {glob.text}", numbers
        here = set(words(spot.text))
        for stem in here & self._triggers.keys():
            for trigger, (stems, numbers) in self._triggers[stem].items():
                if stems <= here:
                    speaking = (number for number in numbers if self._speaks(number, spot.language))
                    yield WORD if len(stems) == 1 else PHRASE, f"for “{trigger}”", speaking

    def _score(self, number: int, missing: float, spot: Spot) -> float:
        traits = self._skills[number][1]
        if spot.language and spot.language in traits.languages:
            missing *= 1 - BESIDE
        if any(symbol in traits.symbols for symbol in spot.symbols):
            missing *= 1 - BESIDE
        return 1 - missing

    def _speaks(self, number: int, language: str) -> bool:
        languages = self._skills[number][1].languages
        return not (languages and language) or language in languages


@dataclass(frozen=True, slots=True)
class _Glob:
    """A pattern for paths: `*` and `?` stay in a folder, `**/` stands for any folders, also for none."""

    text: str
    folder: str
    """What it begins with, as far as it has no wildcard."""
    weight: float
    is_deep: bool = False
    """Whether files in folders below fit as well."""
    front: str = ""
    back: str | None = None
    """What the file's name begins and ends with; None if `front` is all of it."""
    pattern: re.Pattern[str] | None = None
    """For what cannot be said so."""

    @property
    def key(self) -> "_Key":
        """What `_keys_of` has of each path that fits."""
        if self.pattern:
            return self.folder, "", None
        return self.folder, self.front, None if self.back is None else _extension(self.back)

    def fits(self, path: str) -> bool:
        """Whether a path below `folder` fits."""
        if self.pattern:
            return self.pattern.fullmatch(path) is not None
        folder, _, name = path.rpartition("/")
        if not self.is_deep and folder != self.folder:
            return False
        if self.back is None:
            return name == self.front
        has_room = len(name) >= len(self.front) + len(self.back)
        return has_room and name.startswith(self.front) and name.endswith(self.back)


def _parse(text: str) -> _Glob:
    head, _, name = text.rpartition("/")
    folder = head.removesuffix("**").removesuffix("/")
    is_deep = head in ("**", f"{folder}/**")
    front, star, back = name.partition("*")
    says_name = bool(front or back != _extension(back))
    details = [not is_deep and bool(folder), says_name, not star and not is_deep]
    weight = GLOB + GLOB_DETAIL * sum(details) if folder or says_name else BESIDE
    if _NAME.fullmatch(name) and not set("*?") & set(folder):
        return _Glob(text, folder, weight, is_deep, front, back if star else None)
    literal = re.split(r"[*?]", text, maxsplit=1)[0].rpartition("/")[0]
    return _Glob(text, literal, weight if literal or says_name else BESIDE, pattern=_compile(text))


def _compile(glob: str) -> re.Pattern[str]:
    """Return the pattern of a glob. None can be slow: what has been found first is not looked for again."""
    first, *others = re.split(r"(\*\*/|\*\*)", glob)
    *blocks, last = (
        _block(first),
        *(_GAP[gap] + _block(text) for gap, text in zip(others[::2], others[1::2], strict=True)),
    )
    return re.compile("".join(f"(?>{block})" for block in blocks) + last, re.DOTALL)


def _block(text: str) -> str:
    first, *others = (re.escape(chunk).replace(r"\?", "[^/]") for chunk in text.split("*"))
    between = "".join(f"(?>[^/]*?{chunk})" for chunk in others[:-1])
    return first + between + "".join(f"[^/]*?{chunk}" for chunk in others[-1:])


def _keys_of(path: str) -> Iterator[_Key]:
    """Yield what globs have to begin with that fit a path, from the inside out."""
    name = path.rpartition("/")[2]
    ends = {"", _extension(name)}
    names = [("", None), (name, None), *((name[:length], end) for length in range(len(name) + 1) for end in ends)]
    yield from ((folder, *each) for folder, each in product(_folders_of(path), names))


def _extension(name: str) -> str:
    _, dot, last = name.rpartition(".")
    return dot and dot + last


def _folders_of(path: str) -> Iterator[str]:
    """Yield the folders that a path lies in, the innermost first, and "" for all of them."""
    while path:
        path = path.rpartition("/")[0]
        yield path
