"""What the agent changed in files: the content from before and after, to take it back and to go back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database, Migrations

from ..errors import StorageError
from .blobs import Content, keep, load, may_be_kept, to_columns
from .stores import storable, to_utc, writing

MAX_STORED_BYTES = 500_000_000
"""Of one workspace, compressed. Beyond it, decided changes lose their content first, then the oldest."""

GONE = "This session is gone, it may have been deleted. Start a new session."

migrations = Migrations("changes")


@migrations()
def m001_changes(db: Database) -> None:
    """Change sets, their files, and the contents of these, each stored once. They go with their session."""
    db.executescript(
        """
        CREATE TABLE change_sets (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            turn_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            prompt TEXT NOT NULL,
            history INTEGER NOT NULL,
            position INTEGER NOT NULL,
            created_at TEXT NOT NULL
        );
        CREATE INDEX change_sets_by_session ON change_sets (session_id);
        CREATE TABLE changed_files (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            change_set_id INTEGER NOT NULL REFERENCES change_sets (id) ON DELETE CASCADE,
            path TEXT NOT NULL,
            base TEXT,
            base_mode INTEGER,
            result TEXT,
            result_mode INTEGER,
            revision INTEGER NOT NULL,
            hunks TEXT NOT NULL,
            pending INTEGER NOT NULL,
            accepted INTEGER NOT NULL,
            rejected INTEGER NOT NULL,
            is_kept INTEGER NOT NULL,
            UNIQUE (change_set_id, path)
        );
        CREATE INDEX changed_files_by_base ON changed_files (base) WHERE is_kept;
        CREATE INDEX changed_files_by_result ON changed_files (result) WHERE is_kept;
        CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE TABLE rejections (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            change_set_id INTEGER NOT NULL REFERENCES change_sets (id) ON DELETE CASCADE,
            text TEXT NOT NULL
        );
        CREATE INDEX rejections_by_change_set ON rejections (change_set_id);
        CREATE VIEW kept_blobs AS
            SELECT base AS sha256, change_set_id FROM changed_files WHERE is_kept AND base IS NOT NULL
            UNION ALL
            SELECT result, change_set_id FROM changed_files WHERE is_kept AND result IS NOT NULL;

        -- Triggers see what a deleted session takes along, so that no content outlives it.
        CREATE TRIGGER changed_files_deleted AFTER DELETE ON changed_files BEGIN
            DELETE FROM blobs WHERE sha256 IN (old.base, old.result)
                AND NOT EXISTS (SELECT 1 FROM kept_blobs WHERE kept_blobs.sha256 = blobs.sha256);
        END;
        CREATE TRIGGER changed_files_updated AFTER UPDATE OF base, result, is_kept ON changed_files BEGIN
            DELETE FROM blobs WHERE sha256 IN (old.base, old.result)
                AND NOT EXISTS (SELECT 1 FROM kept_blobs WHERE kept_blobs.sha256 = blobs.sha256);
        END;
        """
    )


ChangeSetKind = Literal["turn", "restore"]
"""Made by the agent in a turn, or by going back to a checkpoint."""

FileStatus = Literal["created", "modified", "deleted"]


@dataclass(frozen=True, slots=True)
class Decisions:
    """The hunks of a file as they are decided, and the numbers since the change set began."""

    hunks: str
    """With their states; what is in it is not the store's business."""
    pending: int
    accepted: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file of a change set, without its content."""

    id: int
    change_set_id: int
    path: str
    """Relative to the workspace folder, with forward slashes."""
    status: FileStatus
    revision: int
    """Counts from 1; grows when the agent changes the file again."""
    decisions: Decisions
    is_kept: bool
    """Whether its content is there. If it is not, nothing of it can be taken back."""


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What one turn changed. It is there before the turn begins, so it is a checkpoint, too."""

    id: int
    session_id: str
    turn_id: str
    kind: ChangeSetKind
    prompt: str
    history: int
    position: int
    """How many messages of `history` came before the prompt."""
    created_at: datetime
    files: tuple[ChangedFile, ...] = ()


Entry = tuple[ChangedFile, Content, Content]


class ChangeStore:
    """The change sets of one workspace. Each method is one transaction."""

    def __init__(self, db: Database, workspace: str, *, max_stored_bytes: int = MAX_STORED_BYTES) -> None:
        self._db = db
        self._workspace = workspace
        self._max_stored_bytes = max_stored_bytes

    def open(
        self,
        session_id: str,
        turn_id: str,
        kind: ChangeSetKind,
        prompt: str,
        *,
        history: int,
        position: int,
        now: datetime,
    ) -> int:
        """Begin a change set and return its id. Raise StorageError if the session is gone."""
        with writing(self._db):
            opened = self._db.execute(
                "INSERT INTO change_sets (session_id, turn_id, kind, prompt, history, position, created_at)"
                " SELECT id, ?, ?, ?, ?, ?, ? FROM sessions WHERE id = ? AND workspace = ? RETURNING id",
                [turn_id, kind, storable(prompt), history, position, to_utc(now), session_id, self._workspace],
            ).fetchall()
        if not opened:
            raise StorageError(GONE)
        return int(opened[0][0])

    def list(self, session_id: str, *, since: int = 0) -> Sequence[ChangeSet]:
        """Return the change sets of a session from the one with the id `since` on, the oldest first."""
        values = [storable(session_id), self._workspace, since]
        files: dict[int, list[ChangedFile]] = {}
        for row in self._db.query(
            "SELECT changed_files.* FROM changed_files JOIN change_sets ON change_sets.id = change_set_id"
            " JOIN sessions ON sessions.id = session_id"
            " WHERE session_id = ? AND workspace = ? AND change_set_id >= ? ORDER BY id",
            values,
        ):
            files.setdefault(row["change_set_id"], []).append(_to_file(row))
        rows = self._db.query(
            "SELECT change_sets.* FROM change_sets JOIN sessions ON sessions.id = session_id"
            " WHERE session_id = ? AND workspace = ? AND change_sets.id >= ? ORDER BY id",
            values,
        )
        return [_to_change_set(row, files.get(row["id"], ())) for row in rows]

    def entry(self, change_set_id: int, path: str) -> Entry | None:
        """Return a file of a change set with its base and result; None if the set does not change it.

        Raises:
            StorageError: the stored content is damaged.
        """
        rows = self._db.table("changed_files").rows_where("change_set_id = ? AND path = ?", [change_set_id, path])
        for row in rows:
            base = load(self._db, row["base"], row["base_mode"])
            return _to_file(row), base, load(self._db, row["result"], row["result_mode"])
        return None

    def put(self, change_set_id: int, path: str, base: Content, result: Content, hunks: str, pending: int) -> None:
        """Note what a file is without the change set and with it; replaces what was noted before.

        The numbers of hunks that were decided on stay.
        """
        is_kept = may_be_kept(base) and may_be_kept(result)
        with writing(self._db):
            if not self._db.execute("SELECT 1 FROM change_sets WHERE id = ?", [change_set_id]).fetchall():
                raise StorageError(GONE)
            for content in (base, result) if is_kept else ():
                keep(self._db, content)
            self._db.execute(
                "INSERT INTO changed_files (change_set_id, path, base, base_mode, result, result_mode, hunks,"
                " pending, accepted, rejected, is_kept, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, 1)"
                " ON CONFLICT (change_set_id, path) DO UPDATE SET base = excluded.base,"
                " base_mode = excluded.base_mode, result = excluded.result, result_mode = excluded.result_mode,"
                " hunks = excluded.hunks, pending = excluded.pending, is_kept = excluded.is_kept,"
                " revision = revision + 1",
                [change_set_id, path, *to_columns(base), *to_columns(result), hunks, pending, is_kept],
            )
            self._make_room(change_set_id)

    def remove(self, change_set_id: int, path: str) -> None:
        """Forget a file that is as it was before."""
        with writing(self._db):
            self._db.execute("DELETE FROM changed_files WHERE change_set_id = ? AND path = ?", [change_set_id, path])

    def decide(self, file: ChangedFile, decisions: Decisions, rejections: Sequence[str]) -> None:
        """Note what the user decided about a file, and what the model is to be told about it."""
        with writing(self._db):
            self._db.execute(
                "UPDATE changed_files SET hunks = ?, pending = ?, accepted = ?, rejected = ? WHERE id = ?",
                [decisions.hunks, decisions.pending, decisions.accepted, decisions.rejected, file.id],
            )
            for text in rejections:
                self.note_rejection(file.change_set_id, text)

    def note_rejection(self, change_set_id: int, text: str) -> None:
        """Keep something that the model is to be told with the next prompt."""
        with writing(self._db):
            self._db.table("rejections").insert({"change_set_id": change_set_id, "text": storable(text)})

    def take_rejections(self, session_id: str, *, since: int = 0) -> Sequence[str]:
        """Return what the model has not been told yet about a session's change sets, and forget it."""
        with writing(self._db):
            told = self._db.execute(
                "DELETE FROM rejections WHERE change_set_id >= ? AND change_set_id IN"
                " (SELECT id FROM change_sets WHERE session_id = ?) RETURNING id, text",
                [since, storable(session_id)],
            ).fetchall()
        return [text for _, text in sorted(told)]

    def _make_room(self, change_set_id: int) -> None:
        """Give up contents until the rest fits; those of the change set that grows come last."""
        while self._stored_bytes() > self._max_stored_bytes:
            self._db.execute(
                "UPDATE changed_files SET is_kept = 0 WHERE id = ("
                " SELECT changed_files.id FROM changed_files JOIN change_sets ON change_sets.id = change_set_id"
                " JOIN sessions ON sessions.id = session_id WHERE workspace = ? AND is_kept"
                " ORDER BY change_set_id = ?, (SELECT sum(pending) > 0 FROM changed_files AS others"
                " WHERE others.change_set_id = change_sets.id), change_set_id, changed_files.id LIMIT 1)",
                [self._workspace, change_set_id],
            )

    def _stored_bytes(self) -> int:
        """Return how much room the contents take, or an upper bound of it if that fits."""
        [(pages, page_bytes)] = self._db.execute(
            "SELECT page_count, page_size FROM pragma_page_count, pragma_page_size"
        ).fetchall()
        if pages * page_bytes <= self._max_stored_bytes:
            # Adding up thousands of contents whenever one is added takes minutes.
            return int(pages * page_bytes)
        [(size,)] = self._db.execute(
            "SELECT coalesce(sum(size), 0) FROM blobs WHERE sha256 IN (SELECT sha256 FROM kept_blobs"
            " JOIN change_sets ON change_sets.id = change_set_id"
            " JOIN sessions ON sessions.id = session_id WHERE workspace = ?)",
            [self._workspace],
        ).fetchall()
        return int(size)


def _to_change_set(row: dict[str, Any], files: Sequence[ChangedFile]) -> ChangeSet:
    times = {"created_at": datetime.fromisoformat(row["created_at"])}
    return ChangeSet(**row | times, files=tuple(files))


def _to_file(row: dict[str, Any]) -> ChangedFile:
    return ChangedFile(
        id=row["id"],
        change_set_id=row["change_set_id"],
        path=row["path"],
        status="created" if row["base"] is None else "deleted" if row["result"] is None else "modified",
        revision=row["revision"],
        decisions=Decisions(row["hunks"], row["pending"], row["accepted"], row["rejected"]),
        is_kept=bool(row["is_kept"]),
    )
