"""Code actions, and editors that know nothing but the Language Server Protocol."""

import asyncio

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from e2e.lsp.conftest import able
from e2e.lsp.editor import TIMEOUT_SECONDS
from e2e.lsp.model import edit, say
from journeyman.lsp import protocol

COMMAND = "journeyman.prompt"
FIRST_LINE = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 5))
PROBLEM = lsp.Diagnostic(FIRST_LINE, "x has another type", severity=lsp.DiagnosticSeverity.Error)


@pytest.fixture
async def plain(connect):
    """An editor without our extension."""
    capabilities = able()
    capabilities.experimental = None
    capabilities.text_document = None
    return await connect(capabilities=capabilities, settings={"mode": "act"})


async def offered(editor, uri, *problems):
    context = lsp.CodeActionContext(list(problems))
    params = lsp.CodeActionParams(lsp.TextDocumentIdentifier(uri), FIRST_LINE, context)
    async with asyncio.timeout(TIMEOUT_SECONDS):
        return await editor.text_document_code_action_async(params)


async def resolved(editor, action):
    """The command of an action that came without one."""
    params = lsp.CodeAction(action["title"], kind=action["kind"], data=action["data"])
    async with asyncio.timeout(TIMEOUT_SECONDS):
        return (await editor.code_action_resolve_async(params)).command


async def run(editor, command, *arguments):
    params = lsp.ExecuteCommandParams(command, arguments=[*arguments])
    async with asyncio.timeout(TIMEOUT_SECONDS):
        return await editor.workspace_execute_command_async(params)


async def test_the_server_says_what_it_can_do(editor):
    capabilities = editor.server.capabilities

    assert capabilities.experimental == {"journeyman": {"version": 1}}
    assert list(capabilities.execute_command_provider.commands) == [COMMAND]
    assert list(capabilities.code_action_provider.code_action_kinds) == ["quickfix", "journeyman"]
    assert capabilities.code_action_provider.resolve_provider


async def test_an_action_is_resolved_when_it_is_chosen(editor, project, model):
    uri = editor.open(project / "a.py")
    model.will(say("It is a number."))

    [fix, *_] = actions = await offered(editor, uri, PROBLEM)
    command = await resolved(editor, fix)
    started = await run(editor, command.command, *command.arguments)
    await ended(editor, started["sessionId"])

    assert not any("command" in action for action in actions)
    assert command.command == COMMAND
    assert model.told.startswith("Fix this problem in a.py, line 1:")
    assert "x has another type" in model.told
    assert '<file path="a.py, line 1">\nx = 1\n' in model.told


async def test_the_next_action_goes_on_in_the_same_session(editor, project, model):
    uri = editor.open(project / "a.py")
    model.will(say("One."), say("Two."))
    commands = [await resolved(editor, action) for action in await offered(editor, uri, PROBLEM)]

    started = [await run(editor, COMMAND, *command.arguments) for command in commands[:2]]
    await model.asked(2)

    assert started[0]["sessionId"] == started[1]["sessionId"]
    assert started[0]["turnId"] != started[1]["turnId"]


async def test_an_editor_without_our_messages_uses_code_actions_and_gets_none_of_ours(plain, project, model):
    uri = plain.open(project / "a.py")
    model.will(edit("a.py", "x = 1", "x = '1'"), say("Fixed."))

    [fix, *_] = await offered(plain, uri, PROBLEM)
    started = await run(plain, fix["command"]["command"], *fix["command"]["arguments"])
    await ended(plain, started["sessionId"])

    assert plain.texts[uri] == "x = '1'\ny = 2\n"
    assert [method for method, _ in plain.notifications if method.startswith("journeyman/")] == []
    assert plain.queries == []


@pytest.mark.parametrize(
    ("argument", "code"),
    [
        (None, -32602),
        ({}, -32602),
        ({"intent": "dance", "uri": "file:///a.py", "range": {}, "diagnostics": []}, -32602),
        ({"intent": "ask", "uri": "file:///not/open.py", "range": FIRST_LINE, "diagnostics": []}, -32051),
    ],
)
async def test_a_command_with_a_wrong_argument_is_refused(plain, argument, code):
    with pytest.raises(JsonRpcException) as refused:
        await run(plain, COMMAND, argument)

    assert refused.value.code == code


async def test_a_command_that_does_not_exist_is_refused(plain):
    with pytest.raises(JsonRpcException, match=r"there is no command 'journeyman\.dance'"):
        await run(plain, "journeyman.dance")


async def ended(editor, session_id):
    """Ask until the turn is over: this editor is told nothing."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while True:
            state = await editor.ask(protocol.SESSION_STATE, sessionId=session_id, sinceSeq=0)
            if any(update.get("state") == "idle" for update in state["updates"]):
                return
