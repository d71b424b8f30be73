import json
from dataclasses import asdict
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from journeyman.agent.messages import (
    AssistantMessage,
    Message,
    SealedThought,
    Summary,
    ToolCall,
    ToolResult,
    Usage,
    UserMessage,
)
from journeyman.errors import StorageError
from journeyman.memory.message_rows import from_row, to_line, to_row
from journeyman.memory.sessions import SessionStore, migrations
from journeyman.memory.sweeping import sweep

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=50)
"""With NUL and lone surrogates, as a broken model or tool may produce them."""
NUMBERS = st.integers(0, 2**70)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY_TEXT,
    lambda values: st.lists(values, max_size=3) | st.dictionaries(ANY_TEXT, values, max_size=3),
    max_leaves=8,
)
CALLS = st.builds(ToolCall, ANY_TEXT, ANY_TEXT, st.dictionaries(ANY_TEXT, JSON_VALUES, max_size=3), ANY_TEXT)
USAGES = st.builds(Usage, NUMBERS, NUMBERS, NUMBERS, st.floats(0, 100))
STOP_REASONS = st.sampled_from(["end_turn", "tool_calls", "max_tokens", "cancelled"])
SEALED = st.none() | st.builds(
    SealedThought, ANY_TEXT, st.lists(st.dictionaries(ANY_TEXT, JSON_VALUES, max_size=3), max_size=2).map(tuple)
)
MESSAGES = st.one_of(
    st.builds(UserMessage, ANY_TEXT, ANY_TEXT),
    st.builds(Summary, st.lists(ANY_TEXT, max_size=3).map(tuple), ANY_TEXT),
    st.builds(
        AssistantMessage, ANY_TEXT, st.lists(CALLS, max_size=2).map(tuple), STOP_REASONS, USAGES, ANY_TEXT, SEALED
    ),
    st.builds(ToolResult, ANY_TEXT, ANY_TEXT, st.booleans()),
)


THOUGHT = SealedThought("openrouter:m", ({"type": "reasoning.text", "text": "Hm.", "signature": "abc"},))


@settings(max_examples=150, deadline=None)
@given(MESSAGES)
def test_every_message_comes_back_as_it_was(message: Message):
    db = Database(memory=True)
    migrations.apply(db)
    store = SessionStore(db, "here")
    now = datetime.fromisoformat("2026-11-23T09:30:00+00:00")
    store.create("s1", model="m", mode="act", now=now)

    store.add("s1", message, now=now)

    [stored] = store.history("s1")
    assert type(stored) is type(message)
    absent = {"images", *(["sealed_thought"] if getattr(stored, "sealed_thought", None) is None else [])}
    exported = {name: value for name, value in asdict(stored).items() if name not in absent}
    assert [*store.export("s1")][1]["body"] == json.loads(json.dumps(exported))
    if "\\ud" not in repr(message):
        assert stored == message
    db.close()


@pytest.mark.parametrize(
    "message",
    [
        UserMessage("NUL \0 and half a pair \ud83d."),
        ToolResult("1", "\udcff\udcfe bytes that were no text"),
        AssistantMessage(tool_calls=(ToolCall("1", "write_file", {"text": "\ude00\0"}),)),
    ],
)
def test_what_utf_8_cannot_hold_is_not_lost(message: Message, sessions: SessionStore, now: datetime):
    sessions.add("s1", message, now=now)

    assert sessions.history("s1") == [message]


@pytest.mark.parametrize(
    "message",
    [
        UserMessage("Hi", "context"),
        Summary(("a", "b"), "c"),
        AssistantMessage(
            "Hm", (ToolCall("1", "x", {"a": [1]}),), "tool_calls", Usage(1, 2, 3, 0.5), "thought", THOUGHT
        ),
        ToolResult("1", "done", is_error=True),
    ],
    ids=lambda message: type(message).__name__,
)
def test_fields_of_a_later_version_are_passed_over(message: Message):
    row = to_row(message)
    body = json.loads(row.body) | {"later": {"a": 1}}
    for part in [*body.get("tool_calls", ()), body.get("usage", {}), body.get("sealed_thought", {})]:
        part["later"] = True

    assert from_row(row.kind, json.dumps(body)) == message


def test_fields_that_an_earlier_version_did_not_store_have_their_defaults():
    assert from_row("assistant", '{"text": "Hi"}') == AssistantMessage("Hi")


def test_a_message_without_a_sealed_thought_is_stored_as_it_always_was():
    assert json.loads(to_row(AssistantMessage("Hi")).body).keys() == {
        "text",
        "tool_calls",
        "stop_reason",
        "usage",
        "thought",
    }


def test_what_was_forgotten_does_not_go_back_to_the_model_sealed(sessions: SessionStore, db: Database, now: datetime):
    sealed = SealedThought("m", ({"type": "reasoning.encrypted", "data": "c2VjcmV0"},))
    sessions.add("s1", AssistantMessage("Your cat is called Momo.", sealed_thought=sealed), now=now)

    sessions.add("s1", UserMessage("It is a tabby"), now=now)
    sessions.add("s1", AssistantMessage("Fine.", sealed_thought=sealed), now=now)

    sweep(db, ["called Momo"])

    cleaned = AssistantMessage("Your cat is [forgotten].")
    assert sessions.history("s1") == [cleaned, UserMessage("It is a tabby"), AssistantMessage("Fine.")]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("user", "{"),
        ("user", "{}"),
        ("user", "[]"),
        ("summary", '{"text": ""}'),
        ("assistant", '{"tool_calls": 7}'),
        ("assistant", '{"usage": 7}'),
        ("assistant", '{"sealed_thought": {"origin": "m"}}'),
        ("song", "{}"),
    ],
)
def test_a_damaged_row_says_what_to_do(kind: str, body: str):
    with pytest.raises(StorageError, match=r"damaged.*Delete its session"):
        from_row(kind, body)


def test_a_damaged_row_cannot_be_exported_silently():
    with pytest.raises(StorageError, match="damaged"):
        to_line({"id": 1, "body": "{"})
