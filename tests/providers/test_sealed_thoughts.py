"""Reasoning that a service wants back reaches it in the next step, and still does after a restart."""

from datetime import UTC, datetime
from pathlib import Path

from journeyman.agent.events import StepFinished
from journeyman.agent.messages import UserMessage
from journeyman.memory.database import open_database
from journeyman.memory.sessions import SessionStore
from providers.asking import opened, recorded
from providers.fake_service import Says
from turns import HELLO, play

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SIGNED, TEXT = (Says([recorded("openrouter", name)]) for name in ("reasoning_signed.sse", "text.sse"))
BLOCKS = [
    {
        "type": "reasoning.text",
        "text": "Let me see.",
        "format": "anthropic-claude-v1",
        "index": 0,
        "signature": "Et8BCmUIDxgC",
    }
]


async def test_a_call_goes_back_with_the_reasoning_that_led_to_it():
    async with opened({"/api/v1/chat/completions": [SIGNED, TEXT]}, "openrouter") as (service, model):
        await play(model.provider)

    sent = service.heard[1].json["messages"]
    assert [message["role"] for message in sent] == ["system", "user", "assistant", "tool"]
    assert sent[2]["reasoning_details"] == BLOCKS


async def test_a_session_goes_on_with_its_reasoning_after_a_restart(tmp_path: Path):
    path = tmp_path / "journeyman.db"
    async with opened({"/api/v1/chat/completions": [SIGNED, TEXT]}, "openrouter") as (_, model):
        events = await play(model.provider)
    db = open_database(path, now=NOW)
    sessions = SessionStore(db, "here")
    sessions.create("s1", model="m", mode="act", now=NOW)
    for message in [*HELLO, *(event.message for event in events if isinstance(event, StepFinished))]:
        sessions.add("s1", message, now=NOW)
    db.close()

    db = open_database(path, now=NOW)
    history = SessionStore(db, "here").history("s1")
    db.close()
    async with opened({"/api/v1/chat/completions": TEXT}, "openrouter") as (service, model):
        await play(model.provider, messages=(*history, UserMessage("And now?")))

    assert service.heard[0].json["messages"][2]["reasoning_details"] == BLOCKS
