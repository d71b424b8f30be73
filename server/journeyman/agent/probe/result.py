"""What came of trying a model out."""

from dataclasses import dataclass
from typing import Literal

ToolCalls = Literal["native", "constrained", "none"]
"""How a model calls tools: by itself, as JSON that the service enforces, or not at all."""

PartName = Literal["answer", "streaming", "tool_call", "two_tool_calls", "constrained_call", "long_input"]
"""What a model is tried out with, in this order."""

Outcome = Literal["right", "wrong", "cut_off", "not_tried"]
"""`cut_off`: the service dropped a part of the long input and did not say so."""


@dataclass(frozen=True, slots=True)
class ProbePart:
    """One thing that the model was tried out with."""

    name: PartName
    outcome: Outcome
    message: str = ""
    """What went wrong, or why it was not tried, for the user; empty if it was right."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of trying a model out."""

    first_token_ms: int | None
    """From the question to the first piece of the answer, in milliseconds. None: there was no answer."""
    tokens_per_second: float | None
    """After the first piece. None: the answer came in one piece, or not at all."""
    called_tool: bool | None
    """Whether a tool call of its own was the right one. None: it has none of its own."""
    tool_calls: ToolCalls
    """The first way in which it made the right call."""
    problem: str = ""
    """What stands in the way of work, for the user; empty if nothing does."""
    parts: tuple[ProbePart, ...] = ()
    """Empty where an earlier version tried the model out."""
