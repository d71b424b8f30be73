"""What all stores share: transactions, times and texts."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

from sqlite_utils import Database

T = TypeVar("T")


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """Run the block as one transaction; an exception takes back what it wrote. Blocks may nest.

    The lock for writing is taken at the start: a transaction that reads first and asks for the lock
    later is turned away at once, without the busy timeout, if another process wrote in between
    (https://www.sqlite.org/isolation.html).
    """
    if db.conn.in_transaction:
        with db.atomic():
            yield
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.commit()
    except BaseException:
        db.rollback()
        raise


def as_one(db: Database, work: Callable[[], T]) -> T:
    """Return what `work` returns, which runs as one transaction."""
    with writing(db):
        return work()


def to_utc(at: datetime) -> str:
    """Return `at` as ISO 8601 in UTC, always of the same length, so that it sorts as text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def storable(text: str) -> str:
    """Return `text` with U+FFFD in the place of every character that a text column cannot hold.

    NUL ends a text for many readers of SQLite, and lone surrogates have no UTF-8.
    """
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)
