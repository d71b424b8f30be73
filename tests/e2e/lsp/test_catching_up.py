"""A client that missed something sees the same as one that missed nothing."""

import asyncio

import pytest

from command import environment
from e2e.lsp.chat import results, shown
from e2e.lsp.model import call, edit, say
from journeyman.lsp import protocol


async def test_the_updates_after_a_number_are_exactly_those_that_came_after_it(chat, model):
    model.will(say("One."), call("read_file", path="a.py"), say("Two."))
    await chat.play("first")
    seen = chat.numbered[-1]["seq"]
    await chat.play("second")

    missed = await chat.state(since=seen)
    nothing = await chat.state(since=chat.numbered[-1]["seq"])

    assert missed == {"seq": chat.numbered[-1]["seq"], "reset": False, "updates": chat.updates[seen:]}
    assert nothing == {"seq": chat.numbered[-1]["seq"], "reset": False, "updates": []}


@pytest.mark.parametrize("since", [None, 10_000, -5])
async def test_without_a_known_number_the_whole_conversation_is_told_again(chat, model, since):
    model.will(edit("a.py", "x = 1", "x = 5"), say("Two."))
    await chat.play("first")

    state = await chat.state(since)

    assert (state["seq"], state["reset"]) == (chat.numbered[-1]["seq"], True)
    assert shown(state["updates"]) == shown(chat.updates)
    assert shown(chat.updates) == {"user": "first", "agent": "Two. ", "tools": [("Edit a.py", "completed")]}


async def test_in_the_middle_of_a_turn_the_replay_has_what_streams_and_what_waits(chat, model):
    rest = asyncio.Event()
    model.will(say("So far", end=rest))
    turn_id = await chat.prompt("first")
    queued_id = await chat.prompt("second", delivery="queue")
    await model.asked(1)
    await chat.says("So far")

    state = await chat.state()

    turns = [(each["state"], each["turnId"]) for each in state["updates"] if each["kind"] == "turn_state"]
    assert shown(state["updates"]) == {"user": "first", "agent": "So far", "tools": []}
    assert turns == [("running", turn_id), ("queued", queued_id)]


async def test_the_replay_has_the_questions_that_wait(editor, project, model):
    chat = await editor.new(project, mode="ask")
    model.will(call("write_file", path="b.py", content="b"), say("Done."))
    turn_id = await chat.prompt("write it")
    question = await chat.until("permission_pending")
    await chat.until("turn_state", state="awaiting_permission")

    state = await chat.state()
    await chat.ask(protocol.PERMISSION_RESOLVE, permissionId=question["permissionId"], optionId="allow_once")
    await chat.until("turn_state", state="idle")

    assert question in state["updates"]
    assert {"kind": "turn_state", "state": "awaiting_permission", "sessionId": chat.id, "turnId": turn_id} in state[
        "updates"
    ]
    assert shown(state["updates"])["tools"] == [("Write b.py", "in_progress")]
    assert (project / "b.py").read_text() == "b"


async def test_a_new_server_shows_the_same_conversation(connect, model, project, tmp_path):
    model.will(edit("a.py", "x = 1", "x = 5"), say("Done."), say("More."))
    first = await connect(env=environment(tmp_path))
    chat = await first.new(project, mode="act")
    await chat.play("make x five")
    before = shown(chat.updates)
    await first.leave()

    second = await connect(env=environment(tmp_path))
    again = await second.load(project, chat.id)
    replayed = shown((await again.state())["updates"])
    ended = await again.play("go on")

    assert replayed == before == {"user": "make x five", "agent": "Done. ", "tools": [("Edit a.py", "completed")]}
    assert again.opened["seq"] == 1
    assert ended["stopReason"] == "end_turn"
    assert [message["role"] for message in model.requests[-1]["messages"]] == [
        *("system", "user", "assistant", "tool", "assistant", "user"),
    ]


async def test_a_session_whose_editor_crashed_in_the_middle_goes_on_in_the_next_one(connect, model, project):
    editor = await connect()
    chat = await editor.new(project, mode="ask")
    model.will(call("write_file", path="b.py", content="b"), say("Done."))
    await chat.prompt("write it")
    await chat.until("permission_pending")

    await editor.crash()
    again = await (await connect()).load(project, chat.id)
    state = await again.state()
    ended = await again.play("go on")

    assert shown(state["updates"]) == {"user": "write it", "agent": "", "tools": [("Write b.py", "failed")]}
    assert [update["kind"] for update in state["updates"]].count("permission_pending") == 0
    assert [len(texts) for _, texts in results(await again.export())] == [1]
    assert ended["stopReason"] == "end_turn"
    assert not (project / "b.py").exists()


async def test_an_editor_that_comes_later_can_answer_what_waits(connect, model, project):
    one, two = await connect(), await connect()
    chat = await one.new(project, mode="ask")
    model.will(call("write_file", path="b.py", content="b"), say("Done."))
    await chat.prompt("write it")
    await chat.until("permission_pending")

    later = await two.load(project, chat.id)
    [question] = [each for each in (await later.state())["updates"] if each["kind"] == "permission_pending"]
    await later.ask(protocol.PERMISSION_RESOLVE, permissionId=question["permissionId"], optionId="allow_once")
    await later.until("turn_state", state="idle")
    await chat.until("turn_state", state="idle")

    assert later.numbered == chat.numbered[later.opened["seq"] :]
    assert (project / "b.py").read_text() == "b"


async def test_a_session_that_was_put_aside_goes_on_where_its_editors_are(connect, model, project):
    one, two = await connect(), await connect()
    chat = await one.new(project)
    theirs = await two.load(project, chat.id)
    model.will(say("One."), say("Two."))
    await chat.play("first")
    await chat.choose("mode", "plan")
    for _ in range(17):
        await one.new(project)

    await chat.play("second")
    await theirs.until("turn_state", state="idle")
    await theirs.until("turn_state", state="idle")
    options = await chat.choose("thinking", "auto")
    await theirs.until("config_option_update")

    assert options["mode"] == "plan"
    assert theirs.numbered == chat.numbered
    assert [each["seq"] for each in chat.numbered] == [*range(1, len(chat.numbered) + 1)]
    assert shown(chat.updates) == {"user": "firstsecond", "agent": "One. Two. ", "tools": []}
