"""What a real server and a very small model make of tool calls.

Such a model is seldom right, and may go on for ever within a text. So the first test bounds texts and lists
more tightly than the product does: every answer then ends before `max_output_tokens`, and all of it can be
judged. The second one has the product's own schema and cuts answers off everywhere.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from journeyman.agent.answer_schema import describe_tools
from journeyman.agent.constrained import ConstrainedProvider
from journeyman.agent.context import Window
from journeyman.agent.events import Event, MessageAdded, StepFinished, TurnFinished
from journeyman.agent.interfaces import ModelRequest, ToolSpec
from journeyman.agent.loop import CUT_OFF, run_turn
from journeyman.agent.messages import AssistantMessage, UserMessage
from journeyman.agent.repair import repair
from journeyman.tools.edit_file import EditFile
from journeyman.tools.list_files import ListFiles
from journeyman.tools.read_file import ReadFile
from journeyman.tools.run_command import RunCommand
from journeyman.tools.search_text import SearchText
from journeyman.tools.write_file import WriteFile
from providers.asking import ask
from providers.fitting_schema import misfits
from providers.llama_prompts import DOCUMENTATION, PROMPTS, QUESTIONS
from providers.real_llama import WINDOW, llama, opened
from turns import No, agent_with

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SPECS = tuple(tool.spec for tool in (ReadFile, ListFiles, SearchText, EditFile, WriteFile, RunCommand))
TOOLS = {spec.name: spec for spec in SPECS}
SYSTEM = "You are a coding agent."


@dataclass
class Overheard:
    """Asks `provider`, under a schema with short texts if they are to be `bounded`, and keeps the raw answers."""

    provider: Any
    bounded: bool = False
    answers: list[AssistantMessage] = field(default_factory=list)

    async def stream(self, request):
        schema = bounded(request.answer_schema) if self.bounded else request.answer_schema
        async for part in self.provider.stream(replace(request, answer_schema=schema)):
            if isinstance(part, AssistantMessage):
                self.answers.append(part)
            yield part


def bounded(schema: Any) -> Any:
    if isinstance(schema, list):
        return [bounded(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    limits = {"string": {"maxLength": 40}, "array": {"maxItems": 2}}
    return {key: bounded(part) for key, part in schema.items()} | limits.get(str(schema.get("type")), {})


def request(prompt: str, max_output_tokens: int) -> ModelRequest:
    return ModelRequest(SYSTEM, (UserMessage(prompt),), SPECS, max_output_tokens)


def what_is_wrong(answer: AssistantMessage) -> list[str]:
    """Say what keeps a raw answer from being text, or a call of a known tool with arguments that fit."""
    if answer.stop_reason != "end_turn":
        return [f"ended with {answer.stop_reason}"]
    value = json.loads(answer.text)
    if value.keys() == {"answer"}:
        return misfits(value["answer"], {"type": "string"})
    if value.keys() != {"tool", "arguments"} or value["tool"] not in TOOLS:
        return [f"{value!r} is neither"]
    return misfits(value["arguments"], TOOLS[value["tool"]].parameters)


async def test_every_constrained_answer_is_text_or_a_call_of_a_known_tool_that_fits(capsys):
    wrong, made = {}, Counter()
    async with llama() as server, opened(server) as model:
        overheard = Overheard(model.provider, bounded=True)
        for prompt, right_tool in PROMPTS.items():
            message = repair(await ask(ConstrainedProvider(overheard), request(prompt, 1000)), TOOLS).message
            raw = overheard.answers[-1]
            if problems := what_is_wrong(raw):
                wrong[prompt] = (raw.text, problems)
            name = message.tool_calls[0].name if message.tool_calls else ""
            assert json.loads(raw.text).get("tool", "") == name
            made["right" if name == right_tool else "other"] += 1

    assert wrong == {}
    assert len(overheard.answers) == len(PROMPTS) == 50
    with capsys.disabled():
        print(f"\n50 of 50 fit; {made['right']} called the tool that was meant")


@dataclass(frozen=True)
class Untouched:
    """A tool that is never run: nobody consents."""

    spec: ToolSpec

    async def run(self, arguments, report):
        pytest.fail(f"{self.spec.name} was run")


async def test_an_answer_that_is_cut_off_makes_no_call_and_is_asked_for_again(capsys):
    counted = Counter()
    async with llama() as server, opened(server) as model:
        for number, prompt in enumerate([*PROMPTS][::2]):
            overheard = Overheard(model.provider)
            window = Window(WINDOW, 3 + 2 * number)
            tools = map(Untouched, SPECS)
            agent = agent_with(ConstrainedProvider(overheard), *tools, consent=No(), window=window, max_steps=2)
            events = [event async for event in run_turn(agent, [UserMessage(prompt)])]
            counted[judge_cut(overheard, events)] += 1

    assert counted["a call, asked for again"] > 0
    with capsys.disabled():
        print("", dict(counted))


def judge_cut(overheard: Overheard, events: Sequence[Event]) -> str:
    """Check what was made of the first raw answer; say in a word what it was."""
    raw = overheard.answers[0]
    made = next(event.message for event in events if isinstance(event, StepFinished))
    if is_json(raw.text):
        assert what_is_wrong(replace(raw, stop_reason="end_turn")) == []
        return "complete"
    assert (raw.stop_reason, made.tool_calls) == ("max_tokens", ())
    if re.search(rf'"tool"\s*:\s*"(?:{"|".join(TOOLS)})"', raw.text):
        assert CUT_OFF in [event.message for event in events if isinstance(event, MessageAdded)]
        return "a call, asked for again"
    assert events[-1] == TurnFinished("max_tokens")
    return "text, of which the user is told that it is cut off"


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


_BEGUN = rf'^(?:<tool_call>|```(?:json)?$)?\s*\[?\{{\s*"(?:name|tool|function)"\s*:\s*"(?:{"|".join(TOOLS)})"'
PLAIN_CALL = re.compile(_BEGUN + r".*\}\]?\s*(?:</tool_call>|```)?\s*\Z", re.DOTALL | re.MULTILINE)
"""A call is plainly made where a line begins with JSON that names a tool first, at most in a fence or in tags,

and the answer ends with it.
"""
PLAINLY_BEGUN = re.compile(_BEGUN, re.MULTILINE)


async def test_answers_in_words_are_no_calls_unless_they_plainly_are(capsys):
    system = f"{SYSTEM} These are your tools:\n{describe_tools(SPECS).partition('# Tools')[2]}"
    asked, answered = map(str, DOCUMENTATION)
    before = (UserMessage(asked), AssistantMessage(answered))
    questions = [(UserMessage(question),) for question in QUESTIONS]
    questions += [(*before, UserMessage(f"Document {name}.")) for name in TOOLS]
    mistaken, counted = [], Counter()
    async with llama() as server, opened(server) as model:
        for messages in questions:
            answer = await ask(model.provider, ModelRequest(system, messages, max_output_tokens=64))
            repaired = repair(answer, TOOLS)
            if repaired.message.tool_calls and not PLAIN_CALL.search(answer.text):
                mistaken.append(answer.text)
            if repaired.cut_off and not PLAINLY_BEGUN.search(answer.text):
                mistaken.append(answer.text)
            counted["calls"] += bool(repaired.message.tool_calls)
            counted["calls that are cut off"] += repaired.cut_off
            counted["name a tool in JSON"] += any(f'"{name}"' in answer.text for name in TOOLS)

    assert mistaken == []
    assert len(questions) >= 50
    with capsys.disabled():
        print(f"\n{len(questions)} answers in words", dict(counted))
