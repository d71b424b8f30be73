from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from journeyman.agent.messages import AssistantMessage, ToolCall, ToolResult, UserMessage
from journeyman.errors import StorageError
from journeyman.memory.backups import back_up, backups_of
from journeyman.memory.episode_rows import Evidence
from journeyman.memory.episodes import EpisodeStore
from journeyman.memory.sessions import SessionStore

SECRET = "zyxwvsecret"


def files_with_the_secret(path: Path) -> list[str]:
    return [file.name for file in path.parent.iterdir() if SECRET.encode() in file.read_bytes().lower()]


@pytest.fixture
def filled(
    path: Path, db: Database, sessions: SessionStore, episodes: EpisodeStore, now: datetime
) -> Iterator[Database]:
    """Session `s1` holds the secret in every column; `s2` does not."""
    call = ToolCall("1", "x", {"a": SECRET})
    evidence = Evidence("words", 0, SECRET, now)
    sessions.create("s2", model="m", mode="act", now=now)
    episode = episodes.open("s1", "t1", f"{SECRET} {SECRET}", now=now)
    episodes.add_call(episode, call, ToolResult("1", SECRET), output=None, seconds=0, now=now)
    episodes.add_evidence(episode, evidence)
    for number in range(50):
        sessions.add("s1", UserMessage(f"{SECRET} {SECRET}{number}", SECRET), now=now)
        sessions.add("s2", UserMessage(f"harmless {number}"), now=now)
        sessions.add("s1", AssistantMessage("zyx " * 2000 + SECRET, (call,), thought=SECRET), now=now)
        sessions.add("s1", ToolResult("1", SECRET * 1000), now=now)
    sessions.replace_history("s1", sessions.history("s1")[-10:], now=now)
    sessions.rename("s1", SECRET.upper(), now=now)
    back_up(path, now=now)
    return db


def test_what_is_deleted_leaves_no_text_in_any_file(path: Path, filled: Database):
    sessions = SessionStore(filled, "here")
    assert set(files_with_the_secret(path)) >= {
        "journeyman.db",
        "journeyman.db-wal",
        backups_of(path)[0].name,
    }

    sessions.delete("s1")

    assert files_with_the_secret(path) == []
    assert sessions.search(SECRET) == ()
    assert len(sessions.search("harmless", limit=100)) == 50
    filled.close()
    assert files_with_the_secret(path) == []


def test_a_deleted_session_takes_its_messages_and_episodes_along(filled: Database):
    sessions = SessionStore(filled, "here")

    sessions.delete("s1")

    assert {name: filled.table(name).count for name in ("sessions", "messages", "episodes")} == {
        "sessions": 1,
        "messages": 50,
        "episodes": 0,
    }
    assert filled.table("episode_calls").count == filled.table("evidence").count == 0
    filled.execute("INSERT INTO messages_fts (messages_fts) VALUES ('integrity-check')")
    with pytest.raises(StorageError, match="There is no session s1"):
        sessions.delete("s1")


def test_ids_of_deleted_messages_are_not_given_again(sessions: SessionStore, now: datetime):
    message_id = sessions.add("s1", UserMessage("one"), now=now)
    sessions.delete("s1")
    sessions.create("s2", model="m", mode="act", now=now)

    assert sessions.add("s2", UserMessage("two"), now=now) > message_id
