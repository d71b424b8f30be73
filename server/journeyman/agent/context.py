"""What fits into the model's context window, and what has to be cut.

The order of a request is constant: system prompt and tool schemas, the workspace's instructions, the
history, and last what was retrieved for this prompt (it is part of the user's message). Messages are
only ever added, so what was sent in one step is a prefix of what is sent in the next.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Literal

from .interfaces import ToolSpec
from .messages import AssistantMessage, Message, Summary, ToolResult, UserMessage
from .tokens import estimate_message, estimate_request, estimate_tokens

CHARACTERS_PER_TOKEN = 4
"""For limits on text that is cut; see `tokens` for the estimate of what was sent."""

MAX_RESULT_CHARACTERS = 16_000

Tier = Literal["full", "compact", "tiny"]
"""How much a model is told before the user says a word: how it should work, and which tools there are."""

FULL_FROM = 25_000
COMPACT_FROM = 16_000
"""In tokens. System prompt and tools take about a tenth of the smallest window of their tier, so that the team's
instructions and the profile, which grow with the window, bring it to about a quarter. `tiny` is made for 8,000."""


SMALLEST = 3_000
"""In tokens. With less, a task of 17 tool calls did not come to its end (measured in November 2026, with a server that
counts a token for every three characters): the newest results and what has to be said before do not fit together."""


@dataclass(frozen=True, slots=True)
class Window:
    """The model's context window and how it is shared out. Sizes in tokens unless the name says more."""

    size: int
    max_output: int
    compaction_share: float = 0.75
    """History is compacted when the prompt fills this share of the window, or leaves the answer no room."""

    @property
    def prompt_size(self) -> int:
        """What a prompt may take."""
        return self.size - self.max_output

    @property
    def result_characters(self) -> int:
        """How long one tool result may be: a tenth of the window, so that a small one holds a few of them."""
        return min(MAX_RESULT_CHARACTERS, self.size * CHARACTERS_PER_TOKEN // 10)

    @property
    def tier(self) -> Tier:
        """Which prompt and which tools fit."""
        if self.size >= FULL_FROM:
            return "full"
        return "compact" if self.size >= COMPACT_FROM else "tiny"

    def is_full(self, prompt_tokens: int) -> bool:
        """Whether a prompt of this size calls for compaction."""
        return prompt_tokens > min(self.size * self.compaction_share, self.prompt_size)

    def shrunk_to(self, size: int) -> "Window":
        """The window if it turns out to be `size` tokens: services know better than we do. Never larger."""
        if not 0 < size < self.size:
            return self
        return replace(self, size=size, max_output=min(self.max_output, size // 4))


def plan_window(size: int, *, max_output: int | None = None, compaction_share: float = 0.75) -> Window:
    """Share out a window of `size` tokens. The answer gets a quarter of it, at most 8,192 tokens."""
    return Window(size, min(max_output or 8192, size // 4), compaction_share)


def prompt_tokens(system: str, tools: Sequence[ToolSpec], messages: Sequence[Message]) -> int:
    """Return about how many tokens a request will take.

    The service's own count of an earlier request is taken where there is one; only what came after
    it is estimated.
    """
    for index in range(len(messages) - 1, -1, -1):
        message = messages[index]
        if isinstance(message, AssistantMessage) and message.usage.input_tokens:
            counted = message.usage.input_tokens + message.usage.output_tokens
            return counted + sum(map(estimate_message, messages[index + 1 :]))
    return estimate_request(system, tools, messages)


PartName = Literal["system", "tools", "instructions", "memory", "retrieved", "history"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a prompt and what it takes."""

    name: PartName
    tokens: int


def measure(
    system: str, instructions: str, tools: Sequence[ToolSpec], messages: Sequence[Message], *, profile: str = ""
) -> tuple[Part, ...]:
    """Return what a request is made of, in the order of sending but for `retrieved`, which is spread over messages.

    `system` is the system prompt as it is sent, which ends with the team's `instructions` and the `profile`
    from the memory; they are measured apart. Together the parts are what `prompt_tokens` says. A service
    counts the whole only, so what it counted more or less than was estimated is shared out to the parts by
    their size.
    """
    frame = estimate_request("", (), ())
    retrieved = sum(estimate_tokens(message.context) for message in messages if isinstance(message, UserMessage))
    own = _own(system, instructions, profile)
    estimates: dict[PartName, int] = {
        "system": estimate_request(own, (), ()),
        "tools": estimate_request("", tools, ()) - frame,
        "instructions": estimate_tokens(instructions),
        "memory": estimate_tokens(profile),
        "retrieved": retrieved,
        "history": sum(map(estimate_message, messages)) - retrieved,
    }
    scale = prompt_tokens(system, tools, messages) / sum(estimates.values())
    # Rounding the borders instead of the parts keeps the sum.
    borders = pairwise(round(end * scale) for end in accumulate(estimates.values(), initial=0))
    return tuple(Part(name, end - start) for name, (start, end) in zip(estimates, borders, strict=True))


def spell_out(
    system: str, instructions: str, tools: Sequence[ToolSpec], messages: Sequence[Message], *, profile: str = ""
) -> dict[PartName, str]:
    """Return the text of each part of a request, for a person who wants to know what the model is told."""
    schemas = [f"{tool.name}: {tool.description}\n{json.dumps(tool.parameters, ensure_ascii=False)}" for tool in tools]
    retrieved = [message.context for message in messages if isinstance(message, UserMessage) and message.context]
    return {
        "system": _own(system, instructions, profile).strip(),
        "tools": "\n\n".join(schemas),
        "instructions": instructions.strip(),
        "memory": profile,
        "retrieved": "\n\n".join(retrieved),
        "history": "\n\n".join(map(_said, messages)),
    }


def _own(system: str, instructions: str, profile: str) -> str:
    """The system prompt without what was added to it for this workspace."""
    return system.removesuffix(profile).removesuffix("\n\n" if profile else "").removesuffix(instructions)


def _said(message: Message) -> str:
    match message:
        case UserMessage(text=text, images=images):
            return "\n".join([f"User: {text}", *(f"[image, {one.size_bytes:,} bytes]" for one in images)])
        case Summary():
            return f"Summary: {message.sent_text}"
        case AssistantMessage(text=text, tool_calls=calls):
            called = [f"{call.name}({json.dumps(call.arguments, ensure_ascii=False)})" for call in calls]
            return "\n".join([f"Assistant: {text}", *called])
        case ToolResult(text=text):
            return f"Result: {text}"


def cut_middle(text: str, limit: int, hint: str = "") -> str:
    """Return `text` with its middle left out if it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    head = limit * 2 // 3
    tail = limit - head
    note = f"[… {len(text) - limit:,} characters left out.{' ' + hint if hint else ''} …]"
    return f"{text[:head]}\n{note}\n{text[len(text) - tail :]}"
