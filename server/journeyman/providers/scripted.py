"""A recorded run, played again: for the demo, and for tests from end to end."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from ..agent.events import TextDelta, ThoughtDelta
from ..agent.interfaces import ModelRequest
from ..agent.messages import AssistantMessage, StopReason, ToolCall, Usage
from ..errors import ProviderRefused
from .json_text import as_count, as_list, as_object, as_text

_SHAPE = (
    'It must hold a list of answers, or {"delay_ms": …, "answers": […]}. An answer is '
    '{"text": "…", "thought": "…", "tool_calls": [{"name": "…", "arguments": {…}}], "stop_reason": "…"}.'
)


@dataclass(frozen=True, slots=True)
class Script:
    """The answers of a recorded run, in order."""

    path: str
    answers: Sequence[AssistantMessage]
    delay_seconds: float = 0
    """Before each word."""


@dataclass(frozen=True, slots=True)
class ScriptedProvider:
    """Gives the answers of a script, word by word.

    It remembers nothing: the history says how many answers were given, so a session that is
    resumed goes on where the script is.
    """

    script: Script

    async def stream(self, request: ModelRequest) -> AsyncGenerator[TextDelta | ThoughtDelta | AssistantMessage, None]:
        """Give the next answer; see `Provider`."""
        position = sum(isinstance(message, AssistantMessage) for message in request.messages)
        if position >= len(self.script.answers):
            raise ProviderRefused(
                f"The recorded run {self.script.path} has only {len(self.script.answers)} answers. "
                "Start a new session to play it again, or choose a real model."
            )
        answer = self.script.answers[position]
        for kind, text in ((ThoughtDelta, answer.thought), (TextDelta, answer.text)):
            for word in _words(text):
                await asyncio.sleep(self.script.delay_seconds)
                yield kind(word)
        yield answer


async def read_script(path: str) -> Script:
    """Read a recorded run.

    Raises:
        ProviderRefused: there is no such file, or it holds something else.
    """
    try:
        text = await asyncio.to_thread(Path(path).read_text, encoding="utf-8")
        value = json.loads(text)
    except OSError as error:
        raise ProviderRefused(
            f"The recorded run {path} cannot be read: {error.strerror}. Set JOURNEYMAN_ENDPOINT to its file."
        ) from None
    except ValueError as error:
        raise ProviderRefused(f"The recorded run {path} is no JSON: {error}. {_SHAPE}") from None
    answers = value.get("answers") if isinstance(value, dict) else value
    if not isinstance(answers, list):
        raise ProviderRefused(f"The recorded run {path} has no answers. {_SHAPE}")
    delay = as_count(as_object(value).get("delay_ms")) / 1000
    return Script(path, [_answer(path, number, answer) for number, answer in enumerate(answers, 1)], delay)


def _answer(path: str, number: int, answer: Any) -> AssistantMessage:
    calls = as_list(as_object(answer).get("tool_calls"))
    is_wrong = not isinstance(answer, dict) or not all(as_text(as_object(call).get("name")) for call in calls)
    reason = as_object(answer).get("stop_reason", "tool_calls" if calls else "end_turn")
    if is_wrong or reason not in get_args(StopReason):
        raise ProviderRefused(f"Answer {number} of the recorded run {path} is no answer. {_SHAPE}")
    return AssistantMessage(
        text=as_text(answer.get("text")),
        tool_calls=tuple(
            ToolCall(f"call_{number}_{index}", call["name"], dict(as_object(call.get("arguments"))))
            for index, call in enumerate(calls, 1)
        ),
        stop_reason=reason,
        usage=_usage(as_object(answer.get("usage"))),
        thought=as_text(answer.get("thought")),
    )


def _usage(usage: Mapping[str, Any]) -> Usage:
    names = ("input_tokens", "output_tokens", "cached_tokens")
    return Usage(*(as_count(usage.get(name)) for name in names))


def _words(text: str) -> Sequence[str]:
    """Return the words of `text`, each with the white space behind it."""
    words = text.split(" ")
    return [word + " " for word in words[:-1]] + [words[-1]] if text else []
