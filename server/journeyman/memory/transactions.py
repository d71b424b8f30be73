"""All or nothing: a group of writes that other processes see at once or never."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database


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
