"""What came of trying a model out, in words."""

from collections.abc import Mapping, Sequence

from ..agent.probe import Outcome, PartName, ProbePart, ToolCalls
from ..memory.probes import StoredProbe
from .printing import clean

WAYS: Mapping[ToolCalls, str] = {
    "native": "calls tools by itself",
    "constrained": "calls tools as JSON that the service enforces",
    "none": "calls no tools",
}
FROM_NOW_ON: Mapping[ToolCalls, str] = {
    "native": "Unless `tool_calls` is set, it calls tools in the service's own way from now on.",
    "constrained": "Unless `tool_calls` is set, it calls tools as JSON that the service enforces from now on.",
    "none": "It called no tool in any way: expect little of it, or choose another model.",
}
PARTS: Mapping[PartName, str] = {
    "answer": "answer",
    "streaming": "streaming",
    "tool_call": "tool call",
    "two_tool_calls": "two tool calls",
    "constrained_call": "tool call as JSON",
    "long_input": "long input",
}
NAME_WIDTH = max(map(len, PARTS.values()))
MARKS: Mapping[Outcome, str] = {"right": "✓", "wrong": "✗", "cut_off": "✗", "not_tried": "–"}
FINDINGS: Mapping[tuple[PartName, Outcome], str] = {
    ("streaming", "wrong"): "does not stream",
    ("two_tool_calls", "right"): "several at a time",
    ("long_input", "right"): "sees long inputs whole",
    ("long_input", "wrong"): "does not do long inputs",
    ("long_input", "cut_off"): "long inputs are cut off",
}


def table(tried: StoredProbe) -> list[str]:
    """Return a line for each part, and what it means for tool calls."""
    return [*(_line(part, tried) for part in tried.probe.parts), FROM_NOW_ON[tried.probe.tool_calls]]


def summary(tried: StoredProbe) -> Sequence[str]:
    """Return what was found, in a few words each."""
    findings = (FINDINGS.get((part.name, part.outcome), "") for part in tried.probe.parts)
    return [_speed(tried), WAYS[tried.probe.tool_calls], *filter(None, findings)]


def _line(part: ProbePart, tried: StoredProbe) -> str:
    remark = _speed(tried) if part.name == "answer" and not part.message else clean(part.message)
    return f"{MARKS[part.outcome]} {PARTS[part.name]:<{NAME_WIDTH}}  {remark}".rstrip()


def _speed(tried: StoredProbe) -> str:
    if tried.probe.first_token_ms is None:
        return "no answer"
    rate = f", then {tried.probe.tokens_per_second:,.1f} tokens a second" if tried.probe.tokens_per_second else ""
    return f"first token after {tried.probe.first_token_ms / 1000:,.1f} s{rate}"
