"""Conversations are found by their titles, and by what was said in them."""

from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database

from journeyman.agent.messages import AssistantMessage, UserMessage
from journeyman.memory.session_search import find_sessions
from journeyman.memory.sessions import SessionStore

SAID = {
    "s2": ("Fix the parser", "It ate a comma."),
    "s3": ("Explain the printer", "The parser hands it a tree."),
    "s4": ("Why is the parser slow?", "It reads each file twice."),
    "s5": ("Grüße aus Zürich", "Hello."),
}


@pytest.fixture
def store(sessions: SessionStore, now: datetime) -> SessionStore:
    for minutes, (session_id, (prompt, answer)) in enumerate(SAID.items()):
        at = now + timedelta(minutes=minutes)
        sessions.create(session_id, model="m", mode="act", now=at)
        sessions.add(session_id, UserMessage(prompt), now=at)
        sessions.add(session_id, AssistantMessage(answer), now=at)
    return sessions


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("parser", ["s4", "s2", "s3"]),
        ("PARS fix", ["s2"]),
        ("comma", ["s2"]),
        ("zürich", ["s5"]),
        ("absent", []),
        ("", []),
        ("%", []),
    ],
)
def test_titles_come_first_and_then_what_was_said(store: SessionStore, query: str, ids: list[str]):
    assert [one.id for one in find_sessions(store, query)] == ids


def test_nothing_that_is_typed_is_syntax(store: SessionStore):
    assert {one.id for one in find_sessions(store, '"parser" AND (')} == {"s2", "s3", "s4"}


def test_no_more_are_found_than_asked_for(store: SessionStore):
    assert [one.id for one in find_sessions(store, "parser", limit=2)] == ["s4", "s2"]


def test_sessions_of_another_workspace_are_not_found(store: SessionStore, db: Database):
    assert find_sessions(SessionStore(db, "elsewhere"), "parser") == ()
