"""Open the database that holds everything Journeyman keeps, and run work on it beside the event loop."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Self, TypeVar

from sqlite_utils import Database, Migrations

from ..errors import StorageError
from . import (
    adopting,
    changes,
    claim_rows,
    embeddings,
    episodes,
    imports,
    jobs,
    probes,
    search,
    sessions,
    settling,
    skill_rows,
    tombstones,
    unheard,
)
from .backups import back_up
from .honcho import outbox
from .storage_errors import ANOTHER_FOLDER, BUSY_TIMEOUT_SECONDS, cannot_open, told_to_the_user
from .stores import writing

MIGRATIONS = (
    sessions.migrations,
    search.migrations,
    episodes.migrations,
    changes.migrations,
    skill_rows.migrations,
    jobs.migrations,
    imports.migrations,
    unheard.migrations,
    tombstones.migrations,
    claim_rows.migrations,
    settling.migrations,
    outbox.migrations,
    adopting.migrations,
    embeddings.migrations,
    probes.migrations,
)
"""In the order in which they are applied: later tables refer to earlier ones."""

MAX_TRIES = 20
"""To switch on the write-ahead log while other processes open the same new database."""

T = TypeVar("T")


def open_database(path: Path, *, now: datetime) -> Database:
    """Open the database at `path`, make it if it is absent, and bring its tables up to date.

    Several processes may do so at once. Before tables change, the database is backed up.

    Raises:
        StorageError: it cannot be opened or written, is no database of ours, is damaged, or comes from a
            newer version. The file is then as it was before.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # SQLite would create it as the umask says; conversations are nobody else's business.
        path.touch(mode=0o600)
        with told_to_the_user(path):
            return _open(path, now)
    except OSError as error:
        raise StorageError(cannot_open(path, error.strerror or str(error))) from error


def _open(path: Path, now: datetime) -> Database:
    # Without an isolation level, Python opens no transaction on its own. See `writing`.
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
    try:
        db = Database(connection, execute_plugins=False)
        for pragma in ("foreign_keys = ON", "synchronous = NORMAL", "secure_delete = ON"):
            db.execute(f"PRAGMA {pragma}").fetchall()
        _refuse_foreign(db, path)
        _use_write_ahead_log(db)
        _migrate(db, path, now)
    except BaseException:
        connection.close()
        raise
    return db


def _refuse_foreign(db: Database, path: Path) -> None:
    """Raise StorageError if a newer version of us, or someone else, made the tables."""
    tables = db.table_names()
    if not tables:
        return
    if Migrations.migrations_table not in tables:
        raise StorageError(f"{path} belongs to another program. Move it away, {ANOTHER_FOLDER}.")
    nothing = Database(memory=True, execute_plugins=False)
    known = {(each.name, migration.name) for each in MIGRATIONS for migration in each.pending(nothing)}
    nothing.close()
    applied = db.table(Migrations.migrations_table).rows_where(select="migration_set, name")
    unknown = {(row["migration_set"], row["name"]) for row in applied} - known
    if unknown:
        names = ", ".join(sorted(name for _, name in unknown))
        raise StorageError(
            f"{path} was written by a newer version of Journeyman ({names}). "
            "Update Journeyman to open it; nothing in it was changed."
        )


def _use_write_ahead_log(db: Database) -> None:
    """Switch the file to WAL mode, for good, so that readers and a writer do not wait for each other.

    The switch needs the file for itself for a moment. SQLite does not wait for that, but for a transaction
    it does, and then the other process is done.
    """
    for _ in range(MAX_TRIES):
        with suppress(sqlite3.OperationalError):
            return db.enable_wal()
        with writing(db):
            pass
    return db.enable_wal()


def _migrate(db: Database, path: Path, now: datetime) -> None:
    with writing(db):
        if not any(migrations.pending(db) for migrations in MIGRATIONS):
            return
        if db.table_names():
            back_up(path, now=now)
        for migrations in MIGRATIONS:
            migrations.apply(db)


class DatabaseThread:
    """The one thread that owns the connection, so that no query ever blocks the event loop."""

    def __init__(self, path: Path, executor: ThreadPoolExecutor, db: Database) -> None:
        self._path = path
        self._executor = executor
        self._db = db
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    async def open(cls, path: Path, *, now: datetime) -> Self:
        """Start the thread and open the database in it. Raises what `open_database` raises."""
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journeyman-database")
        loop = asyncio.get_running_loop()
        try:
            db = await loop.run_in_executor(executor, lambda: open_database(path, now=now))
        except BaseException:
            executor.shutdown(wait=False)
            raise
        return cls(path, executor, db)

    async def run(self, work: Callable[[Database], T]) -> T:
        """Return what `work` returns; work is done in the order in which it was handed in.

        Cancelling stops the waiting, never the work: what was handed in is done, and done wholly.
        A transaction that `work` leaves open is rolled back. After `aclose` this is a RuntimeError.

        Raises:
            StorageError: the disk is full, the database is damaged, or another process keeps it locked.
        """
        loop = asyncio.get_running_loop()
        return await asyncio.shield(loop.run_in_executor(self._executor, self._do, work))

    async def aclose(self) -> None:
        """Wait until all work is done, then close the database. Closing twice does no harm."""
        if self._closing is None:
            loop = asyncio.get_running_loop()
            self._closing = loop.run_in_executor(self._executor, self._db.close)
            self._executor.shutdown(wait=False)
        await asyncio.shield(self._closing)

    def _do(self, work: Callable[[Database], T]) -> T:
        with told_to_the_user(self._path):
            try:
                return work(self._db)
            finally:
                self._db.rollback()
