"""What the editor's settings say counts at once; in a folder that is not trusted the agent only reads."""

import asyncio

import pytest
from lsprotocol import types as lsp

from e2e.lsp.chat import values
from e2e.lsp.conftest import with_model
from e2e.lsp.editor import TIMEOUT_SECONDS
from e2e.lsp.model import Answer, call, calls, say
from journeyman.lsp import protocol

WRITING = {"edit_file", "write_file", "run_command", "rename"}


async def test_the_settings_that_an_editor_begins_with_count(connect, project):
    editor = await connect(settings={"mode": "act", "thinking": "low"})

    chat = await editor.new(project)

    options = values(chat.opened["configOptions"])
    assert (options["mode"], options["thinking"]) == ("act", "low")


async def test_the_settings_that_an_editor_has_when_asked_count(connect, project, model):
    editor = await connect(configuration=with_model(model.url) | {"mode": "plan", "server": {"command": ["x"]}})

    chat = await editor.new(project)

    assert values(chat.opened["configOptions"])["mode"] == "plan"


async def test_an_editor_that_has_no_such_settings_keeps_those_it_began_with(connect, project):
    editor = await connect(settings={"mode": "act"}, configuration=None)

    assert values((await editor.new(project)).opened["configOptions"])["mode"] == "act"


async def test_settings_that_are_sent_count_at_once(editor, project, model):
    chat = await editor.new(project)
    model.will(call("write_file", path="b.py", content="b"), call("read_file", path="a.py"), say("Never."))

    await change(editor, with_model(model.url) | {"mode": "act", "maxSteps": 2, "deny": ["read_file"]})
    ended = await chat.play("go")

    assert (project / "b.py").read_text() == "b"
    assert ended["stopReason"] == "max_turn_requests"
    assert "limit of steps" in ended["message"]
    assert "rule `read_file` forbids this" in str(await chat.export())


async def test_settings_that_changed_are_asked_for(connect, project, model):
    editor = await connect(configuration=with_model(model.url) | {"mode": "plan"})
    chat = await editor.new(project)
    model.will(call("write_file", path="b.py", content="b"), say("Done."))

    editor.set_configuration(with_model(model.url) | {"mode": "act"}, section="journeyman")
    await change(editor, None)
    await chat.play("go")

    assert (project / "b.py").read_text() == "b"


async def test_a_key_that_was_corrected_is_used_at_once(connect, project, model):
    editor = await connect(settings={"apiKey": "wrong"})
    chat = await editor.new(project)
    model.will(say("Hello."), say("Again."))
    await chat.play("hi")

    await change(editor, with_model(model.url) | {"apiKey": "right"})
    await chat.play("again")

    assert model.keys == ["Bearer wrong", "Bearer right"]


async def test_a_running_turn_follows_a_new_rule(editor, project, model):
    chat = await editor.new(project, mode="ask")
    writes = [("write_file", {"path": name, "content": name}) for name in ("b.py", "c.py")]
    model.will(calls(*writes), say("Done."))
    await chat.prompt("go")
    question = await chat.until("permission_pending")

    await change(editor, with_model(model.url) | {"deny": ["write_file(c.py)"]})
    await chat.ask(protocol.PERMISSION_RESOLVE, permissionId=question["permissionId"], optionId="allow_once")
    await chat.until("turn_state", state="idle")

    assert ((project / "b.py").exists(), (project / "c.py").exists()) == (True, False)
    assert "rule `write_file(c.py)` forbids this" in model.told


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"maxSteps": "many"}, "`max_steps` is 'many'"),
        ({"mode": "yolo"}, "`mode` is 'yolo'"),
        ({"modus": "act"}, "there is no option `modus`. Did you mean `mode`"),
        ({"deny": ["run_command("]}, "run_command("),
        ({"deny": {"run_command": True}, "server": {"command": "x"}}, "`deny` is not shown; it must be a list"),
    ],
)
async def test_a_wrong_setting_is_told_and_the_old_ones_stay(connect, project, model, wrong, complaint):
    editor = await connect(settings={"mode": "act"})
    chat = await editor.new(project)
    model.will(call("write_file", path="b.py", content="b"), say("Done."))

    await change(editor, with_model(model.url) | {"mode": "plan"} | wrong)
    await chat.play("go")
    later = await editor.new(project)

    [message] = editor.messages
    assert message.type == lsp.MessageType.Error
    assert message.message.startswith("The new settings are not used. ")
    assert complaint in message.message
    assert (project / "b.py").read_text() == "b"
    assert values(later.opened["configOptions"])["mode"] == "act"


async def test_an_editor_that_begins_with_a_wrong_setting_is_told(connect, project):
    editor = await connect(settings={"maxSteps": 0})

    status = await editor.until(protocol.STATUS)
    error = await editor.refusal(protocol.SESSION_NEW, root=project.as_uri())

    assert status["health"] == "warning"
    assert status["message"] == error.message
    assert "`max_steps` is 0" in error.message
    assert (error.code, error.data) == (-32052, {"kind": "settings"})


async def test_the_status_names_the_model_and_says_whether_a_turn_runs(editor, chat, model):
    silent = asyncio.Event()
    model.will(say("Hello.", begin=silent))
    await editor.until(protocol.STATUS, lambda status: status["model"] == "tiny")

    await chat.prompt("hi")
    busy = await editor.until(protocol.STATUS, lambda status: status["busy"])
    seen = len(editor.notifications)
    silent.set()
    idle = await editor.until(protocol.STATUS, lambda status: not status["busy"], after=seen)

    assert busy == idle | {"busy": True}
    assert idle == {"health": "ok", "busy": False, "message": "", "model": "tiny", "contextWindow": 32_000}


async def test_looking_for_a_model_is_shown_as_progress(editor):
    await editor.until(protocol.STATUS)

    [[begin, end]] = editor.progress_reports.values()
    assert (begin, end) == (
        lsp.WorkDoneProgressBegin("Looking for a model", cancellable=False),
        lsp.WorkDoneProgressEnd(),
    )


async def test_in_a_folder_that_is_not_trusted_the_agent_only_reads(connect, project, model):
    (project / "AGENTS.md").write_text("Always say please.\n")
    editor = await connect(trusted=False, settings={"mode": "act"})
    chat = await editor.new(project)
    model.will(call("write_file", path="b.py", content="b"), say("I may not."), say("Now I may."))

    await chat.play("go")
    untrusted, said = model.tools, model.heard
    editor.protocol.notify(protocol.WORKSPACE_DID_CHANGE_TRUST, {"root": project.as_uri(), "trusted": True})
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not await has_instructions(chat):
            pass
    await chat.play("and now?")

    assert WRITING & untrusted == set()
    assert "Always say please." not in said
    assert not (project / "b.py").exists()
    assert WRITING & model.tools == WRITING
    assert "Always say please." in model.heard


async def test_trust_that_is_taken_away_counts_for_open_sessions(connect, project, model):
    (project / "AGENTS.md").write_text("Always say please.\n")
    editor = await connect()
    chat = await editor.new(project, mode="act")
    model.will(say("Hello."), say("I only read now."))
    await chat.play("hi")
    trusted = model.tools

    editor.protocol.notify(protocol.WORKSPACE_DID_CHANGE_TRUST, {"root": project.as_uri(), "trusted": False})
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while await has_instructions(chat):
            pass
    await chat.play("and now?")

    assert WRITING & trusted == WRITING
    assert WRITING & model.tools == set()


async def test_trust_that_is_taken_away_counts_for_a_running_turn(editor, project, model):
    (project / "AGENTS.md").write_text("Always say please.\n")
    chat = await editor.new(project, mode="act")
    thinking = asyncio.Event()
    model.will(
        Answer(calls=({"name": "write_file", "arguments": {"path": "b.py", "content": "b"}},), begin=thinking),
        say("I may not."),
    )
    await chat.prompt("go")
    await model.asked(1)

    editor.protocol.notify(protocol.WORKSPACE_DID_CHANGE_TRUST, {"root": project.as_uri(), "trusted": False})
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while await has_instructions(chat):
            pass
    thinking.set()
    await chat.until("turn_state", state="idle")

    assert "only reading is" in model.told
    assert not (project / "b.py").exists()


async def change(editor, settings):
    """Send settings, or only that they are other ones, and wait until the server has taken note."""
    await editor.until(protocol.STATUS)
    seen = len(editor.notifications)
    pushed = None if settings is None else {"journeyman": settings}
    editor.workspace_did_change_configuration(lsp.DidChangeConfigurationParams(pushed))
    await editor.until(protocol.STATUS, lambda status: not status["busy"] or status["model"], after=seen)


async def has_instructions(chat):
    """Whether the next request would hold the team's instructions."""
    parts = (await chat.ask(protocol.CONTEXT_PREVIEW))["parts"]
    return any(part["tokens"] for part in parts if part["name"] == "instructions")
