"""What is asked before it is done, and the answers."""

import pytest

from e2e.lsp.chat import results
from e2e.lsp.model import call, calls, say
from journeyman.lsp import protocol


async def test_in_act_mode_nothing_is_asked(editor, project, model):
    chat = await editor.new(project, mode="act")
    model.will(call("write_file", path="b.py", content="b"), call("run_command", command="echo hi > c"), say("Done."))

    await chat.play("go")

    assert "permission_pending" not in {update["kind"] for update in chat.updates}
    assert ((project / "b.py").read_text(), (project / "c").read_text()) == ("b", "hi\n")


async def test_in_plan_mode_the_model_is_told_that_it_may_only_read(editor, project, model):
    chat = await editor.new(project, mode="plan")
    model.will(call("write_file", path="b.py", content="b"), say("This is the plan."))

    await chat.play("go")

    assert "write_file is not available while planning" in model.told
    assert not (project / "b.py").exists()


async def test_in_ask_mode_the_question_says_why_and_what_can_be_answered(editor, project, model):
    chat = await editor.new(project, mode="ask")
    model.will(call("write_file", path="b.py", content="b"), say("Done."))

    await chat.prompt("go")
    question = await chat.allow()
    state = await chat.until("turn_state", state="running")
    resolved = [update for update in chat.updates if update["kind"] == "permission_resolved"]
    await chat.until("turn_state", state="idle")

    assert question == {
        "kind": "permission_pending",
        "permissionId": question["permissionId"],
        "toolCallId": question["toolCallId"],
        "title": "Write b.py",
        "tool": "write_file",
        "rawInput": {"path": "b.py", "content": "b"},
        "reason": "`write_file` changes something.",
        "rule": question["rule"],
        "options": [
            {"optionId": "allow_once", "name": "Allow", "kind": "allow_once"},
            {"optionId": "allow_always", "name": f"Always allow {question['rule']}", "kind": "allow_always"},
            {"optionId": "reject_once", "name": "Refuse", "kind": "reject_once"},
        ],
    }
    assert [each["optionId"] for each in resolved] == ["allow_once"]
    assert state["state"] == "running"
    assert (project / "b.py").read_text() == "b"


async def test_what_is_always_allowed_is_not_asked_again(editor, project, model):
    chat = await editor.new(project, mode="ask")
    model.will(calls(("run_command", {"command": "make one"}), ("run_command", {"command": "make one"})), say("Done."))
    (project / "Makefile").write_text("one:\n\techo one >> made\n")

    await chat.prompt("go")
    await chat.allow("allow_always")
    await chat.until("turn_state", state="idle")

    asked = [update for update in chat.updates if update["kind"] == "permission_pending"]
    assert len(asked) == 1
    assert (project / "made").read_text() == "one\none\n"


async def test_a_refusal_and_its_reason_reach_the_model(editor, project, model):
    chat = await editor.new(project, mode="ask")
    model.will(call("write_file", path="b.py", content="b"), say("I see."))

    await chat.prompt("go")
    await chat.allow("reject_once", feedback="use c.py instead")
    ended = await chat.until("turn_state", state="idle")

    assert model.told == "The user refused this call and says: use c.py instead"
    assert ended["stopReason"] == "end_turn"
    assert not (project / "b.py").exists()


async def test_a_question_can_be_answered_once_and_only_with_what_was_offered(editor, project, model):
    chat = await editor.new(project, mode="ask")
    model.will(call("write_file", path="b.py", content="b"), say("Done."))
    await chat.prompt("go")
    question = await chat.until("permission_pending")
    permission = {"permissionId": question["permissionId"]}

    wrong = await chat.refusal(protocol.PERMISSION_RESOLVE, **permission, optionId="perhaps")
    unknown = await chat.refusal(protocol.PERMISSION_RESOLVE, permissionId="permission-99", optionId="allow_once")
    as_question = await chat.refusal(protocol.QUESTION_RESOLVE, questionId=question["permissionId"], answer="yes")
    await chat.ask(protocol.PERMISSION_RESOLVE, **permission, optionId="allow_once")
    twice = await chat.refusal(protocol.PERMISSION_RESOLVE, **permission, optionId="reject_once")
    await chat.until("turn_state", state="idle")

    assert wrong.message == ("'perhaps' was not offered. Answer with one of: allow_once, allow_always, reject_once.")
    assert "Nothing waits for an answer to 'permission-99'." in unknown.message
    assert "journeyman/permission/resolve" in as_question.message
    assert "It was answered already" in twice.message
    assert {error.data["kind"] for error in (wrong, unknown, as_question, twice)} == {"usage"}
    assert (project / "b.py").read_text() == "b"


async def test_an_unanswered_question_keeps_nobody_else_waiting(editor, project, model):
    asking, other = await editor.new(project, mode="ask"), await editor.new(project, mode="ask")
    model.will(call("write_file", path="b.py", content="b"), say("Hello."))
    await asking.prompt("go")
    await asking.until("permission_pending")

    ended = await other.play("hi")
    listed = await editor.ask(protocol.SESSION_LIST, root=project.as_uri())
    state = await asking.state(since=0)
    models = await editor.ask(protocol.MODEL_LIST, root=project.as_uri())

    assert ended["stopReason"] == "end_turn"
    assert {each["sessionId"] for each in listed["sessions"]} == {asking.id, other.id}
    assert state["updates"][-1]["state"] == "awaiting_permission"
    assert len(models["models"]) == 2


async def test_another_mode_counts_from_the_next_call_on(editor, project, model):
    chat = await editor.new(project, mode="ask")
    model.will(
        calls(("write_file", {"path": "b.py", "content": "b"}), ("write_file", {"path": "c.py", "content": "c"})),
        say("Done."),
    )
    await chat.prompt("go")
    question = await chat.until("permission_pending")

    options = await chat.choose("mode", "act")
    await chat.ask(protocol.PERMISSION_RESOLVE, permissionId=question["permissionId"], optionId="reject_once")
    await chat.until("turn_state", state="idle")

    changed = [update for update in chat.updates if update["kind"] == "config_option_update"]
    assert options["mode"] == "act"
    assert changed[0]["configOptions"][0]["currentValue"] == "act"
    assert ((project / "b.py").exists(), (project / "c.py").read_text()) == (False, "c")
    assert [len(texts) for _, texts in results(await chat.export())] == [1, 1]


@pytest.mark.parametrize(
    ("option", "value", "complaint"),
    [
        ("colour", "red", "There is no option 'colour'"),
        ("mode", "yolo", "Choose one of: ask, plan, act"),
        ("thinking", "deeply", "Choose one of: auto, off"),
    ],
)
async def test_an_option_that_does_not_exist_is_refused_with_those_that_do(chat, option, value, complaint):
    error = await chat.refusal(protocol.SESSION_SET_CONFIG, configId=option, value=value)

    assert complaint in error.message
    assert error.data == {"kind": "usage"}


async def test_a_model_that_is_chosen_answers_the_next_prompt(chat, model):
    model.will(say("One."), say("Two."))
    await chat.play("hi")

    options = await chat.choose("model", "other")
    await chat.play("hi again")

    assert options["model"] == "other"
    assert [request["model"] for request in model.requests] == ["tiny", "other"]


@pytest.mark.parametrize(
    ("answer", "heard"),
    [("Blue.", "The user answered: Blue."), (None, "Nobody is there to answer. Decide yourself")],
)
async def test_the_agent_can_ask_the_user(chat, model, answer, heard):
    model.will(call("ask_user", question="Which colour?", choices=["Red", "Green"]), say("Done."))

    await chat.prompt("paint it")
    question = await chat.until("question_pending")
    await chat.until("turn_state", state="awaiting_permission")
    await chat.ask(protocol.QUESTION_RESOLVE, questionId=question["questionId"], answer=answer)
    resolved = await chat.until("question_resolved")
    await chat.until("turn_state", state="idle")
    twice = await chat.refusal(protocol.QUESTION_RESOLVE, questionId=question["questionId"], answer="Red")

    assert (question["question"], question["choices"]) == ("Which colour?", ["Red", "Green"])
    assert resolved["answer"] == answer
    assert heard in model.told
    assert twice.data == {"kind": "usage"}
