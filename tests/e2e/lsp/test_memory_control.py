"""What the user decides about the memory: to look, to correct, to switch it off, to stay off the record."""

import sys
from typing import Any

import pytest
from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient as PlainClient

from command import environment
from e2e.lsp.conftest import able, with_model
from e2e.lsp.editor import Editor
from e2e.lsp.model import call, say
from e2e.lsp.test_memory import SPACES, TABS, files_with, hear, known, system
from e2e.lsp.test_settings_and_trust import change
from journeyman.lsp import protocol

NOBODY = {"id": "m999"}


async def add(editor, project, text, **more) -> dict[str, Any]:
    return (await editor.ask(protocol.MEMORY_ADD, root=project.as_uri(), text=text, **more))["memory"]


async def listed(editor, project, **fields) -> list[dict[str, Any]]:
    return (await editor.ask(protocol.MEMORY_LIST, root=project.as_uri(), **fields))["memories"]


async def test_the_user_adds_corrects_pins_widens_and_forgets(editor, project):
    root = project.as_uri()

    added = await add(editor, project, "Prefers tabs for indentation.")
    corrected = await editor.ask(
        protocol.MEMORY_UPDATE, root=root, id=added["id"], text="Prefers spaces for indentation."
    )
    pinned = await editor.ask(protocol.MEMORY_UPDATE, root=root, id=corrected["memory"]["id"], pinned=True)
    widened = await editor.ask(protocol.MEMORY_UPDATE, root=root, id=pinned["memory"]["id"], everywhere=True)

    assert (added["scope"], added["status"], added["pinned"]) == ("workspace", "active", False)
    assert corrected["memory"]["text"] == "Prefers spaces for indentation."
    assert pinned["memory"] == corrected["memory"] | {"pinned": True, "updatedAt": pinned["memory"]["updatedAt"]}
    assert (widened["memory"]["scope"], widened["memory"]["text"]) == ("user", "Prefers spaces for indentation.")
    assert [one["id"] for one in await listed(editor, project, scope="user")] == [widened["memory"]["id"]]
    [before] = await listed(editor, project, status="superseded")
    assert before["text"] == "Prefers tabs for indentation."
    # What goes with the same words is gone with them.
    while memories := await listed(editor, project):
        await editor.ask(protocol.MEMORY_FORGET, root=root, id=memories[0]["id"])


async def test_a_search_finds_what_was_said_and_what_is_known(editor, project, model):
    chat = await hear(editor, project, model, "The tax tables are loaded from the ledger service.")
    added = await add(editor, project, "The ledger service runs on port 7070.")
    root = project.as_uri()

    both = await editor.ask(protocol.MEMORY_SEARCH, root=root, query="the ledger service?")
    known = await editor.ask(protocol.MEMORY_SEARCH, root=root, query="ledger", limit=1, kinds=["conclusion"])

    assert [one["kind"] for one in both["items"][:2]] == ["conclusion", "episode"]
    assert both["items"][1]["sessionId"] == chat.id
    assert "tax tables" in both["items"][1]["text"]
    [item] = known["items"]
    assert (item["kind"], item["id"], item["text"]) == ("conclusion", added["id"], added["text"])
    assert await editor.ask(protocol.MEMORY_SEARCH, root=root, query='"*(:') == {"items": []}


async def test_a_thousand_changes_are_told_as_a_few(editor, project):
    for number in range(20):
        await add(editor, project, f"Service number {number} is written in Go.")
    await editor.until(protocol.MEMORY_DID_CHANGE)

    told = [params for method, params in editor.notifications if method == protocol.MEMORY_DID_CHANGE]

    assert 1 <= len(told) < 20
    assert all(params == {"root": project.as_uri()} for params in told)


async def test_a_long_list_comes_in_pages(editor, project):
    lines = [f"Service number {number} listens on port {number}." for number in range(501)]
    for line in lines:
        await add(editor, project, line)

    first = await editor.ask(protocol.MEMORY_LIST, root=project.as_uri())
    rest = await editor.ask(protocol.MEMORY_LIST, root=project.as_uri(), cursor=first["nextCursor"])

    texts = [one["text"] for one in (*first["memories"], *rest["memories"])]
    assert (len(first["memories"]), len(rest["memories"])) == (500, 1)
    assert sorted(texts) == sorted(lines)
    assert "nextCursor" not in rest


@pytest.mark.parametrize("is_open", [True, False])
async def test_a_rule_of_the_project_is_written_where_the_team_reads_it(editor, project, is_open):
    agents = project / "AGENTS.md"
    agents.write_text("# Rules\n")
    uri = editor.open(agents) if is_open else agents.as_uri()
    if is_open:
        editor.type(uri, "# Rules\n\nNot saved yet.\n")
    memory = await add(editor, project, "We use pytest for all tests in this repository.")
    root = project.as_uri()

    why = await editor.ask(protocol.MEMORY_WHY, root=root, id=memory["id"])
    written = await editor.ask(protocol.MEMORY_WRITE_RULE, root=root, id=memory["id"])
    again = await editor.ask(protocol.MEMORY_WRITE_RULE, root=root, id=memory["id"])

    assert written == again == {"path": "AGENTS.md", "line": f"- {why['rule']}"}
    if is_open:
        assert editor.texts[uri] == f"# Rules\n\nNot saved yet.\n\n## Conventions\n\n{written['line']}\n"
        assert agents.read_text() == "# Rules\n"
    else:
        assert agents.read_text() == f"# Rules\n\n## Conventions\n\n{written['line']}\n"


async def test_a_habit_of_one_user_is_no_rule_for_everybody(editor, project):
    memory = await add(editor, project, "I like short answers.")

    why = await editor.ask(protocol.MEMORY_WHY, root=project.as_uri(), id=memory["id"])

    assert "rule" not in why


async def test_off_the_record_leaves_no_trace(editor, project, model, home):
    chat = await editor.new(project, mode="act")
    await chat.choose("off_the_record", "on")
    model.will(
        call("remember", statement="The codename is nightjar.", quote="remember that the codename is nightjar"),
        say("The nightjar stays between us."),
    )

    await chat.play("Please remember that the codename is nightjar.")

    [refused] = [one["content"] for one in model.requests[-1]["messages"] if one["role"] == "tool"]
    assert refused == "This conversation is off the record: nothing of it is remembered. Tell the user so."
    # What comes later is on the record, and was kept behind what was not.
    await hear(editor, project, model, "Please remember: the harbour project needs release notes.")
    await known(editor, project, "harbour")
    assert files_with(home, "nightjar") == []


async def test_without_the_memory_nothing_is_recalled_kept_or_offered(editor, project, model, home):
    await hear(editor, project, model, TABS)
    await known(editor, project, "tabs")
    before = await editor.new(project)
    tools = {"remember", "recall", "forget"}

    await change(editor, with_model(model.url) | {"memory": False})
    model.will(say("Fine."))
    await before.play(SPACES)
    off = await hear(editor, project, model, "How do I indent? With tabs for indentation?")

    assert not tools & model.tools
    assert "tabs" not in system(model)
    assert [one for one in off.updates if one["kind"] == "memories_used"] == []
    await change(editor, with_model(model.url))
    await hear(editor, project, model, "I prefer pytest for tests.")
    await known(editor, project, "pytest")
    assert tools <= model.tools
    assert [one["text"] for one in await listed(editor, project) if "spaces" in one["text"]] == []


QUICK = """
import sys
from journeyman.cli.main import main
from journeyman.notebook import Consolidation

Consolidation.__init__.__kwdefaults__["idle_seconds"] = 0.0
sys.exit(main(["serve", "--stdio"]))
"""
"""A server that takes a moment without work for a pause."""


async def test_what_only_the_user_can_say_is_asked_once_when_nobody_works(project, model, tmp_path):
    editor = Editor()
    await PlainClient.start_io(editor, sys.executable, "-c", QUICK, env=environment(tmp_path / "home"))
    params = lsp.InitializeParams(
        able(),
        workspace_folders=[lsp.WorkspaceFolder(project.as_uri(), "project")],
        initialization_options={"settings": with_model(model.url)},
    )
    editor.capabilities = able()
    editor.server = await editor.initialize_async(params)
    editor.initialized(lsp.InitializedParams())
    chat = await hear(editor, project, model, TABS)
    model.will(say("Fine."), say("Fine."))
    await chat.play("I prefer spaces for indentation.")

    question = await editor.until(protocol.MEMORY_QUESTION)
    [tabs, spaces] = await known(editor, project, "tabs", "spaces", status="contested")
    seen = len(editor.notifications)
    await chat.play("Hello.")
    report = await editor.ask(protocol.MEMORY_CONSOLIDATE, root=project.as_uri())
    chosen = await editor.ask(protocol.MEMORY_UPDATE, root=project.as_uri(), id=spaces["id"], text=spaces["text"])

    assert question == {
        "root": project.as_uri(),
        "question": "What holds for you: indentation?",
        "choices": [
            {"id": tabs["id"], "text": tabs["text"]},
            {"id": spaces["id"], "text": spaces["text"]},
            {"id": None, "text": "None of these"},
        ],
        "everywhere": False,
    }
    assert report["questions"] == []
    assert protocol.MEMORY_QUESTION not in [method for method, _ in editor.notifications[seen:]]
    assert (chosen["memory"]["id"], chosen["memory"]["status"]) == (spaces["id"], "active")
    assert [one["id"] for one in await listed(editor, project, status="superseded")] == [tabs["id"]]
    await editor.leave()


@pytest.mark.parametrize(
    ("method", "params", "code", "reason"),
    [
        (protocol.MEMORY_WHY, NOBODY, -32056, "There is no conclusion m999"),
        (protocol.MEMORY_WHY, {"id": "x\u0000y"}, -32056, "is no id of a conclusion"),
        (protocol.MEMORY_FORGET, NOBODY, -32056, "There is no conclusion m999"),
        (protocol.MEMORY_WRITE_RULE, NOBODY, -32056, "There is no conclusion m999"),
        (protocol.MEMORY_UPDATE, NOBODY | {"pinned": True}, -32056, "There is no conclusion m999"),
        (protocol.MEMORY_UPDATE, NOBODY | {"everywhere": True}, -32056, "There is no conclusion m999"),
        (protocol.MEMORY_UPDATE, NOBODY | {"text": "x"}, -32056, "There is no conclusion m999"),
        (protocol.MEMORY_UPDATE, NOBODY, -32051, "Nothing is to be changed"),
        (protocol.MEMORY_ADD, {"text": " "}, -32056, "There is nothing to remember"),
        (protocol.MEMORY_ADD, {"text": "word " * 100}, -32056, "are remembered as one statement"),
        (
            protocol.MEMORY_ADD,
            {"text": "My key is ghp_aB3dE6gH9jK2mN5pQ8sT1vW4xY7zA0cD3fG6"},
            -32056,
            "This holds a secret",
        ),
        (protocol.MEMORY_ADD, {"text": 7}, -32602, "params.text"),
        (protocol.MEMORY_SEARCH, {"query": "x", "limit": 0}, -32051, "`limit` is 0"),
        (protocol.MEMORY_SEARCH, {"query": "x", "kinds": ["dream"]}, -32602, "params.kinds"),
        (protocol.MEMORY_LIST, {"scope": "world"}, -32602, "params.scope"),
        (protocol.MEMORY_LIST, {"root": "file:///nowhere"}, -32051, "no open workspace folder"),
        (protocol.MEMORY_PROFILE, {"root": "file:///nowhere"}, -32051, "no open workspace folder"),
        (protocol.MEMORY_CONSOLIDATE, {"root": "file:///nowhere"}, -32051, "no open workspace folder"),
    ],
)
async def test_what_cannot_be_done_is_refused_with_a_reason(editor, project, method, params, code, reason):
    error = await editor.refusal(method, **{"root": project.as_uri()} | params)

    assert (error.code, reason in error.message) == (code, True), error.message


async def test_a_rule_that_cannot_be_written_is_told(editor, project):
    (project / "AGENTS.md").write_bytes(b"\0\1\2")
    memory = await add(editor, project, "We use pytest for all tests in this repository.")

    error = await editor.refusal(protocol.MEMORY_WRITE_RULE, root=project.as_uri(), id=memory["id"])

    assert (error.code, "AGENTS.md is a binary file" in error.message) == (-32053, True), error.message
    assert (project / "AGENTS.md").read_bytes() == b"\0\1\2"


async def test_a_memory_that_a_prompt_points_at_is_in_its_turn(editor, project, model):
    memory = await add(editor, project, "The ledger service runs on port 7070.")
    await add(editor, project, "The mail service runs on port 2525.")
    chat = await editor.new(project)
    model.will(say("I see."))

    text = "Look at @memory:LEDGER"
    offered = await chat.ask(protocol.CONTEXT_COMPLETE, text=text, position={"line": 0, "character": len(text)})
    await chat.play(f"Is it up? @memory:{memory['id']} @memory:m999 @memory:m{'9' * 30}")

    [item] = offered["items"]
    assert item == {
        "label": memory["id"],
        "insertText": f"@memory:{memory['id']} ",
        "kind": "memory",
        "detail": "The ledger service runs on port 7070.",
    }
    assert f"points at what is remembered as {memory['id']}: The ledger service runs on port 7070." in model.told
    assert "as m999" not in model.told


async def test_what_is_remembered_can_be_taken_along(editor, project):
    await add(editor, project, "The ledger service runs on port 7070.")

    text = (await editor.ask(protocol.MEMORY_EXPORT, root=project.as_uri()))["text"]

    assert text.startswith('{"format": "journeyman-memory"')
    assert "port 7070" in text
