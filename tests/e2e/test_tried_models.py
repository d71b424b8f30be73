"""What came of trying a model out decides how tool calls are made, and `journeyman doctor` tells of it."""

import asyncio
import json

import pytest

from command import environment, journeyman, with_model
from model_server import ModelServer
from providers.fake_service import fake_service, says_json

READS = [{"name": "read_file", "arguments": {"path": f"notes/{day}.md"}} for day in ("today", "tomorrow")]
TALK = {"text": "I would read it."}
AS_JSON = {"text": json.dumps({"tool": "read_file", "arguments": READS[0]["arguments"]})}
LONG = ({"text": "many"}, {"text": "marigold"})
GOOD = (TALK, {"tool_calls": READS[:1]}, {"tool_calls": READS}, AS_JSON, *LONG)
MISLED = (TALK, TALK, TALK, AS_JSON, *LONG)
HELPLESS = (*(TALK,) * 4, *LONG)
READ_JSON = {"text": '{"tool": "read_file", "arguments": {"path": "a.py"}}'}
ANSWER_JSON = {"text": '{"answer": "x is 1."}'}
READ = {"tool_calls": [{"name": "read_file", "arguments": {"path": "a.py"}}]}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a.py").write_text("x = 1\n")
    return folder


def probe_and_run(folder, answers, **more):
    """What became of a task after the model was tried out, and how its requests asked for tool calls."""
    with ModelServer(answers).running() as server:
        env = with_model(folder.parent / "home", server.url, **more)
        journeyman("models", "probe", env=env, cwd=folder)
        tried = len(server.asked)
        ended = journeyman("run", "--mode", "act", "what is x?", env=env, cwd=folder)
    asked = [asked.json for asked in server.asked[tried : tried + 2]]
    return ended, [("tools" in body, "response_format" in body) for body in asked]


def test_native_calls_that_went_wrong_are_made_as_json_from_then_on(folder):
    ended, asked = probe_and_run(folder, [*MISLED, READ_JSON, ANSWER_JSON])

    assert ended.code == 0, ended.err
    assert "x is 1." in ended.out
    assert asked == [(False, True), (False, True)]


def test_a_model_that_does_nothing_right_is_held_to_a_schema(folder):
    ended, asked = probe_and_run(folder, [*HELPLESS, READ_JSON, ANSWER_JSON])

    assert ended.code == 0, ended.err
    assert asked == [(False, True), (False, True)]


def test_native_calls_that_were_right_stay(folder):
    ended, asked = probe_and_run(folder, [*GOOD, READ, {"text": "x is 1."}])

    assert "x is 1." in ended.out
    assert asked == [(True, False), (True, False)]


@pytest.mark.parametrize(("setting", "expected"), [("native", (True, False)), ("constrained", (False, True))])
def test_what_the_user_set_counts_more_than_what_was_found(folder, setting, expected):
    found = {"native": MISLED, "constrained": GOOD}[setting]

    _, asked = probe_and_run(folder, [*found, ANSWER_JSON], JOURNEYMAN_TOOL_CALLS=setting)

    assert asked[0] == expected


def checks(*, env, folder):
    return {each["name"]: each for each in json.loads(journeyman("doctor", "--json", env=env, cwd=folder).out)}


@pytest.mark.parametrize(
    ("answers", "state", "said"),
    [
        (GOOD, "ok", "calls tools by itself; several at a time; sees long inputs whole"),
        (
            MISLED,
            "warning",
            "calls tools as JSON that the service enforces; sees long inputs whole. It called no tool.",
        ),
        (HELPLESS, "warning", "As JSON: It called no tool."),
    ],
)
def test_doctor_says_what_came_of_it(folder, answers, state, said):
    with ModelServer(answers).running() as server:
        env = with_model(folder.parent / "home", server.url)
        before = checks(env=env, folder=folder)["tried out"]
        journeyman("models", "probe", env=env, cwd=folder)
        after = checks(env=env, folder=folder)["tried out"]

    assert (before["state"], before["message"]) == ("ok", "tiny was not tried out so far")
    assert "`journeyman models probe`" in before["next"]
    assert after["state"] == state
    assert said in after["message"]
    assert bool(after["next"]) == (state == "warning")


@pytest.mark.parametrize(("loaded", "warns"), [(8_192, True), (16_384, False)])
async def test_doctor_says_that_the_window_could_be_larger(folder, loaded, warns):
    model = {"id": "tiny", "meta": {"n_ctx": loaded, "n_ctx_train": 131_072}}
    async with fake_service({"/v1/models": says_json({"data": [model]})}) as service:
        where = {"JOURNEYMAN_PROVIDER": "openai", "JOURNEYMAN_ENDPOINT": service.url + "/v1"}
        found = await asyncio.to_thread(checks, env=environment(folder.parent / "home", **where), folder=folder)

    assert ("window" in found) == warns
    if warns:
        assert found["window"]["state"] == "warning"
        assert found["window"]["message"] == "8,192 of the 131,072 tokens that tiny could have"
        assert "`context_window`" in found["window"]["next"]
