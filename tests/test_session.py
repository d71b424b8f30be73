"""A session keeps everything that happens in it, however a turn ends."""

import asyncio
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime

import pytest

from journeyman.agent.events import TextDelta, ToolFinished, TurnFinished
from journeyman.agent.messages import AssistantMessage, ToolCall, ToolResult, Usage, UserMessage
from journeyman.changes import Changes
from journeyman.errors import ContextOverflow, ProviderUnreachable
from journeyman.memory.database import DatabaseThread
from journeyman.records import Records
from journeyman.session import CUT_SHORT, Session
from journeyman.tools.disk_files import DiskFiles
from pictures import PIXEL
from scripted import ScriptedProvider
from turns import HELLO, Write, agent_with, asks_for, says
from unlearned import Unlearned

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ID = "s1"


async def settled():
    """Nothing runs in the background."""


@asynccontextmanager
async def open_session(tmp_path, provider, *tools):
    thread = await DatabaseThread.open(tmp_path / "journeyman.db", now=NOW)
    records = Records(thread, "workspace", lambda: NOW)
    try:
        await records.sessions(lambda store, now: store.create(ID, model="m", mode="act", now=now))
        changes = Changes(ID, records, DiskFiles(tmp_path))
        yield Session(ID, [], agent_with(provider, *tools), records, changes, settled, Unlearned()), records
    finally:
        await thread.aclose()


async def stored(records):
    return await records.sessions(lambda store, _: store.history(ID))


async def episodes(records):
    return await records.episodes(lambda store, _: list(store.list()))


async def drain(session, text="hi"):
    return [event async for event in session.prompt(text, turn_id="t")]


async def test_every_message_is_stored_and_the_episode_has_its_numbers(tmp_path):
    first, last = asks_for(says("pong"), usage=Usage(100, 10)), AssistantMessage("done", usage=Usage(120, 5))
    async with open_session(tmp_path, ScriptedProvider(first, last)) as (session, records):
        events = await drain(session)

        assert events[-1] == TurnFinished("end_turn")
        assert await stored(records) == [*HELLO, first, ToolResult("1", "pong"), last]
        assert session.usage == Usage(220, 15)
        [episode] = await episodes(records)
        assert (episode.prompt, episode.steps, episode.tool_calls, episode.stop_reason) == ("hi", 2, 1, "end_turn")
        assert episode.usage == Usage(220, 15)


async def test_what_an_event_says_is_stored_before_it_is_seen(tmp_path):
    first, last = asks_for(says("pong")), AssistantMessage("done")
    async with (
        open_session(tmp_path, ScriptedProvider(first, last)) as (session, records),
        aclosing(session.prompt("hi", turn_id="t")) as events,
    ):
        async for _ in events:
            assert await stored(records) == session.messages


async def test_a_cancelled_turn_is_closed_and_the_next_prompt_works(tmp_path):
    write = Write()
    call = ToolCall("1", "write", {"say": "forever"})
    provider = ScriptedProvider(asks_for(call), AssistantMessage("on we go"))
    async with open_session(tmp_path, provider, write) as (session, records):
        turn = asyncio.create_task(drain(session))
        await write.reached.wait()
        turn.cancel()
        with pytest.raises(asyncio.CancelledError):
            await turn

        assert not session.is_running
        assert (await stored(records))[-1] == ToolResult("1", CUT_SHORT, is_error=True)
        assert (await episodes(records))[0].stop_reason == "cancelled"
        await drain(session, "again")
        assert provider.requests[-1].messages == tuple((await stored(records))[:-1])


async def test_text_that_was_streaming_when_the_turn_was_closed_is_kept(tmp_path):
    async with open_session(tmp_path, ScriptedProvider(AssistantMessage("one two three"))) as (session, records):
        async with aclosing(session.prompt("hi", turn_id="t")) as events:
            async for event in events:
                if event == TextDelta("one"):
                    break

        assert await stored(records) == [*HELLO, AssistantMessage("one", stop_reason="cancelled")]


async def test_a_model_that_cannot_be_asked_leaves_a_session_that_goes_on(tmp_path):
    provider = ScriptedProvider(ProviderUnreachable("gone"), AssistantMessage("back"))
    async with open_session(tmp_path, provider) as (session, records):
        with pytest.raises(ProviderUnreachable):
            await drain(session)
        await drain(session, "again")

        assert await stored(records) == [*HELLO, UserMessage("again"), AssistantMessage("back")]
        assert [episode.stop_reason for episode in await episodes(records)] == ["end_turn", "error"]


async def test_a_window_that_turned_out_smaller_is_kept_in_mind(tmp_path):
    answers = [asks_for(says("x" * 9_000 + str(number))) for number in range(3)]
    overflow, summary = ContextOverflow("too long", window=8_000), AssistantMessage("## Goal")
    provider = ScriptedProvider(*answers, overflow, summary, AssistantMessage("done"))
    async with open_session(tmp_path, provider) as (session, _):
        await drain(session)

        assert session.agent.window.size == 8_000


async def test_a_tool_that_crashes_ends_the_turn_as_an_error_with_a_valid_history(tmp_path):
    call = ToolCall("1", "write", {})  # Its test double does not check its arguments.
    async with open_session(tmp_path, ScriptedProvider(asks_for(call)), Write()) as (session, records):
        with pytest.raises(KeyError):
            await drain(session)

        assert (await stored(records))[-1] == ToolResult("1", CUT_SHORT, is_error=True)
        assert (await episodes(records))[0].stop_reason == "error"


async def test_a_prompt_waits_for_the_turn_before_it(tmp_path):
    provider = ScriptedProvider(AssistantMessage("first"), AssistantMessage("second"))
    async with open_session(tmp_path, provider) as (session, records):
        await asyncio.gather(drain(session, "one"), drain(session, "two"))

        texts = [message.text for message in await stored(records)]
        assert texts == ["one", "first", "two", "second"]


async def test_steering_reaches_the_running_turn_and_is_stored(tmp_path):
    provider = ScriptedProvider(asks_for(says("pong")), AssistantMessage("fini"))
    async with open_session(tmp_path, provider) as (session, records):
        async with aclosing(session.prompt("hi", turn_id="t")) as events:
            async for event in events:
                if isinstance(event, ToolFinished):
                    session.steer(UserMessage("in French"))

        assert UserMessage("in French") in await stored(records)
        assert provider.requests[1].messages[-1] == UserMessage("in French")


async def test_context_is_sent_but_is_not_the_users_words(tmp_path):
    provider = ScriptedProvider(AssistantMessage("ok"))
    async with open_session(tmp_path, provider) as (session, _):
        _ = [event async for event in session.prompt("hi", turn_id="t", context="Remember: tabs.")]

    [message] = provider.requests[0].messages
    assert (message.text, message.sent_text) == ("hi", "hi\n\nRemember: tabs.")


async def test_what_a_turn_had_no_time_to_read_can_be_taken_back(tmp_path):
    async with open_session(tmp_path, ScriptedProvider(AssistantMessage("done"))) as (session, _):
        await drain(session)
        session.steer(UserMessage("And the tests.", "about tests"))
        session.steer(UserMessage("All of them.", images=(PIXEL,)))

        assert session.take_unread() == UserMessage("And the tests.\n\nAll of them.", "about tests", (PIXEL,))
        assert session.take_unread() is None


async def test_a_turn_off_the_record_is_kept_nowhere_and_the_model_still_knows_it(tmp_path):
    provider = ScriptedProvider(
        AssistantMessage("one"), asks_for(says("pong")), AssistantMessage("two"), AssistantMessage("three")
    )
    async with open_session(tmp_path, provider, Write()) as (session, records):
        await drain(session, "before")
        session.off_the_record = True
        await drain(session, "between us")
        session.off_the_record = False
        await drain(session, "after")

        assert [message.text for message in await stored(records)] == ["before", "one", "after", "three"]
        assert [episode.prompt for episode in await episodes(records)] == ["after", "before"]
        assert UserMessage("between us") in provider.requests[-1].messages
        checkpoints = await session.changes.checkpoints()
        assert [(one.prompt, one.position) for one in checkpoints] == [("before", 0), ("", 2), ("after", 2)]


async def test_a_summary_of_what_is_off_the_record_is_not_stored(tmp_path):
    overflow, summary = ContextOverflow("too long", window=8_000), AssistantMessage("## Goal: between us")
    provider = ScriptedProvider(
        AssistantMessage("one"), AssistantMessage("x" * 9_000), overflow, summary, AssistantMessage("three")
    )
    async with open_session(tmp_path, provider) as (session, records):
        await drain(session, "before")
        session.off_the_record = True
        await drain(session, "between us")
        session.off_the_record = False
        await drain(session, "after")

        assert [message.text for message in await stored(records)] == ["before", "one", "after", "three"]
        assert b"between us" not in b"".join(file.read_bytes() for file in tmp_path.glob("journeyman.db*"))
