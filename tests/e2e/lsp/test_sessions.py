"""Sessions of a folder: started, listed, named, deleted, exported, branched, and several at once."""

import asyncio
from collections import deque

import pytest

from e2e.lsp.chat import results, shown, values
from e2e.lsp.model import call, edit, say
from journeyman.lsp import protocol


async def test_a_new_session_tells_its_options_and_commands(editor, project):
    chat = await editor.new(project, mode="plan", model="other")

    assert values(chat.opened["configOptions"]) == {
        "mode": "plan",
        "model": "other",
        "thinking": "auto",
        "off_the_record": "off",
    }
    assert [command["name"] for command in chat.opened["commands"]] == ["init", "review", "test"]
    assert chat.opened["seq"] == 0


async def test_sessions_are_listed_named_and_deleted(editor, project, model):
    model.will(say("One."), say("Two."))
    root = project.as_uri()
    first, second = await editor.new(project), await editor.new(project)
    await first.play("explain the parser")
    await second.play("explain the printer")

    renamed = await editor.ask(protocol.SESSION_RENAME, root=root, sessionId=first.id, title="Parser")
    listed = (await editor.ask(protocol.SESSION_LIST, root=root))["sessions"]
    deleted = await editor.ask(protocol.SESSION_DELETE, root=root, sessionId=second.id)
    left = (await editor.ask(protocol.SESSION_LIST, root=root))["sessions"]
    gone = await editor.refusal(protocol.SESSION_LOAD, root=root, sessionId=second.id)

    assert {each["sessionId"]: each["title"] for each in listed} == {
        first.id: "Parser",
        second.id: "explain the printer",
    }
    assert (renamed["title"], renamed["mode"], renamed["model"]) == ("Parser", "ask", "tiny")
    assert deleted == {}
    assert [each["sessionId"] for each in left] == [first.id]
    assert second.id[:8] in gone.message


async def test_sessions_are_found_by_their_titles_and_by_what_was_said(editor, project, model):
    model.will(say("It hands the parser a tree."), say("It ate a comma."))
    root = project.as_uri()
    first, second = await editor.new(project), await editor.new(project)
    await first.play("explain the printer")
    await second.play("fix the parser")

    async def found(query):
        result = await editor.ask(protocol.SESSION_LIST, root=root, query=query)
        assert "nextCursor" not in result
        return [each["sessionId"] for each in result["sessions"]]

    assert await found("parser") == [second.id, first.id]
    assert await found("comma") == [second.id]
    assert await found("absent") == []
    assert len(await found(" ")) == 2


async def test_deleting_a_session_ends_what_runs_in_it(editor, project, model):
    model.will(say("never", begin=asyncio.Event()))
    chat = await editor.new(project)
    await chat.prompt("hi")
    await model.asked(1)

    await editor.ask(protocol.SESSION_DELETE, root=project.as_uri(), sessionId=chat.id)
    error = await chat.refusal(protocol.SESSION_STATE)

    assert [update["stopReason"] for update in chat.updates if update.get("state") == "idle"] == ["cancelled"]
    assert error.data == {"kind": "usage"}
    assert "is not open" in error.message


async def test_a_session_cannot_be_deleted_from_another_folder(connect, project, tmp_path, model):
    other = tmp_path / "other"
    other.mkdir()
    editor = await connect(project, other)
    chat = await editor.new(project)
    thinking = asyncio.Event()
    model.will(say("Still here.", begin=thinking))
    await chat.prompt("hi")
    await model.asked(1)

    error = await editor.refusal(protocol.SESSION_DELETE, root=other.as_uri(), sessionId=chat.id)
    thinking.set()
    ended = await chat.until("turn_state", state="idle")

    assert error.data == {"kind": "storage"}
    assert ended["stopReason"] == "end_turn"
    assert len(await chat.export()) == 3


async def test_an_export_has_every_message(chat, model):
    model.will(call("read_file", path="a.py"), say("It says x = 1."))
    await chat.play("what is x?")

    session, *messages = await chat.export()

    assert (session["type"], session["id"]) == ("session", chat.id)
    assert [line["kind"] for line in messages] == ["user", "assistant", "tool_result", "assistant"]


async def test_a_branch_goes_on_from_before_a_turn(editor, chat, project, model):
    model.will(say("One."), say("Two."), say("Three."))
    await chat.play("first")
    await chat.play("second")
    checkpoints = (await chat.ask(protocol.CHECKPOINT_LIST))["checkpoints"]
    origin = {"sessionId": chat.id, "checkpointId": checkpoints[1]["checkpointId"]}

    branch = await editor.new(project, **{"from": origin})
    replayed = shown((await branch.state())["updates"])
    await branch.play("third")

    assert branch.id != chat.id
    assert replayed == {"user": "first", "agent": "One. ", "tools": []}
    assert [each["content"] for each in model.requests[-1]["messages"] if each["role"] == "user"] == ["first", "third"]


async def test_a_session_that_is_not_known_is_refused_with_the_way_to_load_it(editor):
    error = await editor.refusal(protocol.SESSION_STATE, sessionId="20990101-nonsense")

    assert (error.code, error.data) == (-32051, {"kind": "usage"})
    assert "journeyman/session/load" in error.message


@pytest.mark.parametrize("uri", ["file:///nowhere/at/all", "untitled:one", "https://example.org/"])
async def test_a_folder_that_is_not_open_is_refused(editor, uri):
    error = await editor.refusal(protocol.SESSION_NEW, root=uri)

    assert error.data == {"kind": "usage"}


async def test_two_sessions_in_one_folder_work_at_once(editor, project, model):
    one, two = await editor.new(project, mode="act"), await editor.new(project, mode="act")
    hold = asyncio.Event()
    model.answers_to = {
        "the first task": deque((edit("a.py", "x = 1", "x = 5"), say("One.", begin=hold))),
        "the second task": deque((call("write_file", path="b.py", content="b"), say("Two.", begin=hold))),
    }

    await one.prompt("the first task")
    await two.prompt("the second task")
    await model.asked(4)
    hold.set()
    await one.until("turn_state", state="idle")
    await two.until("turn_state", state="idle")

    assert (one.answer, two.answer) == ("One. ", "Two. ")
    assert ((project / "a.py").read_text(), (project / "b.py").read_text()) == ("x = 5\ny = 2\n", "b")
    assert [[file["path"] for file in found["files"]] for chat in (one, two) for found in await chat.changes()] == [
        *(["a.py"], ["b.py"])
    ]


async def test_two_sessions_that_edit_one_file_at_once_lose_nothing(editor, project, model):
    one, two = await editor.new(project, mode="act"), await editor.new(project, mode="act")
    model.answers_to = {
        "the first task": deque((edit("a.py", "x = 1", "x = 5"), say("One."))),
        "the second task": deque((edit("a.py", "y = 2", "y = 6"), say("Two."))),
    }

    await one.prompt("the first task")
    await two.prompt("the second task")
    await one.until("turn_state", state="idle")
    await two.until("turn_state", state="idle")

    told = {chat: results(await chat.export())[0][1][0] for chat in (one, two)}
    text = (project / "a.py").read_text()
    # Whoever came too late knows it.
    assert ("x = 5" in text) == told[one].startswith("Edited a.py") != ("changed in the meantime" in told[one])
    assert ("y = 6" in text) == told[two].startswith("Edited a.py") != ("changed in the meantime" in told[two])


async def test_two_folders_have_sessions_of_their_own(connect, project, tmp_path, model):
    other = (tmp_path / "other").resolve()
    other.mkdir()
    editor = await connect(project, other)
    one, two = await editor.new(project, mode="act"), await editor.new(other, mode="act")
    hold = asyncio.Event()
    model.answers_to = {
        "the first task": deque((call("write_file", path="b.py", content="one"), say("One.", begin=hold))),
        "the second task": deque((call("write_file", path="b.py", content="two"), say("Two.", begin=hold))),
    }

    await one.prompt("the first task")
    await two.prompt("the second task")
    await model.asked(4)
    hold.set()
    await one.until("turn_state", state="idle")
    await two.until("turn_state", state="idle")
    listed = [(await editor.ask(protocol.SESSION_LIST, root=root.as_uri()))["sessions"] for root in (project, other)]

    assert ((project / "b.py").read_text(), (other / "b.py").read_text()) == ("one", "two")
    assert [[each["sessionId"] for each in sessions] for sessions in listed] == [[one.id], [two.id]]


async def test_a_folder_can_be_opened_and_closed_later(editor, project, tmp_path, model):
    other = (tmp_path / "other").resolve()
    other.mkdir()
    model.will(say("never", begin=asyncio.Event()))

    editor.change_folders(added=[other])
    chat = await editor.new(other)
    await chat.prompt("hi")
    await model.asked(1)
    editor.change_folders(removed=[other])
    await chat.until("turn_state", state="idle", stopReason="cancelled")
    error = await editor.refusal(protocol.SESSION_LIST, root=other.as_uri())

    assert "no open workspace folder" in error.message
    assert (await editor.ask(protocol.SESSION_LIST, root=project.as_uri()))["sessions"] == []
