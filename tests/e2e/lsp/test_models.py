"""The models of a folder's service in an editor: tried out, got, recommended."""

import asyncio
import json

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from e2e.lsp.editor import TIMEOUT_SECONDS
from e2e.lsp.model import NAME, call, calls, say
from journeyman.lsp import protocol
from providers.fake_service import Says, fake_service, says_json

TODAY, TOMORROW = ({"path": f"notes/{day}.md"} for day in ("today", "tomorrow"))
COUNT, TALK = say("one two three"), say("I would read it.")
AS_JSON = say(json.dumps({"tool": "read_file", "arguments": TODAY}))
LONG = (say("many"), say("marigold"))
GOOD = (COUNT, call("read_file", **TODAY), calls(("read_file", TODAY), ("read_file", TOMORROW)), AS_JSON, *LONG)
MISLED = (COUNT, TALK, TALK, AS_JSON, *LONG)
MEASURED = ("firstTokenMs", "tokensPerSecond", "calledTool", "toolCalls", "parts", "checkedAt")
PART = {"status": "pulling aa", "digest": "sha256:aa", "total": 4_000_000_000}
SHOWN = says_json({"capabilities": ["completion", "tools"], "model_info": {"qwen.context_length": 40_960}})


def lines(*chunks):
    return b"".join(json.dumps(chunk).encode() + b"\n" for chunk in chunks)


def ollama(*pulls, **more):
    """An Ollama that has a model as soon as it was pulled."""
    listed = says_json({"models": [{"name": "m", "model": "m"}]})
    nothing = says_json({"models": []})
    return fake_service(
        {"/api/tags": [nothing, listed], "/api/ps": nothing, "/api/show": SHOWN, "/api/pull": list(pulls)} | more
    )


def of_ollama(service):
    """The editor's settings; without a model, so that one is looked for."""
    return {"provider": "ollama", "endpoint": service.url, "model": None}


def ask_for(editor, method, **params):
    """Send a request with the id "the request"."""
    return asyncio.create_task(editor.protocol.send_request_async(method, params, "the request"))


def reports(editor, title):
    """What was reported below a title."""
    [shown] = [each for each in editor.progress_reports.values() if each[0].title == title]
    return shown


async def cancelled(asking):
    with pytest.raises(JsonRpcException) as error:
        await asyncio.wait_for(asking, TIMEOUT_SECONDS)
    return error.value.code == lsp.LSPErrorCodes.RequestCancelled


async def test_a_model_is_tried_out_and_the_list_tells_of_it(editor, project, model):
    model.will(*GOOD)
    root = project.as_uri()

    before = (await editor.ask(protocol.MODEL_LIST, root=root))["models"]
    result = await editor.ask(protocol.MODEL_PROBE, root=root, model=NAME)
    after = (await editor.ask(protocol.MODEL_LIST, root=root))["models"]

    assert result.keys() == set(protocol_fields())
    assert (result["model"], result["contextWindow"]) == (NAME, 32_000)
    assert (result["calledTool"], result["toolCalls"], result["problem"]) == (True, "native", "")
    assert result["firstTokenMs"] >= 0
    assert [each["checkedAt"] for each in before] == [None, None]
    assert after == [before[0] | {name: result[name] for name in MEASURED}, before[1]]
    assert [part["outcome"] for part in result["parts"]] == ["right"] * 6
    begin, *steps, _ = reports(editor, "Trying out the model")
    assert (begin.percentage, begin.cancellable) == (0, True)
    assert [each.percentage for each in steps] == [0, 20, 40, 60, 80]
    assert [steps[0].message, steps[1].message] == ["Asking for an answer", "Asking for a tool call"]


def protocol_fields():
    facts = "model contextWindow maxContextWindow tools vision thinking inputUsdPerMillion outputUsdPerMillion"
    return [*facts.split(), *MEASURED, "problem"]


async def test_a_session_that_is_open_makes_tool_calls_by_what_was_found(editor, project, model, chat):
    model.will(say("Hello."))
    await chat.play("hi")
    before = model.requests[-1]
    model.will(*MISLED)
    await editor.ask(protocol.MODEL_PROBE, root=project.as_uri(), model=NAME)

    model.will(say('{"answer": "Again."}'))
    await chat.play("hi again")

    assert ("tools" in before, "response_format" in before) == (True, False)
    after = model.requests[-1]
    assert ("tools" in after, "response_format" in after) == (False, True)
    assert chat.answer == "Hello. Again."


async def test_a_model_that_does_not_answer_can_be_given_up(editor, project, model):
    model.will(say("never", begin=asyncio.Event()))

    asking = ask_for(editor, protocol.MODEL_PROBE, root=project.as_uri(), model="other")
    await model.asked(1)
    editor.protocol.notify(lsp.CANCEL_REQUEST, lsp.CancelParams("the request"))

    assert await cancelled(asking)
    listed = await editor.ask(protocol.MODEL_LIST, root=project.as_uri())
    assert listed["models"][1]["checkedAt"] is None


async def test_the_user_can_cancel_where_progress_is_shown(editor, project, model):
    model.will(say("never", begin=asyncio.Event()))

    asking = ask_for(editor, protocol.MODEL_PROBE, root=project.as_uri(), model="other")
    await model.asked(1)
    # What was told before an answer has been heard with it.
    await editor.ask(protocol.SESSION_LIST, root=project.as_uri())
    titles = {token: each[0].title for token, each in editor.progress_reports.items() if each}
    [token] = [token for token, title in titles.items() if title == "Trying out the model"]
    for _ in range(2):
        editor.protocol.notify(lsp.WINDOW_WORK_DONE_PROGRESS_CANCEL, lsp.WorkDoneProgressCancelParams(token))
    editor.protocol.notify(lsp.WINDOW_WORK_DONE_PROGRESS_CANCEL, lsp.WorkDoneProgressCancelParams("unknown"))

    assert await cancelled(asking)


async def test_an_editor_can_show_progress_by_itself(editor, project, model):
    model.will(*GOOD)
    editor.progress_reports["mine"] = []

    await editor.ask(protocol.MODEL_PROBE, root=project.as_uri(), model=NAME, workDoneToken="mine")

    assert len(editor.progress_reports["mine"]) == 7
    assert reports(editor, "Trying out the model") == editor.progress_reports["mine"]


@pytest.mark.parametrize("name", ["", " "])
async def test_a_model_without_a_name_is_not_tried_out(editor, project, model, name):
    error = await editor.refusal(protocol.MODEL_PROBE, root=project.as_uri(), model=name)

    assert error.data == {"kind": "usage"}
    assert model.requests == []


async def test_a_model_is_got_with_progress_and_used_from_then_on(connect, project):
    steps = [PART, PART | {"completed": 1_000_000_000}, PART | {"completed": 4_000_000_000}, {"status": "success"}]
    async with ollama(Says([lines({"status": "pulling manifest"}, *steps)])) as service:
        editor = await connect(settings=of_ollama(service))
        without = await editor.until(protocol.STATUS, lambda status: status["health"] == "warning")
        result = await editor.ask(protocol.MODEL_PULL, root=project.as_uri(), model="m")
        status = await editor.until(protocol.STATUS, lambda status: status["health"] == "ok")

    assert "has no model that can talk" in without["message"]
    assert result == {}
    assert status["model"] == "m"
    begin, *between, _ = reports(editor, "Getting the model")
    assert begin.percentage == 0
    assert [(each.message, each.percentage) for each in between] == [
        ("pulling manifest", 0),
        ("0 of 4,000 MB", 0),
        ("1,000 of 4,000 MB", 25),
        ("4,000 of 4,000 MB", 100),
        ("4,000 of 4,000 MB", 100),
    ]


async def test_getting_a_model_ends_when_the_user_cancels_it(connect, project):
    async with ollama(Says([lines(PART | {"completed": 1_000_000_000})], then="hang")) as service:
        editor = await connect(settings=of_ollama(service))
        asking = ask_for(editor, protocol.MODEL_PULL, root=project.as_uri(), model="m")
        await editor.until(lsp.PROGRESS, lambda params: params.value.get("message") == "1,000 of 4,000 MB")
        editor.protocol.notify(lsp.CANCEL_REQUEST, lsp.CancelParams("the request"))

        assert await cancelled(asking)
        await asyncio.wait_for(service.client_left.wait(), TIMEOUT_SECONDS)


@pytest.mark.parametrize(
    ("said", "kind", "complaint"),
    [
        ({"error": "pull model manifest: file does not exist"}, "provider_refused", "finds no model 'm' to get"),
        ({"error": "no space left on device"}, "provider_unreachable", "room on its disk"),
    ],
)
async def test_a_model_that_cannot_be_got_says_why(connect, project, said, kind, complaint):
    async with ollama(Says([lines(said)])) as service:
        editor = await connect(settings=of_ollama(service))
        error = await editor.refusal(protocol.MODEL_PULL, root=project.as_uri(), model="m")

    assert error.data == {"kind": kind}
    assert complaint in error.message


async def test_only_ollama_is_asked_to_get_a_model(editor, project, model):
    error = await editor.refusal(protocol.MODEL_PULL, root=project.as_uri(), model="m")

    assert error.data == {"kind": "usage"}
    assert "only Ollama gets models" in error.message
    assert model.requests == []


@pytest.mark.parametrize(("provider", "can_pull"), [("ollama", True), ("openai", False)])
async def test_models_are_recommended(connect, project, model, provider, can_pull):
    editor = await connect(settings={"provider": provider})

    result = await editor.ask(protocol.MODEL_RECOMMENDED, root=project.as_uri())

    assert (result["service"], result["canPull"]) == (provider, can_pull)
    assert {"qwen3.6:27b", "qwen3.6:35b"} <= {each["id"] for each in result["models"]}
    assert {type(each["fits"]) for each in result["models"]} == {bool}


async def test_nobody_knows_what_fits_another_machine(connect, project, model):
    # This machine, written so that it does not look like it.
    editor = await connect(settings={"endpoint": model.url.replace("127.0.0.1", "2130706433")})

    result = await editor.ask(protocol.MODEL_RECOMMENDED, root=project.as_uri())

    assert {each["fits"] for each in result["models"]} == {None}


@pytest.mark.parametrize(
    ("provider", "hint", "command"),
    [
        ("ollama", "Start Ollama", "journeyman.startOllama"),
        ("openai", "Choose a model", "journeyman.chooseModel"),
    ],
)
async def test_an_editor_can_offer_what_helps_where_nobody_listens(connect, project, provider, hint, command):
    editor = await connect(settings={"provider": provider, "endpoint": "http://127.0.0.1:9"})

    error = await editor.refusal(protocol.MODEL_LIST, root=project.as_uri())

    assert error.data == {"kind": "provider_unreachable", "hint": hint, "command": command}
