from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from journeyman.memory.database import open_database
from journeyman.memory.episodes import EpisodeStore
from journeyman.memory.sessions import SessionStore

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journeyman.db"


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    db = open_database(path, now=NOW)
    yield db
    db.close()


@pytest.fixture
def sessions(db: Database) -> SessionStore:
    """A store with the session `s1`."""
    store = SessionStore(db, "here")
    store.create("s1", model="small", mode="act", now=NOW)
    return store


@pytest.fixture
def episodes(db: Database, sessions: SessionStore) -> EpisodeStore:
    return EpisodeStore(db, "here")
