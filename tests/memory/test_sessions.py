import json
import random
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from journeyman.agent.messages import AssistantMessage, Summary, ToolCall, ToolResult, UserMessage
from journeyman.errors import StorageError
from journeyman.memory.sessions import INTERRUPTED, SessionStore, StoredSession, new_session_id

CHILD = Path(__file__).with_name("child.py")


def test_a_new_session_has_no_title_and_no_messages(sessions: SessionStore, now: datetime):
    stored = StoredSession("s1", "here", "", now, now, "small", "act", 1)

    assert sessions.load("s1", now=now) == (stored, [])


def test_messages_come_back_in_their_order(sessions: SessionStore, now: datetime):
    call = ToolCall("1", "read_file", {"path": "ä.py"})
    messages = [
        UserMessage("Fix it.", "context"),
        AssistantMessage("Reading.", (call,), "tool_calls"),
        ToolResult("1", "x = 1"),
        AssistantMessage("Done."),
    ]

    ids = [sessions.add("s1", message, now=now + timedelta(seconds=1)) for message in messages]

    stored, history = sessions.load("s1", now=now)
    assert history == messages
    assert ids == sorted(set(ids))
    assert stored.updated_at == now + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("texts", "title"),
    [
        (["Fix the tests", "Now the docs"], "Fix the tests"),
        (["\n\n  Fix \t the tests  \nthat fail"], "Fix the tests"),
        (["", "The user's first words"], "The user's first words"),
        ([" \n "], ""),
        (["x" * 80], "x" * 80),
        (["x" * 81], "x" * 79 + "…"),
        (["a\0b \ud800"], "a\ufffdb \ufffd"),
    ],
)
def test_the_title_is_the_first_line_of_the_first_prompt(
    sessions: SessionStore, now: datetime, texts: list[str], title: str
):
    for text in texts:
        sessions.add("s1", UserMessage(text, "context"), now=now)

    assert sessions.get("s1").title == title


def test_a_title_that_the_user_gave_stays(sessions: SessionStore, now: datetime):
    sessions.rename("s1", " My\nwork ", now=now)
    sessions.add("s1", UserMessage("Fix it."), now=now)

    assert sessions.get("s1").title == "My"


def test_an_empty_title_is_refused(sessions: SessionStore, now: datetime):
    with pytest.raises(StorageError, match="Give the session a title"):
        sessions.rename("s1", " \n", now=now)


def test_model_and_mode_can_change(sessions: SessionStore, now: datetime):
    stored = sessions.configure("s1", model="large", mode="plan", now=now)

    assert (stored.model, stored.mode) == ("large", "plan")
    assert sessions.get("s1") == stored


def test_calls_that_a_killed_server_left_open_are_closed(path: Path, sessions: SessionStore, now: datetime):
    child = subprocess.run([sys.executable, str(CHILD), "die", str(path), "killed"], timeout=60, check=False)
    assert child.returncode == -signal.SIGKILL

    before = sessions.history("killed")
    _, history = sessions.load("killed", now=now)

    assert history == [*before, ToolResult("2", INTERRUPTED, is_error=True)]
    assert [type(message) for message in before] == [UserMessage, AssistantMessage, ToolResult]
    assert sessions.history("killed") == history
    assert sessions.load("killed", now=now)[1] == history


def test_a_compaction_starts_a_new_history_and_keeps_the_old_one(sessions: SessionStore, now: datetime):
    said = [UserMessage("Where is the zebra?"), AssistantMessage("In the giraffe house.")]
    for message in said:
        sessions.add("s1", message, now=now)

    later = now + timedelta(hours=1)
    compacted = [Summary(("Where is the zebra?",), "A search for animals."), said[1]]
    stored = sessions.replace_history("s1", compacted, now=later)
    sessions.add("s1", UserMessage("Thanks."), now=later)

    assert stored.history == 2
    assert sessions.history("s1") == [*compacted, UserMessage("Thanks.")]
    assert [(hit.position, hit.at) for hit in sessions.search("giraffe")] == [(1, now)]
    assert [hit.role for hit in sessions.search("zebra")] == ["user"]
    assert [hit.role for hit in sessions.search("animals")] == ["summary"]


def test_an_export_holds_all_histories_as_lines_of_json(sessions: SessionStore, now: datetime):
    sessions.add("s1", UserMessage("First"), now=now)
    sessions.replace_history("s1", [Summary(("First",), "Short.")], now=now)

    session, first, second = [json.loads(json.dumps(line)) for line in sessions.export("s1")]

    at = "2026-11-23T09:30:00.000000+00:00"
    assert session == {
        "type": "session",
        "id": "s1",
        "workspace": "here",
        "title": "First",
        "created_at": at,
        "updated_at": at,
        "model": "small",
        "mode": "act",
        "history": 2,
        "parent_id": None,
    }
    assert first == {
        "type": "message",
        "id": 1,
        "history": 1,
        "position": 0,
        "kind": "user",
        "created_at": at,
        "body": {"text": "First", "context": ""},
    }
    assert (second["history"], second["kind"]) == (2, "summary")
    assert second["body"] == {"user_texts": ["First"], "text": "Short."}


def test_sessions_are_listed_page_by_page_the_latest_first(sessions: SessionStore, now: datetime):
    for number in range(2, 6):
        sessions.create(f"s{number}", model="m", mode="act", now=now)
    sessions.add("s2", UserMessage("Later"), now=now + timedelta(seconds=1))

    pages, cursor = [], None
    while not pages or cursor:
        page = sessions.list(limit=2, cursor=cursor)
        pages.append([session.id for session in page.sessions])
        cursor = page.next_cursor

    assert pages == [["s2", "s5"], ["s4", "s3"], ["s1"]]


@pytest.mark.parametrize("cursor", ["", "x", "\udc00", "' OR 1=1", "2026-11-23T09:30:00.000000+00:00 s1"])
def test_a_strange_cursor_does_no_harm(sessions: SessionStore, cursor: str):
    assert len(sessions.list(limit=1, cursor=cursor).sessions) <= 1


def test_sessions_of_other_workspaces_are_not_there(db: Database, sessions: SessionStore, now: datetime):
    there = SessionStore(db, "there")

    assert there.list().sessions == ()
    with pytest.raises(StorageError, match=r"no session s1 in this workspace\. See which there are"):
        there.add("s1", UserMessage("Hi"), now=now)
    with pytest.raises(StorageError, match="There is a session s1 already"):
        there.create("s1", model="m", mode="act", now=now)


def test_a_session_is_found_by_the_beginning_of_its_id(sessions: SessionStore, now: datetime):
    for session_id in ("1ng7abc", "1ng7abd", "1ng7", "1%_"):
        sessions.create(session_id, model="m", mode="act", now=now)

    assert [sessions.find(prefix).id for prefix in ("1ng7abc", "1NG7ABD ", "1ng7", "s", "1%")] == [
        "1ng7abc",
        "1ng7abd",
        "1ng7",
        "s1",
        "1%_",
    ]


@pytest.mark.parametrize(
    ("prefix", "complaint"),
    [
        ("1ng7a", r"Several sessions start with '1ng7a'.*1ng7abd \(no title\), 1ng7abc \(Fix it\)"),
        ("", "Several sessions start with ''"),
        ("%", "No session starts with '%'. See which there are"),
        ("\ud800\0", "No session starts with"),
    ],
)
def test_an_id_that_fits_none_or_many_lists_what_is_near(
    sessions: SessionStore, now: datetime, prefix: str, complaint: str
):
    for session_id in ("1ng7abc", "1ng7abd"):
        sessions.create(session_id, model="m", mode="act", now=now)
    sessions.rename("1ng7abc", "Fix it", now=now)

    with pytest.raises(StorageError, match=complaint):
        sessions.find(prefix)


def test_ids_sort_by_time_and_differ_within_a_second(now: datetime):
    randomness = random.Random(1)
    ids = [new_session_id(now + timedelta(seconds=second), randomness) for second in (0, 0, 1, 1000, 10**8)]

    assert [each[:8] for each in ids] == sorted(each[:8] for each in ids)
    assert len(set(ids)) == 5
    assert ids[0] == new_session_id(now, random.Random(1))
    assert {len(each) for each in ids} == {13}


def test_a_branch_outlives_its_parent(sessions: SessionStore, now: datetime):
    assert sessions.create("s2", model="m", mode="act", now=now, parent_id="s1").parent_id == "s1"

    sessions.delete("s1")

    assert sessions.get("s2").parent_id is None
    with pytest.raises(StorageError, match="no session gone"):
        sessions.create("s3", model="m", mode="act", now=now, parent_id="gone")


def test_an_id_of_strange_characters_is_just_unknown(sessions: SessionStore, now: datetime):
    with pytest.raises(StorageError, match="no session \ufffd\ufffd in this workspace"):
        sessions.add("\ud800\0", UserMessage("Hi"), now=now)
