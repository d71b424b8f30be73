"""What both formats have in common: an answer while it arrives, and how a request begins."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import StringIO
from typing import Any, Literal

from ..agent.events import TextDelta, ThoughtDelta
from ..agent.interfaces import ModelRequest
from ..agent.messages import AssistantMessage, Message, StopReason, Usage, UserMessage
from ..errors import ProviderError
from .broken_answers import garbled, not_json
from .endpoint import Endpoint
from .http import Progress
from .json_text import whole
from .tool_calls import CallCollector

Delta = TextDelta | ThoughtDelta

MAX_BLANKS = 1_000
"""In front of a tag. All that may precede one is looked at again with each piece."""
_TAGS = {"<think>": "</think>", "<thinking>": "</thinking>"}


class Answer:
    """Collects text, thoughts and tool calls; the complete message says what the deltas said."""

    def __init__(self) -> None:
        self.calls = CallCollector()
        self.usage = Usage()
        self.stop_reason: StopReason | None = None
        """None until the service named one."""
        self.is_done = False
        """Whether the format's own end mark was seen."""
        self.sealed: list[dict[str, Any]] = []
        """Of the thoughts, what the service wants back unchanged."""
        # A list of the pieces of a long answer takes several times as much memory, and adding them up takes seconds.
        self._text, self._thought = StringIO(), StringIO()
        self._splitter = ThoughtSplitter()
        self._halves = {TextDelta: _Halves(), ThoughtDelta: _Halves()}

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said, not even why."""
        return not (self.stop_reason or self._text.tell() or self._thought.tell() or self.calls.calls())

    @property
    def progress(self) -> Progress:
        """How much has come."""
        if self.is_done:
            return "ended"
        return "said" if self.stop_reason else "arriving"

    @property
    def amount(self) -> int:
        """A number that grows with all that is said."""
        return self._text.tell() + self._thought.tell() + self.calls.size + len(self.sealed)

    def add(self, *, thought: str, text: str) -> Iterator[Delta]:
        """Take the next pieces; yield what can be shown of them."""
        if thought := self._halves[ThoughtDelta].feed(thought):
            yield self._keep(ThoughtDelta(thought))
        for delta in self._splitter.feed(self._halves[TextDelta].feed(text)):
            yield self._keep(delta)

    def close(self) -> Iterator[Delta]:
        """Yield what was held back in case more came."""
        if half := self._halves[ThoughtDelta].half:
            yield self._keep(ThoughtDelta(half))
        for delta in (*self._splitter.feed(self._halves[TextDelta].half), *self._splitter.close()):
            yield self._keep(delta)

    def message(self) -> AssistantMessage:
        """Return the complete answer."""
        calls = self.calls.calls()
        reason = self.stop_reason
        if reason not in {"max_tokens", "refusal"}:
            # Several servers say "stop" although there are calls.
            reason = "tool_calls" if calls else "end_turn"
        return AssistantMessage(self._text.getvalue(), calls, reason, self.usage, self._thought.getvalue())

    def _keep(self, delta: Delta) -> Delta:
        (self._text if isinstance(delta, TextDelta) else self._thought).write(delta.text)
        return delta


def unreadable(endpoint: Endpoint, text: str, answer: Answer) -> ProviderError:
    """Return the error for `text`, which should be a piece of `answer` in JSON."""
    # Who has begun well, or tries to, is a model service in trouble; anything else is at the wrong address.
    is_service = text.startswith("{") or not answer.is_empty
    return garbled(endpoint, text) if is_service else not_json(endpoint, text)


class _Halves:
    """Puts characters together of which the halves come in two pieces; services written in JavaScript cut so."""

    def __init__(self) -> None:
        self.half = ""
        """The first half of a character, as long as the other has not come."""

    def feed(self, text: str) -> str:
        text, self.half = self.half + text, ""
        if "\ud800" <= text[-1:] <= "\udbff":
            text, self.half = text[:-1], text[-1]
        return whole(text)


class ThoughtSplitter:
    """Tells thoughts that a model writes between `<think>` and `</think>` apart from its answer.

    Only a tag at the very start counts: later ones are the answer's own words.
    """

    def __init__(self) -> None:
        self._state: Literal["start", "thought", "answer"] = "start"
        self._held = ""
        """Text that may yet turn out to be part of a tag."""
        self._end_tag = ""
        self._is_after_tag = False
        """Whether only white space came since a tag; it is nobody's words."""

    def feed(self, text: str) -> Iterator[Delta]:
        """Take the next piece of text; yield what it is now known to be."""
        self._held += text
        if self._state == "start":
            self._look_for_start()
        if self._state == "thought":
            yield from self._take_thought()
        if self._state == "answer":
            yield from self._take(TextDelta, len(self._held))

    def close(self) -> Iterator[Delta]:
        """Yield what was held back when the text ended."""
        yield from self._take(ThoughtDelta if self._state == "thought" else TextDelta, len(self._held))

    def _look_for_start(self) -> None:
        seen = self._held.lstrip()
        for start, end in _TAGS.items():
            if seen.startswith(start):
                self._state, self._end_tag, self._is_after_tag = "thought", end, True
                self._held = seen.removeprefix(start)
                return
        if len(self._held) > MAX_BLANKS or (seen and not any(start.startswith(seen) for start in _TAGS)):
            self._state = "answer"

    def _take_thought(self) -> Iterator[Delta]:
        thought, tag, rest = self._held.partition(self._end_tag)
        if tag:
            yield from self._take(ThoughtDelta, len(thought))
            self._state, self._held, self._is_after_tag = "answer", rest, True
        else:
            yield from self._take(ThoughtDelta, len(thought) - _overlap(thought, self._end_tag))

    def _take(self, kind: type[Delta], length: int) -> Iterator[Delta]:
        text, self._held = self._held[:length], self._held[length:]
        if self._is_after_tag:
            text = text.lstrip()
        if text:
            self._is_after_tag = False
            yield kind(text)


def _overlap(text: str, tag: str) -> int:
    """Return how many characters at the end of `text` may be the beginning of `tag`."""
    return next((length for length in range(len(tag) - 1, 0, -1) if text.endswith(tag[:length])), 0)


def seen(messages: Iterable[Message], *, vision: bool | None) -> Iterator[Message]:
    """Yield the messages as a model can take them: if it has no `vision`, words stand in the place of images.

    They come from turns with another model, and some services refuse a whole conversation because of one.
    """
    for message in messages:
        if vision is False and isinstance(message, UserMessage) and message.images:
            note = f"[Images that you cannot see: {len(message.images)}]"
            message = replace(message, context="\n\n".join(filter(None, (message.context, note))), images=())
        yield message


def begin_body(model: str, request: ModelRequest, messages: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return what the body of a request begins with in both formats.

    What may change from one request to the next comes after it, so that up to the end of its
    messages each body begins with the one before, byte for byte.
    """
    body: dict[str, Any] = {"model": model}
    if request.tools:
        body["tools"] = [
            {
                "type": "function",
                "function": {"name": spec.name, "description": spec.description, "parameters": spec.parameters},
            }
            for spec in request.tools
        ]
    system = [{"role": "system", "content": request.system}] if request.system else []
    body["messages"] = [*system, *_with_one_user_message_at_a_time(messages)]
    body["stream"] = True
    return body


def _with_one_user_message_at_a_time(messages: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join the user's messages that follow each other, after a turn that failed for example.

    The chat templates of Mistral and Gemma refuse two in a row.
    """
    joined: list[dict[str, Any]] = []
    for message in messages:
        if message["role"] == "user" and joined and joined[-1]["role"] == "user":
            message = _joined(joined.pop(), message)
        joined.append(message)
    return joined


def _joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Return two messages of the user as one. Images make a list of the content, or stand beside it."""
    contents = first["content"], second["content"]
    if any(isinstance(content, list) for content in contents):
        parts = [[{"type": "text", "text": one}] if isinstance(one, str) else one for one in contents]
        return {"role": "user", "content": [*parts[0], *parts[1]]}
    images = [*first.get("images", ()), *second.get("images", ())]
    return {"role": "user", "content": "\n\n".join(contents)} | ({"images": images} if images else {})
