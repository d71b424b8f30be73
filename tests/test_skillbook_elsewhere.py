"""What another process has decided about a skill is known here."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from journeyman.memory.database import DatabaseThread
from journeyman.records import Records
from journeyman.skillbook.opening import open_skillbook

GOOD = "---\nname: greet\ndescription: Greets people. Use when somebody arrives.\n---\n\nSay hello.\n"


@pytest.fixture
def opened(tmp_path):
    """Opens the skills as a process of its own does."""
    folder = tmp_path / "home/workspaces/here/skills/greet"
    folder.mkdir(parents=True)
    (folder / "SKILL.md").write_text(GOOD)

    @asynccontextmanager
    async def open_book():
        thread = await DatabaseThread.open(tmp_path / "home/j.db", now=datetime.now(UTC))
        records = Records(thread, "here", lambda: datetime.now(UTC))
        book = await open_skillbook(records, tmp_path / "project", tmp_path / "home", None, trusted=True)
        yield book
        await book.aclose()
        await thread.aclose()

    return open_book


async def test_what_is_decided_in_one_editor_is_seen_in_the_other(opened):
    async with opened() as here, opened() as there:
        await here.all()
        known = await there.get("greet")

        await there.records.skills(lambda store, _: store.pin(known.owner, "greet"))
        await there.records.skills(lambda store, now: store.approve(known.owner, "greet", now=now))
        seen = await here.get("greet")

    assert (seen.pinned, seen.state, seen.state_reason) == (True, "trusted", "approved by the user")


async def test_a_use_in_one_editor_is_counted_in_the_other(opened):
    async with opened() as here, opened() as there:
        await here.all()
        known = await there.get("greet")

        await there.records.skills(
            lambda store, now: store.add_use(known.owner, "greet", "forced", episode_id=None, now=now)
        )

        assert (await here.get("greet")).last_used_at is not None


async def test_only_what_differs_is_told(opened):
    told = []
    async with opened() as here, opened() as there:
        await here.all()
        here.listeners.append(lambda: told.append("changed"))
        known = await there.get("greet")

        await here.all()
        assert told == []
        await there.records.skills(lambda store, _: store.pin(known.owner, "greet"))
        await here.all()
        await here.all()

    assert told == ["changed"]
