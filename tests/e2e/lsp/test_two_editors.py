"""Two editors on one server: they see the same sessions, and either may answer."""

import asyncio

from lsprotocol import types as lsp

from e2e.lsp.chat import shown
from e2e.lsp.model import call, edit, say
from journeyman.lsp import protocol


async def test_both_editors_get_all_updates_and_either_may_answer(connect, project, model):
    one, two = await connect(), await connect()
    mine = await one.new(project, mode="ask")
    theirs = await two.load(project, mine.id)
    model.will(call("write_file", path="b.py", content="b"), say("Done."))

    await mine.prompt("write it")
    question = await theirs.allow()
    await mine.until("turn_state", state="idle")
    await theirs.until("turn_state", state="idle")
    late = await mine.refusal(protocol.PERMISSION_RESOLVE, permissionId=question["permissionId"], optionId="allow_once")

    assert mine.numbered == theirs.numbered
    assert shown(theirs.updates) == {"user": "write it", "agent": "Done. ", "tools": [("Write b.py", "completed")]}
    assert "Nothing waits for an answer" in late.message
    assert (project / "b.py").read_text() == "b"


async def test_an_editor_that_leaves_does_not_end_the_turn_of_the_other(connect, project, model):
    one, two = await connect(), await connect()
    mine = await one.new(project, mode="act")
    theirs = await two.load(project, mine.id)
    rest = asyncio.Event()
    model.will(say("First,", end=rest), edit("a.py", "x = 1", "x = 5"), say("Done."))
    await mine.prompt("explain")
    await theirs.says("First,")

    await one.crash()
    rest.set()
    await theirs.until("turn_state", state="idle")
    ended = await theirs.play("now edit")

    assert ended["stopReason"] == "end_turn"
    assert (project / "a.py").read_text() == "x = 5\n" + "y = 2\n"


async def test_a_prompt_that_is_queued_by_the_other_editor_follows(connect, project, model):
    one, two = await connect(), await connect()
    mine = await one.new(project)
    theirs = await two.load(project, mine.id)
    silent = asyncio.Event()
    model.will(say("One.", begin=silent), say("Two."))
    await mine.prompt("first")

    turn_id = await theirs.prompt("second", delivery="queue")
    silent.set()
    await mine.until("turn_state", state="idle", turnId=turn_id)

    assert shown(mine.updates) == {"user": "firstsecond", "agent": "One. Two. ", "tools": []}


async def test_the_edits_go_to_the_editor_that_prompted(connect, project, model):
    one, two = await connect(), await connect()
    mine = await one.new(project, mode="act")
    theirs = await two.load(project, mine.id)
    uri = one.open(project / "a.py")
    two.open(project / "a.py")
    model.will(edit("a.py", "x = 1", "x = 5"), say("Done."))

    await theirs.play("make x five")

    assert (one.texts[uri], two.texts[uri]) == ("x = 1\ny = 2\n", "x = 5\ny = 2\n")


async def test_an_editor_that_comes_while_the_last_one_leaves_finds_everything(connect, project, model):
    one, two = await connect(), await connect(then="nothing yet")
    chat = await one.new(project, mode="act")
    model.will(call("run_command", command="echo begun; sleep 100"), say("Hello."))
    await chat.prompt("run it")
    await chat.until("tool_call_update", progress="begun\n")

    await one.crash()
    ended = await (await two.new(project)).play("hello")

    assert ended["stopReason"] == "end_turn"


async def test_a_folder_stays_open_until_the_last_editor_closes_it(connect, project, model):
    one, two = await connect(), await connect()
    await one.new(project)
    theirs = await two.new(project)
    model.will(say("Hello."))

    await one.leave()
    ended = await theirs.play("hi")

    assert ended["stopReason"] == "end_turn"


async def _greet(connect, project):
    two = await connect()
    ended = await (await two.new(project)).play("hello")
    assert ended["stopReason"] == "end_turn"


async def test_a_folder_that_one_editor_closes_stays_open_for_the_other(connect, project, model):
    one, two = await connect(), await connect()
    chat = await two.new(project)
    model.will(say("Hello."))

    one.change_folders(removed=[project])
    await one.ask(protocol.MODEL_LIST, root=project.as_uri())
    ended = await chat.play("hi")

    assert ended["stopReason"] == "end_turn"


async def test_the_settings_of_the_editor_that_stays_count(connect, project, model):
    one, two = await connect(), await connect(settings={"deny": ["write_file"]})
    mine = await one.new(project, mode="act")
    theirs = await two.load(project, mine.id)
    model.will(call("write_file", path="b.py", content="b"), say("I may not."))

    await one.leave()
    await theirs.play("write it")

    assert "The user's rule `write_file` forbids this." in model.told
    assert not (project / "b.py").exists()


async def test_a_folder_that_is_not_on_this_machine_leaves_the_others_open(editor, tmp_path):
    second = tmp_path / "second"
    second.mkdir()
    added = [lsp.WorkspaceFolder("vscode-vfs://github/ada/engine", "engine"), lsp.WorkspaceFolder(second.as_uri(), "s")]

    event = lsp.WorkspaceFoldersChangeEvent(added, [])
    editor.workspace_did_change_workspace_folders(lsp.DidChangeWorkspaceFoldersParams(event))

    assert (await editor.new(second)).id
