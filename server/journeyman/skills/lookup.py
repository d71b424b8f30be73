"""Look up the few skills that a query may mean, with all that is needed to compare them."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .embeddings import Embedding, likenesses, neighbors
from .evidence import Candidate, Lesson
from .related import RELATED
from .spelling import nearest_spelling
from .stemming import stem
from .terms import Term, Use, to_terms
from .words import STOP_WORDS, spelled

MAX_CANDIDATES = 16

MAX_WORDS = 400
"""Of one query that are looked at; of these, the most telling ones count."""

MAX_POSTINGS = 1_000
"""Places that are looked up for one query, the rarest words first: 10,000 skills about the same stay quick."""

OPENING_WORDS = 35

MAX_TYPOS = 8
"""Words of one query that are looked up as misspelled ones."""

SHORTEST_TYPO = 4


@dataclass(frozen=True, slots=True)
class Query:
    """What a skill is looked for with."""

    text: str
    """What the user said."""
    files: tuple[str, ...] = ()
    """Open, mentioned or changed; relative to the workspace folder."""
    commands: tuple[str, ...] = ()
    """That checked the work, if it is done already."""
    embedding: Embedding | None = None
    """Of the text, if there is a model for it."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The candidates for a query, and the query as terms."""

    terms: Sequence[Term]
    phrases: frozenset[str]
    """Neighboring words, in both orders, with spaces around them."""
    spellings: Mapping[str, str]
    """How the query wrote each word."""
    candidates: Sequence[Candidate]
    neighbors: Sequence[Candidate]
    """Skills that mean about the same, though they are not the ones that words find."""


def gather(db: sqlite3.Connection, query: Query, *, usable_only: bool) -> Gathered:
    """Return the skills that share telling words with the query, at most `MAX_CANDIDATES`."""
    spellings: dict[str, str] = {}
    order = []
    for word in spelled(query.text):
        if word not in STOP_WORDS and (len(spellings) < MAX_WORDS or stem(word) in spellings):
            order.append(stem(word))
            spellings.setdefault(order[-1], word)
    uses = uses_of(db, {*spellings, *(other for word in spellings for other in RELATED.get(word, ()))})
    typos = _typos(db, [(word, written) for word, written in spellings.items() if word not in uses])
    uses |= uses_of(db, set(typos.values()) - uses.keys())
    skills, prompts = db.execute("SELECT skills, prompts FROM totals").fetchone()
    terms = to_terms(spellings, uses, typos, skills=skills, prompts=prompts)
    lookups = _lookups(terms, uses)
    rows = _rows(db, lookups, usable_only) if lookups else []
    phrases = frozenset(f" {' '.join(pair)} " for a, b in pairwise(order) for pair in ((a, b), (b, a)))
    known = {row[0] for row in rows}
    near = neighbors(db, query.embedding, usable_only=usable_only) if query.embedding else []
    others = _rows_of(db, [row_id for row_id in near if row_id not in known])
    candidates = _to_candidates(db, [*rows, *others], query.embedding)
    return Gathered(terms, phrases, spellings, candidates[: len(rows)], candidates[len(rows) :])


def uses_of(db: sqlite3.Connection, wanted: Collection[str]) -> dict[str, Use]:
    """Return how many skills and prompts hold each of some words; words that none holds are left out."""
    listed = json.dumps(list(wanted))
    # Words that only removed skills held stay in the table.
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
        # One slip leaves the first two letters as they were, or the last two.
        known = db.execute(
            "SELECT word FROM spellings WHERE word >= ? AND word < ? AND abs(length(word) - ?) <= 2"
            " AND (substr(word, 2, 1) = ? OR substr(word, -2) = ?)",
            (written[0], chr(min(ord(written[0]) + 1, 0xD7FF)), len(written), written[1], written[-2:]),
        )
        if nearest := nearest_spelling(written, (other for (other,) in known)):
            meant[word] = stem(nearest)
    return meant


def _lookups(terms: Iterable[Term], uses: Mapping[str, Use]) -> list[str]:
    """Return what to look up: words of the query before those that mean the same, the rarest first."""
    own = {word for term in terms for word in (term.word, *_corrections(term)) if word in uses}
    others = {other for term in terms for other in term.others} - own
    chosen: list[str] = []
    left = MAX_POSTINGS
    for word in [*sorted(own, key=lambda one: uses[one].skills), *sorted(others, key=lambda one: uses[one].skills)]:
        left -= uses[word].skills
        if left >= 0:
            chosen.append(f'"{word}"')
        elif not chosen:
            # Nothing but words that stand everywhere.
            return [f'{{name description}} : "{word}"']
    return chosen


def _corrections(term: Term) -> list[str]:
    return [other for other in term.others if other not in RELATED.get(term.word, ())]


def _rows(db: sqlite3.Connection, lookups: Iterable[str], usable_only: bool) -> list[tuple[object, ...]]:
    # Name, description and prompts count twice in BM25. Whether a skill is usable is asked only of those
    # that match: a list of all usable ones would be made for every search.
    match = " OR ".join(lookups)
    return db.execute(
        "SELECT s.id, s.name, t.name, t.description, t.body, t.place, s.globs FROM"
        " (SELECT rowid, bm25(texts, 2, 2, 1, 1, 2) AS rank FROM texts WHERE texts MATCH ?"
        "  AND (SELECT usable FROM skills WHERE id = texts.rowid) >= ? ORDER BY rank LIMIT ?) AS found"
        " JOIN skills AS s ON s.id = found.rowid JOIN texts AS t ON t.rowid = found.rowid ORDER BY found.rank",
        (match, int(usable_only), MAX_CANDIDATES),
    ).fetchall()


def _rows_of(db: sqlite3.Connection, ids: Sequence[int]) -> list[tuple[object, ...]]:
    return db.execute(
        "SELECT s.id, s.name, t.name, t.description, t.body, t.place, s.globs FROM skills AS s"
        " JOIN texts AS t ON t.rowid = s.id WHERE s.id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    ).fetchall()


def _to_candidates(
    db: sqlite3.Connection, rows: Sequence[tuple[object, ...]], embedding: Embedding | None
) -> list[Candidate]:
    lessons = _lessons(db, [str(row[1]) for row in rows])
    likeness = likenesses(db, embedding, [int(str(row[0])) for row in rows]) if embedding else {}
    candidates = []
    for row_id, name, *texts, globs in rows:
        title, description, body, place = (str(text).split() for text in texts)
        candidates.append(
            Candidate(
                name=str(name),
                title=frozenset(title),
                description=frozenset(description),
                opening=frozenset(body[:OPENING_WORDS]),
                body=frozenset(body),
                place=frozenset(place),
                text=" \n ".join(("", *map(str, texts[:3]), "")),
                globs=tuple(json.loads(str(globs))),
                lessons=tuple(lessons[str(name)]),
                likeness=likeness.get(int(str(row_id))),
            )
        )
    return candidates


def _lessons(db: sqlite3.Connection, names: Sequence[str]) -> dict[str, list[Lesson]]:
    lessons = defaultdict(list)
    for name, text, weight in db.execute(
        "SELECT name, words, weight FROM lessons WHERE name IN (SELECT value FROM json_each(?))", (json.dumps(names),)
    ):
        lessons[name].append(Lesson(f" {text} ", weight))
    return lessons
