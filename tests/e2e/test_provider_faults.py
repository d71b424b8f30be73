"""A model service fails in the middle of a task: what is stored, and that the session goes on afterwards."""

import asyncio
import json
import signal
from contextlib import asynccontextmanager
from typing import Any

import pytest

from command import journeyman, start, with_model
from providers.asking import OLLAMA_SHOW
from providers.fake_service import Says, fake_service, says_json
from providers.fault_server import CHAT, OLLAMA, WIRES, Wire, stream

KEY = "sk-or-secret-0123456789"
EDIT = {"path": "a.py", "edits": [{"old": "x = 1", "new": "x = 2"}]}
TOO_LONG = says_json({"error": "the request exceeds the available context size (2048 tokens)"}, 400)
every_wire = pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a.py").write_text("x = 1\n")
    (folder / "long.py").write_text("y = 1  # and so on\n" * 200)
    return folder


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def calls(wire: Wire, name: str, arguments: dict[str, Any]) -> Says:
    """The answer of a model that uses a tool."""
    given = arguments if wire is OLLAMA else json.dumps(arguments)
    call = {"index": 0, "id": f"a {name}", "function": {"name": name, "arguments": given}}
    return stream(wire.text(f"I use {name}."), wire.part(tool_calls=[call]), wire.end)


def edits(wire: Wire) -> Says:
    return calls(wire, "edit_file", EDIT)


def reads(wire: Wire) -> Says:
    return calls(wire, "read_file", {"path": "long.py"})


def says(wire: Wire, text: str) -> Says:
    return stream(wire.answer(text))


@asynccontextmanager
async def desk(wire: Wire, home, *answers: Says, **more: str):
    """A service that gives these answers, and the variables with which the command asks it."""
    routes: dict[str, Says | list[Says]] = {wire.path: list(answers), "/api/show": says_json(OLLAMA_SHOW)}
    async with fake_service(routes) as service:
        yield service, with_model(home, service.url, **more) | {"JOURNEYMAN_PROVIDER": wire.provider}


async def run(env, project, *arguments: str):
    given = ("run", "--no-learn", "--mode", "act", "--json", *arguments)
    return await asyncio.to_thread(journeyman, *given, env=env, cwd=project)


async def stored(env, project, session_id: str) -> list[Any]:
    shown = await asyncio.to_thread(journeyman, "sessions", "show", "--json", session_id, env=env, cwd=project)
    return json.loads(shown.out)


def sent(service, wire: Wire) -> list[list[dict[str, Any]]]:
    """The messages of each request, without the system prompt."""
    return [heard.json["messages"][1:] for heard in service.heard if heard.path == wire.path]


def are_answered(messages: list[dict[str, Any]]) -> bool:
    """Whether each call has one result."""
    calls = [call["id"] for message in messages for call in message.get("tool_calls", ())]
    return calls == [message["tool_call_id"] for message in messages if message["role"] == "tool"]


@every_wire
async def test_a_break_in_the_middle_keeps_all_that_was_done_and_said(wire, project, home):
    broken = stream(wire.text("Half an ans"), then="break")
    async with desk(wire, home, edits(wire), broken, says(wire, "Done.")) as (service, env):
        ended = await run(env, project, "make x two")
        session_id = ended.updates[-1]["sessionId"]
        kept = await stored(env, project, session_id)
        resumed = await run(env, project, "--resume", session_id, "go on")

    assert (ended.code, resumed.code) == (1, 0), resumed.err
    assert ended.updates[-1]["error"]["kind"] == "provider_unreachable"
    assert (project / "a.py").read_text() == "x = 2\n"
    assert [message["kind"] for message in kept] == [
        "UserMessage",
        "AssistantMessage",
        "ToolResult",
        "AssistantMessage",
    ]
    assert kept[-1]["text"] == "Half an ans"
    *_, messages = sent(service, wire)
    assert [message["content"] for message in messages if message["role"] == "user"] == ["make x two", "go on"]
    assert messages[-2]["content"] == "Half an ans"
    assert are_answered(messages)


@every_wire
async def test_what_passes_is_tried_again_and_nothing_is_said_twice(wire, project, home):
    async with desk(wire, home, Says(status=503), edits(wire), Says(then="hang_up"), says(wire, "Done.")) as (_, env):
        ended = await run(env, project, "make x two")
        kept = await stored(env, project, ended.updates[-1]["sessionId"])

    assert ended.code == 0, ended.err
    assert [message.get("text") for message in kept if message["kind"] == "AssistantMessage"] == [
        "I use edit_file.",
        "Done.",
    ]
    assert (project / "a.py").read_text() == "x = 2\n"


@every_wire
async def test_a_conversation_that_does_not_fit_is_shortened_and_goes_on(wire, project, home):
    answers = edits(wire), reads(wire), TOO_LONG, says(wire, "x was changed."), says(wire, "Done.")
    async with desk(wire, home, *answers) as (service, env):
        ended = await run(env, project, "make x two")
        resumed = await run(env, project, "--resume", ended.updates[-1]["sessionId"], "and now?")

    assert (ended.code, resumed.code) == (0, 0), ended.err + resumed.err
    requests = sent(service, wire)
    assert len(requests) == 6
    assert all("make x two" in str(messages) and are_answered(messages) for messages in requests)
    assert "x was changed." in str(requests[-1])


@every_wire
async def test_a_conversation_that_never_fits_ends_with_advice_and_is_kept(wire, project, home):
    async with desk(wire, home, edits(wire), reads(wire), TOO_LONG) as (service, env):
        ended = await run(env, project, "make x two")
        count = len(sent(service, wire))
        service.answers[wire.path] = [says(wire, "Done.")]
        resumed = await run(env, project, "--resume", ended.updates[-1]["sessionId"], "and now?")

    assert ended.updates[-1]["error"]["kind"] == "context_overflow"
    assert "Start a new session" in ended.updates[-1]["error"]["message"]
    assert count == 5
    assert resumed.code == 0
    assert "make x two" in str(sent(service, wire)[-1])
    assert are_answered(sent(service, wire)[-1])


@every_wire
async def test_to_interrupt_a_service_that_is_silent_closes_the_connection_and_keeps_the_session(wire, project, home):
    silent = stream(wire.text("Half an ans"), then="hang")
    async with desk(wire, home, edits(wire), silent, says(wire, "Done.")) as (service, env):
        arguments = ["run", "--no-learn", "--mode", "act", "--json", "make x two"]
        process = start(arguments, env=env, cwd=project)
        session_id = json.loads(await asyncio.to_thread(process.stdout.readline))["sessionId"]
        line = ""
        while "Half" not in line:
            line = await asyncio.to_thread(process.stdout.readline)
        process.send_signal(signal.SIGINT)
        await asyncio.wait_for(service.client_left.wait(), 30)
        await asyncio.to_thread(process.communicate, timeout=30)
        resumed = await run(env, project, "--resume", session_id, "go on")

    assert resumed.code == 0, resumed.err
    *_, messages = sent(service, wire)
    assert "Half an ans" in str(messages)
    assert are_answered(messages)


@every_wire
async def test_a_key_that_a_service_repeats_ends_up_nowhere(wire, project, home):
    async with fake_service({}) as other:
        answers = [
            Says([f"Bearer {KEY}".encode()], 400),
            says_json({"error": f"wrong key {KEY}"}, 401),
            Says(status=307, headers={"Location": f"{other.url}/{KEY}"}),
        ]
        for answer in answers:
            async with desk(wire, home, answer, JOURNEYMAN_API_KEY=KEY) as (service, env):
                ended = await run(env, project, "hi")
            assert ended.code == 1
            assert service.heard[-1].headers["authorization"] == f"Bearer {KEY}"
            assert KEY not in ended.out + ended.err

    assert other.connections == 0
    assert not any(KEY.encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())


async def test_a_login_page_says_where_to_look(project, home):
    page = Says([b"<html><body>Sign in to the hotel's network</body></html>"])
    async with desk(CHAT, home, page) as (_, env):
        ended = await run(env, project, "hi")

    assert ended.updates[-1]["error"]["kind"] == "provider_refused"
    assert "Sign in to the hotel" in ended.updates[-1]["error"]["message"]
    assert "JOURNEYMAN_ENDPOINT" in ended.updates[-1]["error"]["message"]
