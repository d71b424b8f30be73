import json
from pathlib import Path

import pytest

from journeyman.agent.interfaces import ModelRequest
from journeyman.agent.messages import AssistantMessage, ToolCall, Usage, UserMessage
from journeyman.errors import ProviderRefused
from journeyman.providers import Endpoint, OpenedModel, list_models, open_provider
from providers.asking import HELLO, ask

ANSWERS = [
    {
        "thought": "Let me see.",
        "text": "I look at  it.",
        "tool_calls": [{"name": "read_file", "arguments": {"path": "a"}}],
    },
    {"text": "Done.", "stop_reason": "max_tokens", "usage": {"input_tokens": 5, "output_tokens": 2}},
]
FIRST = AssistantMessage(
    "I look at  it.", (ToolCall("call_1_1", "read_file", {"path": "a"}),), "tool_calls", thought="Let me see."
)


async def open_script(folder: Path, value: object) -> OpenedModel:
    path = folder / "run.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return await open_provider(Endpoint("scripted", str(path)), None)


async def test_the_history_says_which_answer_is_next(tmp_path: Path):
    model = await open_script(tmp_path, ANSWERS)
    later = ModelRequest("", (UserMessage("Hello"), FIRST, UserMessage("Go on")))

    assert await ask(model.provider) == await ask(model.provider) == FIRST
    assert await ask(model.provider, later) == AssistantMessage("Done.", (), "max_tokens", Usage(5, 2))
    assert (model.info.tools, model.info.context_window) == (True, 32_768)


async def test_text_comes_word_by_word(tmp_path: Path):
    model = await open_script(tmp_path, ANSWERS)
    *deltas, _ = [part async for part in model.provider.stream(HELLO)]
    assert [delta.text for delta in deltas] == ["Let ", "me ", "see.", "I ", "look ", "at ", " ", "it."]


async def test_a_script_that_is_over_says_so(tmp_path: Path):
    model = await open_script(tmp_path, [])
    with pytest.raises(ProviderRefused, match=r"run\.json has only 0 answers\. Start a new session"):
        await ask(model.provider)


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("{oops", "is no JSON: .* line 1"),
        ({"turns": []}, "has no answers"),
        ([{"text": "a"}, "b"], "Answer 2 .* is no answer. It must hold"),
        ([{"tool_calls": [{"arguments": {}}]}], "Answer 1"),
        ([{"text": "a", "stop_reason": "tired"}], "Answer 1"),
    ],
)
async def test_a_broken_script_says_what_is_wrong(tmp_path: Path, script, complaint):
    with pytest.raises(ProviderRefused, match=complaint):
        await open_script(tmp_path, script)


async def test_a_missing_script_is_named(tmp_path: Path):
    with pytest.raises(ProviderRefused, match=r"none\.json cannot be read: No such file"):
        await list_models(Endpoint("scripted", str(tmp_path / "none.json")))
