"""Prompts and their turns: answered at once, told in order, cancelled, queued, steered."""

import asyncio

import pytest

from e2e.lsp.chat import results, shown
from e2e.lsp.model import call, calls, say
from journeyman.lsp import protocol


async def test_a_prompt_is_answered_while_the_model_is_still_silent(chat, model):
    silent = asyncio.Event()
    model.will(say("Hello.", begin=silent))

    turn_id = await chat.prompt("hi")
    await chat.until("turn_state", state="running", turnId=turn_id)
    await model.asked(1)
    said_before = chat.answer
    silent.set()
    ended = await chat.until("turn_state", state="idle")

    assert said_before == ""
    assert (ended["turnId"], ended["stopReason"]) == (turn_id, "end_turn")
    assert shown(chat.updates) == {"user": "hi", "agent": "Hello. ", "tools": []}


async def test_updates_are_numbered_without_gaps_and_text_comes_in_larger_pieces(chat, model):
    model.will(say("word " * 2_000), say("more"))

    await chat.play("talk")
    await chat.play("go on")

    chunks = [update for update in chat.updates if update["kind"] == "agent_message_chunk"]
    assert [each["seq"] for each in chat.numbered] == [*range(1, len(chat.numbered) + 1)]
    assert chat.answer == "word " * 2_000 + "more "
    assert len(chunks) < 200


async def test_a_second_prompt_while_one_runs_says_how_to_deliver_it(chat, model):
    silent = asyncio.Event()
    model.will(say("One.", begin=silent))
    await chat.prompt("first")

    error = await chat.refusal(protocol.SESSION_PROMPT, prompt=[{"type": "text", "text": "second"}])
    silent.set()
    await chat.until("turn_state", state="idle")

    assert (error.code, error.data) == (-32051, {"kind": "usage"})
    assert "`queue` or `steer`" in error.message
    assert shown(chat.updates)["user"] == "first"


async def test_queued_prompts_are_answered_one_after_the_other(chat, model):
    silent = asyncio.Event()
    model.will(say("One.", begin=silent), say("Two."), say("Three."))
    first = await chat.prompt("first")

    second = await chat.prompt("second", delivery="queue")
    third = await chat.prompt("third", delivery="queue")
    waiting = await chat.until("turn_state", state="queued", turnId=third)
    silent.set()
    await chat.until("turn_state", state="idle", turnId=third)

    states = [(update["turnId"], update["state"]) for update in chat.updates if update["kind"] == "turn_state"]
    running = [each for each in states if each[1] != "queued"]
    assert running == [(turn, state) for turn in (first, second, third) for state in ("running", "idle")]
    assert waiting["content"] == {"type": "text", "text": "third"}
    assert shown(chat.updates) == {"user": "firstsecondthird", "agent": "One. Two. Three. ", "tools": []}


async def test_a_word_to_the_running_turn_is_read_before_its_next_step(chat, model):
    silent = asyncio.Event()
    first = call("read_file", path="a.py")
    first.begin = silent
    model.will(first, say("Renamed it, too."))
    turn_id = await chat.prompt("fix it")
    await model.asked(1)

    steered = await chat.prompt("rename it, too", delivery="steer")
    silent.set()
    await chat.until("turn_state", state="idle")

    assert steered == turn_id
    assert model.told == "rename it, too"
    assert len(model.requests) == 2
    assert shown(chat.updates)["user"] == "fix itrename it, too"


async def test_a_word_to_a_session_in_which_nothing_runs_begins_a_turn(chat, model):
    model.will(say("Hello."))

    turn_id = await chat.prompt("hi", delivery="steer")

    assert (await chat.until("turn_state", state="idle"))["turnId"] == turn_id


async def test_cancelling_while_text_streams_keeps_what_was_said(chat, model):
    model.will(say("This far and", end=asyncio.Event()), say("Next."))
    await chat.prompt("talk")
    await chat.until("agent_message_chunk")

    await chat.cancel()
    ended = await chat.play("go on")

    assert ended["stopReason"] == "end_turn"
    assert [line["body"]["text"].strip() for line in (await chat.export())[1:]] == [
        "talk",
        "This far and",
        "go on",
        "Next.",
    ]


async def test_cancelling_while_a_command_runs_ends_it_and_gives_each_call_a_result(chat, model, project):
    command = "touch begun; echo begun; sleep 100; touch ended"
    model.will(calls(("run_command", {"command": command}), ("read_file", {"path": "a.py"})), say("Next."))
    await chat.prompt("run it")
    await chat.until("tool_call_update", progress="begun\n")

    await chat.cancel()
    ended = await chat.play("go on")

    assert ended["stopReason"] == "end_turn"
    found = results(await chat.export())
    assert [(name, len(texts)) for name, texts in found] == [("run_command", 1), ("read_file", 1)]
    assert (project / "begun").exists()
    assert not (project / "ended").exists()


async def test_cancelling_while_a_permission_is_pending_withdraws_the_question(editor, model, project):
    chat = await editor.new(project, mode="ask")
    model.will(call("write_file", path="b.py", content="b"), say("Next."))
    await chat.prompt("write it")
    question = await chat.until("permission_pending")

    await chat.cancel()
    error = await chat.refusal(
        protocol.PERMISSION_RESOLVE, permissionId=question["permissionId"], optionId="allow_once"
    )
    ended = await chat.play("go on")

    resolved = [update for update in chat.updates if update["kind"] == "permission_resolved"]
    assert resolved == [
        {"kind": "permission_resolved", "permissionId": question["permissionId"], "optionId": "cancelled"}
    ]
    assert error.data == {"kind": "usage"}
    assert ended["stopReason"] == "end_turn"
    assert [(name, len(texts)) for name, texts in results(await chat.export())] == [("write_file", 1)]
    assert not (project / "b.py").exists()


async def test_cancelling_ends_the_prompts_that_wait_as_well(chat, model):
    model.will(say("never", begin=asyncio.Event()), say("Next."))
    first = await chat.prompt("first")
    second = await chat.prompt("forget me", delivery="queue")
    await model.asked(1)

    await chat.cancel()
    await chat.until("turn_state", state="idle", stopReason="cancelled")
    ended = await chat.play("third")

    idle = [update["turnId"] for update in chat.updates if update.get("state") == "idle"]
    assert sorted(idle[:2]) == sorted([first, second])
    assert ended["stopReason"] == "end_turn"
    assert "forget me" not in model.heard


async def test_cancelling_where_nothing_runs_changes_nothing(chat, model):
    model.will(say("Hello."))

    chat.editor.protocol.notify(protocol.SESSION_CANCEL, {"sessionId": chat.id})
    ended = await chat.play("hi")

    assert ended["stopReason"] == "end_turn"


async def test_a_model_that_refuses_ends_the_turn_with_the_reason(chat, model):
    ended = await chat.play("hi")
    model.will(say("Here I am."))
    again = await chat.play("hi again")

    assert ended["stopReason"] == "error"
    assert ended["error"]["kind"] == "provider_refused"
    assert "The test has prepared no answer." in ended["error"]["message"]
    assert again["stopReason"] == "end_turn"


@pytest.mark.parametrize(
    ("prompt", "complaint"),
    [
        ([], "The prompt is empty"),
        ([{"type": "text", "text": "  "}], "The prompt is empty"),
        ([{"type": "text"}], "lacks a field"),
        ([{"type": "audio", "data": ""}], "'audio' are not understood"),
        ([{"type": "image", "mimeType": "image/png", "data": ""}], "says it is image/png, and is not"),
        ([{"type": "text", "text": "/dance"}], "There is no command /dance"),
    ],
)
async def test_a_prompt_that_says_nothing_usable_is_refused(chat, model, prompt, complaint):
    error = await chat.refusal(protocol.SESSION_PROMPT, prompt=prompt)

    assert error.data == {"kind": "usage"}
    assert complaint in error.message
    assert model.requests == []


async def test_params_that_do_not_fit_are_refused_with_the_place(chat):
    error = await chat.refusal(protocol.SESSION_PROMPT, prompt=[{"type": "text", "text": "x"}], delivery="soon")

    assert (error.code, error.message) == (
        -32602,
        'params.delivery: must be one of "send", "queue", "steer", not "soon"',
    )


async def test_what_the_user_points_at_goes_to_the_model(chat, model, project):
    model.will(say("I see."))
    prompt = [
        {"type": "text", "text": "look at this"},
        {"type": "resource_link", "uri": (project / "a.py").as_uri()},
        {"type": "resource", "resource": {"uri": (project / "b.py").as_uri(), "text": "selected = 1"}},
    ]

    await chat.ask(protocol.SESSION_PROMPT, prompt=prompt)
    await chat.until("turn_state", state="idle")

    assert "The user points at `a.py`." in model.told
    assert '<file path="b.py">\nselected = 1\n</file>' in model.told
    assert shown(chat.updates)["user"] == "look at this"


async def test_the_model_is_told_what_the_user_looks_at(chat, model, project):
    model.will(say("I see."))
    chat.editor.protocol.notify(
        protocol.EDITOR_DID_FOCUS,
        {
            "textDocument": {"uri": (project / "a.py").as_uri()},
            "selection": {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}},
        },
    )

    await chat.play("explain this")

    assert "The user is looking at `a.py`, with lines 1–2 selected." in model.told


async def test_a_word_to_the_last_answer_of_a_turn_is_still_heard(chat, model):
    rest = asyncio.Event()
    model.will(say("All done.", end=rest), say("Renamed it, too."))
    await chat.prompt("fix it")
    await chat.says("All")

    await chat.prompt("rename it, too", delivery="steer")
    rest.set()
    await chat.says("Renamed")
    await chat.until("turn_state", state="idle")

    assert model.told == "rename it, too"
    assert shown(chat.updates)["agent"] == "All done. Renamed it, too. "
