"""Keep what skills mean as numbers, and look up those that mean about the same as a prompt."""

import json
import math
import sqlite3
from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

MAX_NEIGHBORS = 8
"""Skills that are looked at although no word speaks for them."""

MAX_SIGNATURES = 32
"""Skills whose numbers are compared, because their signs are alike."""


@dataclass(frozen=True, slots=True)
class Embedding:
    """What a text means, in numbers."""

    model: str
    """Whose numbers they are. Those of different models cannot be compared."""
    numbers: Sequence[float]


def keep(db: sqlite3.Connection, name: str, digest: str, embedding: Embedding) -> None:
    """Keep the embedding of a skill, if it still is the one with this digest."""
    numbers = array("f", embedding.numbers)
    db.execute(
        "INSERT OR REPLACE INTO embeddings (id, model, signature, numbers)"
        " SELECT id, ?, ?, ? FROM skills WHERE name = ? AND digest = ?",
        (embedding.model, _signature(numbers), numbers.tobytes(), name, digest),
    )


def without(db: sqlite3.Connection, model: str) -> dict[str, str]:
    """Return the usable skills that have no embedding of a model, by name, with their digests."""
    rows = db.execute(
        "SELECT name, digest FROM skills WHERE usable AND id NOT IN (SELECT id FROM embeddings WHERE model = ?)",
        (model,),
    )
    return dict(rows.fetchall())


def neighbors(db: sqlite3.Connection, embedding: Embedding, *, usable_only: bool) -> list[int]:
    """Return the ids of the skills that mean about the same, the nearest first."""
    # All numbers of ten thousand skills would be read for a second. Their signs, a bit each, tell
    # which few to read, and the index over them holds nothing else.
    ours = _signature(array("f", embedding.numbers))
    bits = int.from_bytes(ours)
    rows = db.execute(
        "SELECT id, signature FROM embeddings WHERE model = ? AND length(signature) = ?"
        " AND id IN (SELECT id FROM skills WHERE usable >= ?)",
        (embedding.model, len(ours), int(usable_only)),
    )
    likely = nsmallest(
        MAX_SIGNATURES, (((int.from_bytes(theirs) ^ bits).bit_count(), row_id) for row_id, theirs in rows)
    )
    found = likenesses(db, embedding, [row_id for _, row_id in likely])
    return sorted(found, key=lambda row_id: -found[row_id])[:MAX_NEIGHBORS]


def likenesses(db: sqlite3.Connection, embedding: Embedding, ids: Collection[int]) -> Mapping[int, float]:
    """Return the cosines with the embeddings of some skills; those that have none are left out."""
    rows = db.execute(
        "SELECT id, numbers FROM embeddings WHERE model = ? AND id IN (SELECT value FROM json_each(?))",
        (embedding.model, json.dumps(list(ids))),
    )
    return {row_id: _cosine(embedding.numbers, array("f", numbers)) for row_id, numbers in rows}


def _signature(numbers: Sequence[float]) -> bytes:
    bits = "".join("1" if number > 0 else "0" for number in numbers)
    return int(bits, 2).to_bytes(-(-len(bits) // 8))


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    """Return 0 for different lengths: the name of a model may come to stand for another one."""
    if len(one) != len(other):
        return 0.0
    length = math.sqrt(sum(x * x for x in one) * sum(y * y for y in other))
    return sum(x * y for x, y in zip(one, other, strict=True)) / length if length else 0.0
