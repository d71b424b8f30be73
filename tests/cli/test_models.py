"""Models on the command line: listed, tried out, listed with what came of it."""

import json
from pathlib import Path

import pytest

from model_server import ModelServer

COUNT = {"text": "one two three"}
READS = [{"name": "read_file", "arguments": {"path": f"notes/{day}.md"}} for day in ("today", "tomorrow")]
RIGHT, TWO = {"tool_calls": READS[:1]}, {"tool_calls": READS}
AS_JSON = {"text": '{"tool": "read_file", "arguments": {"path": "notes/today.md"}}'}
TALK = {"text": "I would read it."}
MARIGOLD = {"text": "marigold"}
GOOD = (COUNT, RIGHT, TWO, AS_JSON, COUNT, MARIGOLD)
MISLED = (COUNT, TALK, TALK, AS_JSON, COUNT, MARIGOLD)
MEASURED = ("firstTokenMs", "tokensPerSecond", "calledTool", "toolCalls", "problem", "parts", "checkedAt")


@pytest.fixture
def models(journeyman):
    """`journeyman models` at a service that gives these answers, one for each request.

    The options stand before an action, which must not forget them.
    """

    def run(*arguments, answers=GOOD):
        with ModelServer(answers).running() as service:
            ended = journeyman("models", "--provider", "openai", "--endpoint", service.url, *arguments)
        return ended, service

    return run


def test_a_model_is_tried_out_and_the_list_tells_of_it(journeyman):
    with ModelServer(GOOD).running() as service:
        where = ("--endpoint", service.url)
        before = json.loads(journeyman("models", *where, "--json").out)
        tried = journeyman("models", "probe", *where, "tiny", "--json")
        after = json.loads(journeyman("models", *where, "--json").out)
        shown = journeyman("models", *where).out

    result = json.loads(tried.out)
    measured = {name: result[name] for name in MEASURED}
    assert tried.code == 0
    assert (result["model"], result["toolCalls"], result["problem"]) == ("tiny", "native", "")
    assert result["calledTool"] is True
    assert before == [{**before[0], **dict.fromkeys(measured), "problem": "", "parts": []}]
    assert after == [{**before[0], **measured}]
    assert [part["outcome"] for part in result["parts"]] == ["right"] * 6
    assert shown.endswith("; calls tools by itself; several at a time; sees long inputs whole)\n")
    assert len(service.asked) == 6


def test_what_came_of_it_is_told_in_words(models):
    ended, _ = models("probe", "tiny", answers=MISLED)

    first, answer, *others = ended.out.splitlines()
    assert ended.code == 0
    assert first == "tiny  (32,768 tokens, perhaps tools)"
    assert answer.startswith("  ✓ answer             first token after 0.")
    assert others == [
        "  ✓ streaming",
        "  ✗ tool call          It called no tool.",
        "  ✗ two tool calls     It called no tool.",
        "  ✓ tool call as JSON",
        "  ✓ long input",
        "  Unless `tool_calls` is set, it calls tools as JSON that the service enforces from now on.",
    ]
    assert "Asking for a tool call … 20 %" in ended.err


def test_without_a_name_the_model_of_the_settings_is_tried_out(models, monkeypatch):
    first, _ = models("probe", "--json")
    monkeypatch.setenv("JOURNEYMAN_MODEL", "mine")
    mine, _ = models("probe", "--json")

    assert [json.loads(ended.out)["model"] for ended in (first, mine)] == ["tiny", "mine"]


def test_a_model_that_calls_no_tool_is_a_failure_with_a_reason(models):
    ended, service = models("probe", "tiny", "--json", answers=(COUNT, TALK, TALK, TALK, COUNT, MARIGOLD))

    result = json.loads(ended.out)
    assert ended.code == 1
    assert (result["calledTool"], result["toolCalls"]) == (False, "none")
    assert result["problem"] == "It called no tool. As JSON: It called no tool."
    assert ["response_format" in asked.json for asked in service.asked] == [False] * 3 + [True, False, False]


def test_a_service_that_is_away_leaves_what_was_known(journeyman, models):
    _, service = models("probe", "tiny")

    ended = journeyman("models", "probe", "--endpoint", service.url, "tiny")

    assert ended.code == 1
    assert ended.out == ""
    assert "does not answer" in ended.err


def test_no_model_is_wrong_usage(models):
    ended, service = models("probe", " ")

    assert ended.code == 2
    assert "must have at least 1 character" in ended.err
    assert service.asked == []


def test_no_key_is_kept(models, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("JOURNEYMAN_API_KEY", "sk-very-secret")

    models("probe", "tiny")

    stored = [file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file()]
    assert any(b"notes" not in data and b"tiny" in data for data in stored)
    assert not any(b"sk-very-secret" in data for data in stored)
