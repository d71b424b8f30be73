"""Look up the few skills that a query may mean, with all that is needed to compare them."""

import json
import math
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .evidence import Candidate, Lesson
from .related import RELATED
from .spelling import nearest_spelling
from .stemming import stem
from .terms import Term, Use, to_terms
from .words import STOP_WORDS, spelled

MAX_CANDIDATES = 24

MAX_WORDS = 400
"""Of one query that are looked at; of these, the most telling ones count."""

MAX_POSTINGS = 3_000
"""Places that are looked up for one query, the rarest words first: 10,000 skills about the same stay quick."""

OPENING_WORDS = 35

MAX_TYPOS = 8
"""Words of one query that are looked up as misspelled ones."""

SHORTEST_TYPO = 4

COLUMNS = "2, 2, 1, 1, 2"
"""Weights of name, description, body, place and prompts in BM25."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a skill is looked for with."""

    text: str
    """What the user said."""
    files: tuple[str, ...] = ()
    """Open, mentioned or changed; relative to the workspace folder."""
    commands: tuple[str, ...] = ()
    """That checked the work, if it is done already."""
    embedding: Sequence[float] | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The candidates for a query, and the query as terms."""

    terms: Sequence[Term]
    pairs: frozenset[tuple[str, str]]
    """Neighboring words, in both orders."""
    spellings: Mapping[str, str]
    """How the query wrote each word."""
    candidates: Sequence[Candidate]


def gather(db: sqlite3.Connection, query: Query, *, usable_only: bool) -> Gathered:
    """Return the skills that share telling words with the query, at most `MAX_CANDIDATES`."""
    spellings: dict[str, str] = {}
    order = []
    for word in spelled(query.text):
        if word not in STOP_WORDS and (len(spellings) < MAX_WORDS or stem(word) in spellings):
            order.append(stem(word))
            spellings.setdefault(order[-1], word)
    uses = _uses(db, {*spellings, *(other for word in spellings for other in RELATED.get(word, ()))})
    typos = _typos(db, [(word, written) for word, written in spellings.items() if word not in uses])
    uses |= _uses(db, set(typos.values()) - uses.keys())
    skills, prompts = db.execute("SELECT skills, prompts FROM totals").fetchone()
    terms = to_terms(spellings, uses, typos, skills=skills, prompts=prompts)
    lookups = _lookups(terms, uses)
    rows = _rows(db, lookups, usable_only) if lookups else []
    pairs = set(pairwise(order))
    return Gathered(
        terms, frozenset(pairs | {(b, a) for a, b in pairs}), spellings, _to_candidates(db, rows, query.embedding)
    )


def _uses(db: sqlite3.Connection, wanted: Collection[str]) -> dict[str, Use]:
    listed = json.dumps(list(wanted))
    rows = db.execute(
        "SELECT word, skills, prompts FROM uses WHERE word IN (SELECT value FROM json_each(?)) AND skills > 0",
        (listed,),
    )
    return {word: Use(skills, prompts) for word, skills, prompts in rows}


def _typos(db: sqlite3.Connection, unknown: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what unknown words were probably meant to be. Hardly anybody mistypes the first letter."""
    meant = {}
    suspects = [(word, written) for word, written in unknown if len(written) >= SHORTEST_TYPO and written.isalpha()]
    for word, written in suspects[:MAX_TYPOS]:
        known = db.execute(
            "SELECT word FROM spellings WHERE word >= ? AND word < ? AND abs(length(word) - ?) <= 2",
            (written[0], chr(min(ord(written[0]) + 1, 0xD7FF)), len(written)),
        )
        if nearest := nearest_spelling(written, (other for (other,) in known)):
            meant[word] = stem(nearest)
    return meant


def _lookups(terms: Iterable[Term], uses: Mapping[str, Use]) -> list[str]:
    """Return the words to look up: those of the query before those that mean the same, the rarest first."""
    own = {word for term in terms for word in (term.word, *_corrections(term)) if word in uses}
    others = {other for term in terms for other in term.others if other in uses} - own
    chosen: list[str] = []
    left = MAX_POSTINGS
    for word in [*sorted(own, key=lambda one: uses[one].skills), *sorted(others, key=lambda one: uses[one].skills)]:
        left -= uses[word].skills
        if left < 0 and chosen:
            break
        chosen.append(word)
    return chosen


def _corrections(term: Term) -> list[str]:
    return [other for other in term.others if other not in RELATED.get(term.word, ())]


def _rows(db: sqlite3.Connection, lookups: Iterable[str], usable_only: bool) -> list[tuple[object, ...]]:
    match = " OR ".join(f'"{word}"' for word in lookups)
    return db.execute(
        "SELECT s.name, t.name, t.description, t.body, t.place, s.globs, s.embedding, found.rank FROM"
        f" (SELECT rowid, bm25(texts, {COLUMNS}) AS rank FROM texts WHERE texts MATCH ?"
        "  AND rowid IN (SELECT id FROM skills WHERE usable >= ?) ORDER BY rank LIMIT ?) AS found"
        " JOIN skills AS s ON s.id = found.rowid JOIN texts AS t ON t.rowid = found.rowid ORDER BY found.rank",
        (match, int(usable_only), MAX_CANDIDATES),
    ).fetchall()


def _to_candidates(
    db: sqlite3.Connection, rows: Sequence[tuple[object, ...]], embedding: Sequence[float] | None
) -> list[Candidate]:
    lessons = _lessons(db, [str(row[0]) for row in rows])
    candidates = []
    for name, *texts, globs, theirs, rank in rows:
        title, description, body, place = (str(text).split() for text in texts)
        candidates.append(
            Candidate(
                name=str(name),
                title=frozenset(title),
                description=frozenset(description),
                opening=frozenset(body[:OPENING_WORDS]),
                body=frozenset(body),
                place=frozenset(place),
                pairs=frozenset(pair for text in (title, description, body) for pair in pairwise(text)),
                globs=tuple(json.loads(str(globs))),
                lessons=tuple(lessons[str(name)]),
                bm25=-float(str(rank)),
                likeness=_cosine(embedding, array("f", theirs)) if embedding and isinstance(theirs, bytes) else 0.0,
            )
        )
    return candidates


def _lessons(db: sqlite3.Connection, names: Sequence[str]) -> dict[str, list[Lesson]]:
    lessons = defaultdict(list)
    for name, text, weight in db.execute(
        "SELECT name, words, weight FROM lessons WHERE name IN (SELECT value FROM json_each(?))", (json.dumps(names),)
    ):
        lessons[name].append(Lesson(frozenset(text.split()), weight))
    return lessons


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    """Return 0 for embeddings of different models, which have different lengths."""
    if len(one) != len(other):
        return 0.0
    length = math.sqrt(sum(x * x for x in one) * sum(y * y for y in other))
    return sum(x * y for x, y in zip(one, other, strict=True)) / length if length else 0.0
