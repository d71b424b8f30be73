"""A recorded run, played again: for the demo, and for tests from end to end."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from ..agent.events import TextDelta, ThoughtDelta
from ..agent.interfaces import AnswerPart, ModelRequest
from ..agent.messages import AssistantMessage, StopReason, ToolCall, Usage
from ..errors import ProviderRefused
from .json_text import as_count, as_list, as_object, as_text

_SHAPE = (
    "It must hold a list of answers. An answer is "
    '{"text": "…", "thought": "…", "tool_calls": [{"name": "…", "arguments": {…}}], "stop_reason": "…"}. '
    'One that answers a question with a schema names it: "schema": "learn_skill", or "remember".'
)


@dataclass(frozen=True, slots=True)
class ScriptedProvider:
    """Gives the answers of a recorded run, word by word.

    It remembers nothing: the history says how many answers were given, so a session that is
    resumed goes on where the run is. Answers to questions with a schema are told apart by its title.
    """

    path: str
    answers: Sequence[AssistantMessage]
    to_schemas: Mapping[str, AssistantMessage] = field(default_factory=dict)
    """By the title of the schema."""

    async def stream(self, request: ModelRequest) -> AsyncGenerator[AnswerPart, None]:
        """Give the next answer; see `Provider`."""
        position = sum(isinstance(message, AssistantMessage) for message in request.messages)
        title = as_text((request.answer_schema or {}).get("title"))
        if title and title not in self.to_schemas:
            raise ProviderRefused(f"The recorded run {self.path} has no answer to {title}.")
        if not title and position >= len(self.answers):
            raise ProviderRefused(
                f"The recorded run {self.path} has only {len(self.answers)} answers. "
                "Start a new session to play it again, or choose a real model."
            )
        answer = self.to_schemas[title] if title else self.answers[position]
        for kind, text in ((ThoughtDelta, answer.thought), (TextDelta, answer.text)):
            for word in re.findall("[^ ]* |[^ ]+", text):
                await asyncio.sleep(0)
                yield kind(word)
        yield answer


async def read_script(path: str) -> ScriptedProvider:
    """Read a recorded run.

    Raises:
        ProviderRefused: there is no such file, or it holds something else.
    """
    try:
        value = json.loads(await asyncio.to_thread(Path(path).read_text, encoding="utf-8"))
    except OSError as error:
        raise ProviderRefused(
            f"The recorded run {path} cannot be read: {error.strerror}. Set JOURNEYMAN_ENDPOINT to its file."
        ) from None
    except ValueError as error:
        raise ProviderRefused(f"The recorded run {path} is no JSON: {error}. {_SHAPE}") from None
    if not isinstance(value, list):
        raise ProviderRefused(f"The recorded run {path} has no answers. {_SHAPE}")
    answers = [
        (as_text(as_object(one).get("schema")), _answer(path, number, one)) for number, one in enumerate(value, 1)
    ]
    return ScriptedProvider(
        path, [answer for title, answer in answers if not title], {title: answer for title, answer in answers if title}
    )


def _answer(path: str, number: int, answer: Any) -> AssistantMessage:
    calls = [as_object(call) for call in as_list(as_object(answer).get("tool_calls"))]
    reason = as_object(answer).get("stop_reason", "tool_calls" if calls else "end_turn")
    if not (isinstance(answer, dict) and all(call.get("name") for call in calls) and reason in get_args(StopReason)):
        raise ProviderRefused(f"Answer {number} of the recorded run {path} is no answer. {_SHAPE}")
    usage = as_object(answer.get("usage"))
    return AssistantMessage(
        text=as_text(answer.get("text")),
        tool_calls=tuple(
            ToolCall(f"call_{number}_{index}", call["name"], dict(as_object(call.get("arguments"))))
            for index, call in enumerate(calls, 1)
        ),
        stop_reason=reason,
        usage=Usage(as_count(usage.get("input_tokens")), as_count(usage.get("output_tokens"))),
        thought=as_text(answer.get("thought")),
    )
