import random
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from journeyman.agent.interfaces import FileBytes
from journeyman.errors import StorageError
from journeyman.memory import changes as module
from journeyman.memory import episodes, sessions
from journeyman.memory.blobs import MAX_FILE_BYTES, Lost
from journeyman.memory.changes import ChangedFile, ChangeSet, ChangeStore, Decisions
from journeyman.memory.database import open_database
from journeyman.memory.sessions import SessionStore

OLD, NEW, NEWER = FileBytes(b"old", 0o644), FileBytes(b"new", 0o644), FileBytes(b"newer", 0o755)
OPEN = Decisions("[1]", 1)
SHA_OF_OLD = "cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4"


@pytest.fixture
def changes(db: Database, sessions: SessionStore) -> ChangeStore:
    return ChangeStore(db, "here")


def open_set(changes: ChangeStore, now: datetime, session_id: str = "s1") -> int:
    return changes.open(session_id, "t1", "turn", "Fix it.", history=1, position=0, now=now)


def noise(seed: int, size: int = 1000) -> FileBytes:
    """What does not get smaller when it is compressed."""
    return FileBytes(random.Random(seed).randbytes(size), 0o644)


def count_blobs(db: Database) -> int:
    return db.table("blobs").count


def test_a_change_set_tells_its_files(changes: ChangeStore, now: datetime):
    change_set = open_set(changes, now)

    changes.put(change_set, "src/ä.py", OLD, NEW, "[1]", 1)
    changes.put(change_set, "new.py", None, NEW, "[1]", 1)
    changes.put(change_set, "old.py", OLD, None, "[1]", 1)

    files = (
        ChangedFile(1, change_set, "src/ä.py", "modified", 1, OPEN, is_kept=True),
        ChangedFile(2, change_set, "new.py", "created", 1, OPEN, is_kept=True),
        ChangedFile(3, change_set, "old.py", "deleted", 1, OPEN, is_kept=True),
    )
    assert changes.list("s1") == [ChangeSet(change_set, "s1", "t1", "turn", "Fix it.", 1, 0, now, files)]
    assert changes.entry(change_set, "src/ä.py") == (files[0], OLD, NEW)
    assert changes.entry(change_set, "new.py") == (files[1], None, NEW)
    assert changes.entry(change_set, "old.py") == (files[2], OLD, None)
    assert changes.entry(change_set, "other.py") is None


def test_the_next_change_of_a_file_replaces_the_one_before(db: Database, changes: ChangeStore, now: datetime):
    change_set = open_set(changes, now)
    changes.put(change_set, "a.py", OLD, NEW, "[1]", 1)
    changes.decide(changes.list("s1")[0].files[0], Decisions("[2]", 0, 1, 2), [])

    changes.put(change_set, "a.py", OLD, NEWER, "[3]", 4)

    file = ChangedFile(1, change_set, "a.py", "modified", 2, Decisions("[3]", 4, 1, 2), is_kept=True)
    assert changes.entry(change_set, "a.py") == (file, OLD, NEWER)
    assert count_blobs(db) == 2


def test_contents_are_stored_once_and_freed_with_their_last_use(db: Database, changes: ChangeStore, now: datetime):
    first, second = open_set(changes, now), open_set(changes, now)
    changes.put(first, "a.py", OLD, NEW, "[1]", 1)
    changes.put(first, "b.py", OLD, NEW, "[1]", 1)
    changes.put(second, "a.py", NEW, NEWER, "[1]", 1)
    assert count_blobs(db) == 3

    changes.remove(first, "a.py")
    assert count_blobs(db) == 3

    changes.remove(first, "b.py")
    assert count_blobs(db) == 2
    assert changes.entry(second, "a.py") == (changes.list("s1")[1].files[0], NEW, NEWER)


def test_change_sets_are_listed_from_one_on(changes: ChangeStore, now: datetime):
    open_set(changes, now)
    later = open_set(changes, now)

    assert [found.id for found in changes.list("s1", since=later)] == [later]


def test_another_workspace_and_another_session_see_nothing(
    db: Database, changes: ChangeStore, sessions: SessionStore, now: datetime
):
    sessions.create("s2", model="m", mode="act", now=now)
    open_set(changes, now)

    assert ChangeStore(db, "elsewhere").list("s1") == changes.list("s2") == changes.list("\ud800") == []
    with pytest.raises(StorageError, match="session is gone"):
        ChangeStore(db, "elsewhere").open("s1", "t", "turn", "x", history=1, position=0, now=now)


def test_a_change_of_a_deleted_session_says_so(changes: ChangeStore, sessions: SessionStore, now: datetime):
    change_set = open_set(changes, now)
    sessions.delete("s1")

    with pytest.raises(StorageError, match="session is gone"):
        changes.put(change_set, "a.py", OLD, NEW, "[1]", 1)
    with pytest.raises(StorageError, match="session is gone"):
        open_set(changes, now)


def test_decisions_and_rejections_are_kept(changes: ChangeStore, now: datetime):
    change_set = open_set(changes, now)
    changes.put(change_set, "a.py", OLD, NEW, "[1]", 1)
    [file] = changes.list("s1")[0].files

    changes.decide(file, Decisions("[2]", 0, 0, 2), ["first \ud800", "second"])

    assert changes.list("s1")[0].files[0].decisions == Decisions("[2]", 0, 0, 2)
    assert changes.list("s1")[0].files[0].revision == 1
    assert changes.take_rejections("s2") == changes.take_rejections("s1", since=change_set + 1) == []
    assert changes.take_rejections("s1") == ["first \ufffd", "second"]
    assert changes.take_rejections("s1") == []


def test_a_file_that_is_too_large_is_named_but_not_kept(db: Database, changes: ChangeStore, now: datetime):
    change_set = open_set(changes, now)

    changes.put(change_set, "a.bin", OLD, FileBytes(b"x" * (MAX_FILE_BYTES + 1)), "[1]", 1)

    entry = changes.entry(change_set, "a.bin")
    assert entry
    assert (entry[0].is_kept, entry[0].status, entry[1]) == (False, "modified", Lost(SHA_OF_OLD, 0o644))
    assert isinstance(entry[2], Lost)
    assert count_blobs(db) == 0


def test_what_is_kept_stays_within_the_limit(db: Database, sessions: SessionStore, now: datetime):
    """Decided changes lose their content first, then the oldest; the one that grows comes last."""
    changes = ChangeStore(db, "here", max_stored_bytes=4500)
    first, second, third, fourth = (open_set(changes, now) for _ in range(4))
    changes.put(first, "1", None, noise(1), "[1]", 1)
    changes.put(second, "2", None, noise(2), "[1]", 0)
    changes.put(third, "3", None, noise(3), "[1]", 0)
    changes.put(fourth, "4", None, noise(4), "[1]", 1)

    def kept() -> list[str]:
        return [file.path for found in changes.list("s1") for file in found.files if file.is_kept]

    changes.put(fourth, "5", None, noise(5), "[1]", 1)
    assert kept() == ["1", "3", "4", "5"]
    changes.put(fourth, "6", None, noise(6), "[1]", 1)
    assert kept() == ["1", "4", "5", "6"]
    changes.put(fourth, "7", None, noise(7), "[1]", 1)
    assert kept() == ["4", "5", "6", "7"]
    changes.put(fourth, "8", None, noise(8), "[1]", 1)
    assert kept() == ["5", "6", "7", "8"]
    assert count_blobs(db) == 4
    changes.put(first, "9", None, noise(9, size=500), "[1]", 0)
    changes.put(first, "10", None, noise(10), "[1]", 0)
    assert kept() == ["9", "10", "7", "8"]
    entry = changes.entry(first, "1")
    assert entry
    assert isinstance(entry[2], Lost)


def test_what_is_given_up_in_one_change_set_stays_for_another(db: Database, sessions: SessionStore, now: datetime):
    changes = ChangeStore(db, "here", max_stored_bytes=2500)
    first, second = open_set(changes, now), open_set(changes, now)
    changes.put(first, "a", None, noise(1), "[1]", 1)
    changes.put(second, "a", noise(1), noise(2), "[1]", 1)

    changes.put(second, "b", None, noise(3, size=100), "[1]", 1)
    changes.put(second, "c", None, noise(4, size=400), "[1]", 1)

    assert [file.is_kept for file in changes.list("s1")[0].files] == [False]
    assert changes.entry(second, "b") is not None


def test_the_limit_of_one_workspace_leaves_others_alone(db: Database, sessions: SessionStore, now: datetime):
    SessionStore(db, "elsewhere").create("s9", model="m", mode="act", now=now)
    elsewhere = ChangeStore(db, "elsewhere", max_stored_bytes=1500)
    other = open_set(elsewhere, now, "s9")
    elsewhere.put(other, "a", None, noise(1), "[1]", 1)
    here = ChangeStore(db, "here", max_stored_bytes=1500)

    here.put(open_set(here, now), "a", None, noise(2), "[1]", 1)
    here.put(open_set(here, now), "a", None, noise(3), "[1]", 1)

    assert [file.is_kept for file in elsewhere.list("s9")[0].files] == [True]
    assert [file.is_kept for found in here.list("s1") for file in found.files] == [False, True]


@pytest.mark.parametrize("data", [b"garbage", b"x\x9cK\xcc\x01\x00\x00b\x00b"])
def test_damaged_content_is_never_given_out(db: Database, changes: ChangeStore, now: datetime, data: bytes):
    change_set = open_set(changes, now)
    changes.put(change_set, "a.py", OLD, NEW, "[1]", 1)
    db.execute("UPDATE blobs SET data = ?", [data])

    with pytest.raises(StorageError, match="damaged; nothing was written"):
        changes.entry(change_set, "a.py")


def test_a_deleted_session_takes_its_contents_along_from_every_file(
    path: Path, db: Database, changes: ChangeStore, sessions: SessionStore, now: datetime
):
    sessions.create("s2", model="m", mode="act", now=now)
    secret = noise(1)
    shared = open_set(changes, now, "s2")
    changes.put(shared, "a.py", None, NEW, "[1]", 1)
    change_set = changes.open("s1", "t1", "turn", "zyxwvsecret", history=1, position=0, now=now)
    changes.put(change_set, "zyxwvsecret.py", NEW, secret, "zyxwvsecret", 1)
    changes.note_rejection(change_set, "zyxwvsecret")

    def traces() -> list[str]:
        files = {file.name: file.read_bytes() for file in path.parent.iterdir()}
        return [name for name, data in files.items() if b"zyxwvsecret" in data or secret.data[:200] in data]

    assert traces() == ["journeyman.db-wal"]

    sessions.delete("s1")

    assert traces() == []
    assert [db.table(name).count for name in ("change_sets", "changed_files", "rejections", "blobs")] == [1, 1, 0, 1]
    assert changes.entry(shared, "a.py") == (changes.list("s2")[0].files[0], None, NEW)


def test_the_first_migration_starts_from_a_database_without_changes(path: Path, now: datetime):
    path.parent.mkdir()
    older = Database(path)
    for each in (sessions.migrations, episodes.migrations):
        each.apply(older)
    SessionStore(older, "here").create("s1", model="m", mode="act", now=now)
    older.close()

    db = open_database(path, now=now)

    store = ChangeStore(db, "here")
    store.put(open_set(store, now), "a.py", OLD, NEW, "[1]", 1)
    assert count_blobs(db) == 2
    assert [migration.name for migration in module.migrations.applied(db)] == ["m001_changes"]
    db.close()
