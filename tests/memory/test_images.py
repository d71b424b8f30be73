"""Pictures are kept beside the messages that they were shown with."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database, Migrations

from journeyman.agent.messages import AssistantMessage, UserMessage
from journeyman.memory import sessions as rows
from journeyman.memory.database import open_database
from journeyman.memory.message_rows import to_row
from journeyman.memory.sessions import SessionStore
from journeyman.memory.sweeping import sweep
from pictures import JPEG, PIXEL, picture

SHOWN = UserMessage("What is this?", "a note", (PIXEL, picture(JPEG, "image/jpeg")))


def test_pictures_come_back_with_their_message(sessions: SessionStore, now: datetime):
    messages = [SHOWN, AssistantMessage("A dot."), UserMessage("And now?", images=(PIXEL,))]
    for message in messages:
        sessions.add("s1", message, now=now)

    assert sessions.history("s1") == messages
    assert sessions.load("s1", now=now)[1] == messages


def test_pictures_stay_with_what_a_compaction_leaves(sessions: SessionStore, now: datetime):
    sessions.add("s1", SHOWN, now=now)
    sessions.add("s1", AssistantMessage("A dot."), now=now)

    sessions.replace_history("s1", [SHOWN], now=now)

    assert sessions.history("s1") == [SHOWN]
    assert sessions.old_history("s1", 1) == [SHOWN, AssistantMessage("A dot.")]


def test_an_export_says_what_was_shown_without_the_bytes(sessions: SessionStore, now: datetime):
    sessions.add("s1", SHOWN, now=now)

    [_, line] = sessions.export("s1")

    sizes = [{"mime_type": image.mime_type, "size_bytes": image.size_bytes} for image in SHOWN.images]
    assert line["body"] == {"text": "What is this?", "context": "a note", "images": sizes}


def test_a_message_without_pictures_is_stored_as_it_always_was():
    assert to_row(UserMessage("Hi")).body == '{"text": "Hi", "context": ""}'


def test_pictures_are_deleted_with_their_session(sessions: SessionStore, db: Database, now: datetime):
    sessions.add("s1", SHOWN, now=now)

    sessions.delete("s1")

    assert db.table("images").count == 0


def test_what_is_forgotten_leaves_the_pictures_as_they_are(sessions: SessionStore, db: Database, now: datetime):
    sessions.add("s1", SHOWN, now=now)

    assert sweep(db, ["What is this"]) > 0

    assert sessions.history("s1") == [replace(SHOWN, text="[forgotten]?")]


def test_a_database_from_before_pictures_keeps_what_it_has(path: Path, now: datetime):
    path.parent.mkdir()
    db = Database(path)
    before = Migrations("sessions")
    before()(rows.m001_sessions_and_messages)
    before.apply(db)
    db.execute("INSERT INTO sessions VALUES ('s1', 'here', 'Hi', '2026-01-01', '2026-01-01', 'm', 'act', 1, NULL)")
    db.execute(
        "INSERT INTO messages (session_id, history, position, kind, body, text, created_at)"
        """ VALUES ('s1', 1, 0, 'user', '{"text": "Hi", "context": ""}', 'Hi', '2026-01-01')"""
    )
    db.conn.commit()
    db.close()

    db = open_database(path, now=now)

    store = SessionStore(db, "here")
    assert store.history("s1") == [UserMessage("Hi")]
    store.add("s1", SHOWN, now=now)
    assert store.history("s1") == [UserMessage("Hi"), SHOWN]
    db.close()
