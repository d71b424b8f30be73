import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from journeyman.agent.messages import UserMessage
from journeyman.errors import StorageError
from journeyman.memory import episodes, sessions
from journeyman.memory.backups import backups_of
from journeyman.memory.database import open_database
from journeyman.memory.sessions import SessionStore

CHILD = Path(__file__).with_name("child.py")


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that every user of the machine may enter; those of pytest are private."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def start(action: str, path: Path, argument: str) -> "subprocess.Popen[str]":
    command = [sys.executable, str(CHILD), action, str(path), argument]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def complaint(path: Path, *, largest_file: int | None = None) -> str:
    """What a process with few rights is told when it opens the database."""
    out, err = start("fail", path, str(largest_file or "")).communicate(timeout=60)
    assert not err
    return out


def make_older_database(path: Path) -> None:
    """A database as the first half of our migrations leaves it, with a row."""
    path.parent.mkdir(exist_ok=True)
    db = Database(path)
    sessions.migrations.apply(db)
    SessionStore(db, "here").create("s1", model="m", mode="act", now=datetime.now().astimezone())
    SessionStore(db, "here").add("s1", UserMessage("Keep me."), now=datetime.now().astimezone())
    db.close()


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_new_database_is_private_and_has_our_settings(path: Path, db: Database):
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
    settings = [db.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in pragmas]

    assert settings == ["wal", 1, 1, 1, 10_000]
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
    assert backups_of(path) == []


def test_the_migrations_of_sessions_start_from_an_empty_database():
    db = Database(memory=True)

    sessions.migrations.apply(db)

    assert {"sessions", "messages", "messages_fts", "images"} <= set(db.table_names())
    applied = [migration.name for migration in sessions.migrations.applied(db)]
    assert applied == ["m001_sessions_and_messages", "m002_images"]
    db.close()


def test_the_first_migration_of_episodes_starts_from_stored_sessions(path: Path, now: datetime):
    make_older_database(path)

    db = open_database(path, now=now)

    assert [row["title"] for row in db.table("sessions").rows] == ["Keep me."]
    assert {"episodes", "episode_calls", "evidence"} <= set(db.table_names())
    assert [migration.name for migration in episodes.migrations.applied(db)] == ["m001_episodes", "m002_outcome"]
    db.close()


def test_before_tables_change_the_database_is_backed_up(path: Path, now: datetime):
    make_older_database(path)

    open_database(path, now=now).close()

    [backup] = backups_of(path)
    assert backup.name == "journeyman.db.backup-20261123T093000Z"
    assert backup.stat().st_mode & 0o777 == 0o600
    old = Database(backup)
    assert [row["title"] for row in old.table("sessions").rows] == ["Keep me."]
    assert "episodes" not in old.table_names()
    old.close()


def test_the_newest_three_backups_are_kept(path: Path, now: datetime):
    make_older_database(path)
    for days in range(1, 5):
        at = now - timedelta(days=days)
        path.with_name(f"journeyman.db.backup-{at:%Y%m%dT%H%M%SZ}").write_bytes(b"older")

    open_database(path, now=now).close()

    assert [backup.name[-16:-8] for backup in backups_of(path)] == ["20261121", "20261122", "20261123"]


def test_opening_again_changes_nothing(path: Path, db: Database, now: datetime):
    db.close()
    before = contents(path.parent)

    open_database(path, now=now).close()

    assert contents(path.parent) == before


@pytest.mark.parametrize("migration_set", ["sessions", "skills"])
def test_a_database_of_a_newer_version_is_refused_and_left_alone(
    path: Path, db: Database, now: datetime, migration_set: str
):
    applied = {"migration_set": migration_set, "name": "m999_future", "applied_at": "2030-01-01"}
    db.table("_sqlite_migrations").insert(applied)
    db.close()
    before = contents(path.parent)

    with pytest.raises(StorageError, match=r"newer version of Journeyman \(m999_future\)\. Update Journeyman"):
        open_database(path, now=now)

    assert contents(path.parent) == before


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path, now: datetime):
    theirs = Database(tmp_path / "theirs.db")
    theirs.table("sessions").insert({"id": 1})
    theirs.close()
    before = contents(tmp_path)

    with pytest.raises(StorageError, match=r"belongs to another program. Move it away"):
        open_database(tmp_path / "theirs.db", now=now)

    assert contents(tmp_path) == before


@pytest.mark.parametrize("content", [b"# Notes\n" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, now: datetime, content: bytes):
    path = tmp_path / "journeyman.db"
    path.write_bytes(content)

    with pytest.raises(StorageError, match=r"damaged or no database.*Move it away"):
        open_database(path, now=now)

    assert contents(tmp_path) == {"journeyman.db": content}


def test_the_newest_backup_is_named_when_the_database_is_damaged(path: Path, now: datetime):
    make_older_database(path)
    open_database(path, now=now).close()
    path.write_bytes(b"\0garbage" * 1000)

    with pytest.raises(StorageError, match=r"in its place: .*backup-20261123T093000Z\."):
        open_database(path, now=now)


def test_an_empty_file_becomes_a_database(tmp_path: Path, now: datetime):
    (tmp_path / "journeyman.db").touch()

    db = open_database(tmp_path / "journeyman.db", now=now)

    assert "sessions" in db.table_names()
    db.close()


@pytest.mark.parametrize("place", ["file/journeyman.db", "folder"])
def test_a_path_that_cannot_be_a_database_says_what_to_do(tmp_path: Path, now: datetime, place: str):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()

    with pytest.raises(StorageError, match=r"cannot be opened.*set JOURNEYMAN_HOME to another folder"):
        open_database(tmp_path / place, now=now)


def test_a_folder_that_may_not_be_written_says_what_to_do(public_folder: Path):
    public_folder.chmod(0o555)

    assert "Make the file and its folder readable and writable" in complaint(public_folder / "new" / "journeyman.db")
    assert "Make the file and its folder readable and writable" in complaint(public_folder / "journeyman.db")


@pytest.mark.parametrize("mode", [0o444, 0o000])
def test_a_file_that_may_not_be_written_says_what_to_do(public_folder: Path, now: datetime, mode: int):
    path = public_folder / "journeyman.db"
    open_database(path, now=now).close()
    before = contents(public_folder)
    path.chmod(mode)

    assert "Make the file and its folder readable and writable" in complaint(path)

    path.chmod(0o600)
    assert contents(public_folder)["journeyman.db"] == before["journeyman.db"]


def test_a_migration_without_room_on_the_disk_leaves_everything_as_it_was(public_folder: Path):
    path = public_folder / "journeyman.db"
    make_older_database(path)
    path.chmod(0o666)
    before = contents(public_folder)

    assert "the space left" in complaint(path, largest_file=len(before["journeyman.db"]) // 2)

    assert contents(public_folder)["journeyman.db"][100:] == before["journeyman.db"][100:]
    assert backups_of(path) == []


def test_processes_that_open_and_write_at_once_do_not_disturb_each_other(path: Path, now: datetime):
    names = ["a", "b", "c"]
    children = [start("write", path, name) for name in names]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"

    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    errors = [child.communicate(timeout=60)[1] for child in children]

    assert errors == ["", "", ""]
    db = open_database(path, now=now)
    store = SessionStore(db, "here")
    for name in names:
        own = [UserMessage(f"{name} {number}") for number in range(30)]
        assert store.history(name) == own
        assert [message for message in store.history("common") if message in own] == own
    assert len(store.history("common")) == 90
    db.close()


def test_a_writer_and_a_reader_do_not_wait_for_each_other(path: Path, db: Database, now: datetime):
    other = sqlite3.connect(path, timeout=0)

    other.execute("BEGIN IMMEDIATE")
    titles = SessionStore(db, "here").list().sessions
    other.rollback()
    other.close()

    assert titles == ()
