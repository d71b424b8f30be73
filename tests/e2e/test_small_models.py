"""Models and servers that cannot do what larger ones can: no tools, no schema, little room."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from command import journeyman, with_model
from journeyman.agent.context import plan_window
from journeyman.agent.events import HistoryCompacted, StepFinished, TextDelta, ToolOutput, TurnFinished
from journeyman.agent.interfaces import ModelRequest, ToolSpec
from journeyman.agent.messages import AssistantMessage, ToolCall, Usage, UserMessage
from journeyman.agent.tokens import estimate_request
from journeyman.errors import ContextOverflow
from model_server import to_chunks, to_event
from providers.fake_service import Says, fake_service, says_json
from scripted import ScriptedProvider
from turns import play

NO_TOOLS = says_json({"error": {"message": "tiny does not support tools", "type": "api_error"}}, 400)
NO_SCHEMA = says_json({"error": {"message": "Unknown parameter: response_format"}}, 400)
NO_KEY = says_json({"error": {"message": "invalid key"}}, 401)
CUT = '<tool_call>{"name": "write_file", "arguments": {"path": "b.py", "content": "abc'


def says(text: str) -> Says:
    return Says([b"".join(map(to_event, to_chunks({"text": text})))])


READ = says('{"tool": "read_file", "arguments": {"path": "a.py"}}')
ANSWER = says('{"answer": "x is 1."}')


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    return tmp_path


async def run(folder, answers, *arguments, **more):
    """What became of it, and the bodies of the requests for an answer."""
    async with fake_service({"/v1/chat/completions": list(answers)}) as service:
        env = with_model(folder / "home", service.url + "/v1", **more)
        ended = await asyncio.to_thread(
            journeyman, "run", "--mode", "act", "--json", *arguments, "what is x?", env=env, cwd=folder
        )
    return ended, [heard.json for heard in service.heard]


def answer(ended) -> str:
    chunks = (update for update in ended.updates if update["kind"] == "agent_message_chunk")
    return "".join(chunk["content"]["text"] for chunk in chunks).strip()


def check_prefixes(bodies) -> None:
    for earlier, later in pairwise(bodies):
        assert json.dumps(later["messages"]).startswith(json.dumps(earlier["messages"])[:-1])


async def test_a_service_that_refuses_tools_gets_constrained_calls(folder):
    ended, [native, *constrained] = await run(folder, [NO_TOOLS, READ, READ, ANSWER])

    assert ended.code == 0, ended.err
    assert answer(ended) == "x is 1."
    assert "tools" in native
    assert len(constrained) == 3
    assert all("tools" not in body and "response_format" in body for body in constrained)
    check_prefixes(constrained)


async def test_a_service_that_refuses_schemas_as_well_gets_instructions(folder):
    ended, bodies = await run(folder, [NO_TOOLS, NO_SCHEMA, READ, READ, ANSWER])

    assert ended.code == 0, ended.err
    assert answer(ended) == "x is 1."
    assert all("tools" not in body and "response_format" not in body for body in bodies[2:])
    assert len(bodies) == 5
    check_prefixes(bodies[1:])


async def test_what_has_another_reason_is_told(folder):
    ended, _ = await run(folder, [NO_KEY], JOURNEYMAN_TOOL_CALLS="constrained")

    assert ended.code == 1
    assert "401" in ended.updates[-1]["error"]["message"]


async def test_whoever_wants_native_calls_gets_no_others(folder):
    ended, bodies = await run(folder, [NO_TOOLS], JOURNEYMAN_TOOL_CALLS="native")

    assert ended.updates[-1]["error"]["kind"] == "tools_unsupported"
    assert len(bodies) == 1


async def test_a_resumed_session_goes_on_with_what_was_sent(folder):
    first, before = await run(folder, [READ, ANSWER], JOURNEYMAN_TOOL_CALLS="constrained")
    session_id = first.updates[-1]["sessionId"]

    _, after = await run(folder, [ANSWER], "--resume", session_id, JOURNEYMAN_TOOL_CALLS="constrained")

    check_prefixes([*before, *after])


async def test_a_call_that_is_cut_off_twice_is_no_success(folder):
    ended, bodies = await run(folder, [says(CUT)])

    assert ended.code == 1
    assert ended.updates[-1]["stopReason"] == "max_tokens"
    assert len(bodies) == 2
    assert not (folder / "b.py").exists()


async def test_a_reminder_ends_with_its_turn():
    steering: deque[UserMessage] = deque()

    events = await play(ScriptedProvider(AssistantMessage()), steering=steering, max_steps=1)

    assert events[-1] == TurnFinished("max_steps")
    assert not steering


@dataclass(frozen=True)
class Log:
    """A tool with as much to say as a result may hold."""

    characters: int
    spec = ToolSpec("log", "Read the log.", {"type": "object", "properties": {}}, effect="read")

    async def run(self, arguments, report):
        return ToolOutput(f"{arguments} " + "line of a log\n" * (self.characters // 14))


@dataclass
class Windowed:
    """A model with a real limit that reads logs until it has read enough."""

    window: int
    steps: int
    counts: bool = True
    refused: int = 0
    summaries: int = 0
    asked: list[ModelRequest] = field(default_factory=list)

    async def stream(self, request):
        self.asked.append(request)
        size = estimate_request(request.system, request.tools, request.messages)
        if size + request.max_output_tokens > self.window:
            self.refused += 1
            raise ContextOverflow("Too long.")
        usage = Usage(size, 50) if self.counts else Usage()
        if not request.tools:
            self.summaries += 1
            yield AssistantMessage("## Goal\nRead.\n" + "word " * 300, usage=usage)
        elif self.steps:
            self.steps -= 1
            call = ToolCall("", "log", {"number": self.steps})
            yield AssistantMessage("Next.", (call,), "tool_calls", usage)
        else:
            yield TextDelta("Read.")
            yield AssistantMessage("Read.", usage=usage)


@pytest.mark.parametrize("counts", [True, False])
async def test_a_window_of_8000_tokens_holds_several_steps(counts):
    model, window = Windowed(8_000, steps=24, counts=counts), plan_window(8_000)

    events = await play(model, Log(window.result_characters), window=window)

    assert events[-1] == TurnFinished("end_turn")
    assert model.refused == 0
    assert model.summaries <= 24 / 3


async def test_a_window_that_is_smaller_than_the_service_said_is_found_out():
    model, window = Windowed(8_000, steps=24), plan_window(32_000, max_output=1_000)

    events = await play(model, Log(window.result_characters), window=window)

    assert events[-1] == TurnFinished("end_turn")
    assert sum(isinstance(event, StepFinished) for event in events) == 25
    assert any(isinstance(event, HistoryCompacted) for event in events)
    assert model.refused <= 4
