"""Try a model out: does it answer, how fast, does it call tools as it should, does it see a long input whole?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..adaptive import AdaptiveProvider, constrained_ways
from ..interfaces import Provider
from .answering import measure
from .errands import Errand, read_one, read_two
from .long_input import LongInput
from .result import Outcome, PartName, Probe, ProbePart, ToolCalls

__all__ = ["Limits", "Outcome", "PartName", "Probe", "ProbePart", "Report", "ToolCalls", "probe"]

Report = Callable[[str, int], None]
"""Gets a few words and a percentage."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long each part may take, and how long the long input may be."""

    answer_seconds: float = 180.0
    """For the first answer. Long, because the service may have to load the model before."""
    call_seconds: float = 120.0
    """For each errand with tools. Models that can think do so before."""
    long_seconds: float = 180.0
    """For the long input; it is not tried if reading it should take more than half of that."""
    long_tokens: int = 8_000
    """The long input has no more, however large the window is."""


async def probe(
    provider: Provider,
    *,
    has_tools: bool | None,
    window: int,
    clock: Callable[[], float],
    report: Report,
    limits: Limits = Limits(),
) -> Probe:
    """Try a model out with one part after the other; what goes wrong with one keeps none of the others.

    `window` is the one in force, in tokens; `clock` tells seconds.

    Raises:
        ProviderError: the service did not answer in time, or refuses the model. Nothing is known then.
    """
    report("Asking for an answer", 0)
    answer = await measure(provider, clock, limits.answer_seconds)
    report("Asking for a tool call", 20)
    one = await _by_itself(read_one, provider, "tool_call", has_tools, limits.call_seconds)
    report("Asking for two tool calls", 40)
    two = await _by_itself(read_two, provider, "two_tool_calls", has_tools, limits.call_seconds)
    report("Asking for a tool call as JSON", 60)
    constrained = AdaptiveProvider(constrained_ways(provider))
    as_json = await read_one(constrained, "constrained_call", seconds=limits.call_seconds)
    report("Asking about a long input", 80)
    long = await LongInput(provider, window, limits.long_tokens, limits.long_seconds, clock).try_out()
    called_tool = None if one.outcome == "not_tried" else one.outcome == "right"
    tool_calls: ToolCalls = "native" if called_tool else "constrained" if as_json.outcome == "right" else "none"
    parts = (*answer.parts, one, two, as_json, long)
    return Probe(
        answer.first_token_ms, answer.tokens_per_second, called_tool, tool_calls, _problem(parts, tool_calls), parts
    )


def _problem(parts: Sequence[ProbePart], tool_calls: ToolCalls) -> str:
    """Return what stands in the way of work: not what another way makes up for."""
    told = {part.name: part.message for part in parts if part.outcome in ("wrong", "cut_off")}
    as_json = f"As JSON: {told['constrained_call']}" if tool_calls == "none" and "constrained_call" in told else ""
    complaints = told.get("answer"), told.get("tool_call"), as_json, told.get("long_input")
    return " ".join(filter(None, complaints))


async def _by_itself(
    errand: Errand, provider: Provider, name: PartName, has_tools: bool | None, seconds: float
) -> ProbePart:
    """Let the model do an errand with tool calls of its own, unless it is known to have none."""
    if has_tools is False:
        return ProbePart(name, "not_tried", "The service says that the model takes no tools.")
    return await errand(provider, name, seconds=seconds)
