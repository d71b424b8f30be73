"""A conversation as plain data: what the user, the model and the tools said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

StopReason = Literal[
    "end_turn",
    "tool_calls",
    "max_tokens",
    "max_steps",
    "max_turn_tokens",
    "repetition",
    "refusal",
    "cancelled",
    "error",
]
"""Why the model or the turn ended.

`tool_calls` ends a step, never a turn. `max_tokens`: the answer was cut off. `max_steps` and
`max_turn_tokens`: a limit of the turn was reached. `repetition`: the loop breaker stopped it.
`error`: the model could not be asked.
"""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that the user shows the model."""

    mime_type: str
    data: str = field(repr=False)
    """Its bytes, in base64 without line breaks."""

    @property
    def size_bytes(self) -> int:
        """The size of the picture itself."""
        return len(self.data) // 4 * 3 - self.data[-2:].count("=")


@dataclass(frozen=True, slots=True)
class UserMessage:
    """What the user said, and what was added to it for the model."""

    text: str
    """The user's own words; empty when the agent itself speaks to the model."""
    context: str = ""
    """What was retrieved for this prompt, or a note from the agent. Never the user's words."""
    images: tuple[Image, ...] = ()

    @property
    def sent_text(self) -> str:
        """The message as the model reads it."""
        return "\n\n".join(part for part in (self.text, self.context) if part)


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands for older messages after a compaction. The model reads it as a user's message."""

    user_texts: tuple[str, ...]
    """The user's own words in the messages that were replaced, oldest first."""
    text: str
    """The model's summary of everything else."""

    @property
    def sent_text(self) -> str:
        """The message as the model reads it."""
        quoted = "\n\n".join(f"<user_message>\n{text}\n</user_message>" for text in self.user_texts)
        return (
            "Earlier messages were replaced by this summary.\n\n"
            f"What the user wrote, word for word:\n\n{quoted}\n\n"
            f"What happened:\n\n{self.text}"
        )


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model's request to use a tool."""

    id: str
    name: str
    arguments: dict[str, Any]
    malformed: str = ""
    """What the model wrote, when that was no JSON object; `arguments` is then empty."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that model requests cost, as counted by the service; 0 where it did not say."""

    input_tokens: int = 0
    """All tokens of the prompt, cached ones included."""
    output_tokens: int = 0
    cached_tokens: int = 0
    """The part of `input_tokens` that came from the service's prompt cache."""
    cost_usd: float = 0.0
    """In US dollars, where the service names a price."""

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            self.cost_usd + other.cost_usd,
        )


@dataclass(frozen=True, slots=True)
class SealedThought:
    """A model's reasoning as its service handed it over: signed or encrypted, and wanted back unchanged."""

    origin: str
    """Service and model. Nobody else can read it, so it goes back to no one else."""
    blocks: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class AssistantMessage:
    """What the model said in one step."""

    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    stop_reason: StopReason = "end_turn"
    usage: Usage = field(default_factory=Usage)
    thought: str = ""
    """The model's reasoning, where the service shows it."""
    sealed_thought: SealedThought | None = field(default=None, repr=False)
    """None where the service wants nothing back. Nothing in it is for people."""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What came of a tool call. Every call in a history has exactly one."""

    call_id: str
    text: str
    is_error: bool = False


Message = UserMessage | Summary | AssistantMessage | ToolResult


def unanswered(messages: Sequence[Message], reason: str) -> list[ToolResult]:
    """Return a result, an error with `reason`, for every tool call that has none.

    Services reject a history in which a call has no result, so a turn that was cut short is closed
    with these.
    """
    answered = {message.call_id for message in messages if isinstance(message, ToolResult)}
    return [ToolResult(call.id, reason, is_error=True) for call in _calls(messages) if call.id not in answered]


def _calls(messages: Iterable[Message]) -> Iterable[ToolCall]:
    return (call for message in messages if isinstance(message, AssistantMessage) for call in message.tool_calls)
