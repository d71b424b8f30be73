"""How a task went, from what speaks for and against it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ..agent.messages import StopReason
from ..memory.episode_rows import Episode, EpisodeCall, Evidence, EvidenceKind
from .checks import read_check
from .user_words import MOVED_ON

Verdict = Literal["success", "failure", "unknown"]

SUCCESS = MOVED_ON
"""From this score on it went well; the weakest good sign is just enough where nothing speaks against it."""
FAILURE = 1 - SUCCESS
WEIGHTS: dict[EvidenceKind, float] = {"hunks": 1, "survival": 1, "checks": 1, "words": 1, "diagnostics": 0.15}
"""All count the same, except diagnostics: language servers are often still busy when they are counted, so they
settle nothing by themselves. Together with the next constant these are judgement, checked by the table of cases."""
NO_COUNTS = 2.0
"""A user's no weighs twice: one accepts for convenience and thanks out of habit, but nobody rejects by accident."""
OF_THE_USER: frozenset[EvidenceKind] = frozenset({"hunks", "survival", "words"})
ENDED: dict[StopReason | None, tuple[Verdict, str]] = {
    "cancelled": ("failure", "the user cancelled it"),
    "refusal": ("failure", "the model refused to do it"),
    "error": ("unknown", "the model could not be asked"),
    "tool_calls": ("unknown", "it did not come to its end"),
    None: ("unknown", "it did not come to its end"),
}
"""Ends that settle it, unless the user says otherwise. That a service was away says nothing about the work."""
CUT_SHORT: dict[StopReason | None, str] = {
    "max_tokens": "the answer was cut off",
    "max_steps": "stopped at the limit of steps",
    "max_turn_tokens": "stopped at the limit of tokens",
    "repetition": "stopped because it went round in circles",
}
"""Ends that speak against it: as much as one piece of evidence, since the work may have been done by then."""
MAX_COMMAND_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a task went, and why we think so."""

    verdict: Verdict
    score: float
    """From 0, bad, to 1, good; 0.5 where nothing is known."""
    reasons: tuple[str, ...]
    """For people, such as "3 of 3 hunks accepted"."""


@dataclass(frozen=True, slots=True)
class Check:
    """A command that was run to test, build or lint, and what came of it."""

    command: str
    program: str
    exit_code: int | None
    passed: bool | None
    """None if the exit code does not say."""
    is_after_edits: bool
    """No file was edited since it was started."""


def judge(episode: Episode, calls: Sequence[EpisodeCall], evidence: Sequence[Evidence]) -> Outcome:
    """Return the outcome. Of each kind of evidence the latest counts, and what the user clicked above all."""
    latest = {one.kind: one for one in sorted(evidence, key=lambda one: one.at)}
    if explicit := latest.get("explicit"):
        return Outcome(_verdict(explicit.value), explicit.value, (explicit.source,))
    if settled := ENDED.get(episode.stop_reason):
        verdict, reason = settled
        return Outcome(verdict, 0.0 if verdict == "failure" else 0.5, (reason,))
    if "checks" not in latest:
        latest |= {one.kind: one for one in evidence_from_calls(calls, episode.started_at)}
    signals = [(one.value, _weight(one), one.source) for one in latest.values() if _says_something(one, latest, calls)]
    if reason := CUT_SHORT.get(episode.stop_reason, ""):
        signals.append((0.0, 1.0, reason))
    weight = sum(weight for _, weight, _ in signals)
    # What is missing to the weight of one whole piece of evidence is not known: neither good nor bad.
    unknown = max(0.0, 1 - weight)
    score = round((sum(value * weight for value, weight, _ in signals) + 0.5 * unknown) / (weight + unknown), 3)
    reasons = tuple(source for _, _, source in signals) or ("nothing speaks for or against it",)
    return Outcome(_verdict(score), score, reasons)


def evidence_from_calls(calls: Sequence[EpisodeCall], now: datetime) -> list[Evidence]:
    """Return what the checks say that ran after the last edit: the last one counts.

    If it passed, but another program's last run failed, that is neither good nor bad. A check that fails
    although nothing was edited speaks of the project, not of the task.
    """
    telling = [check for check in checks_of(calls) if check.is_after_edits and check.passed is not None]
    if not telling:
        return []
    last = telling[-1]
    if not last.passed and not any(map(edits, calls)):
        return []
    failed = [check for check in {check.program: check for check in telling}.values() if not check.passed]
    value = 0.0 if not last.passed else 0.5 if failed else 1.0
    told = "; ".join(
        f"{which} `{_cut(check.command)}` exited {check.exit_code}"
        for which, check in [("last check", last), *(("but", check) for check in failed if check is not last)]
    )
    return [Evidence("checks", value, told, now)]


def checks_of(calls: Sequence[EpisodeCall]) -> list[Check]:
    """Return the checks that were run, in order; one in the background when its end was seen."""
    last_edit = max((position for position, call in enumerate(calls) if edits(call)), default=-1)
    return [
        Check(command, reading.program, call.exit_code, reading.passed(call.exit_code), started > last_edit)
        for started, command, call in _commands(calls)
        if (reading := read_check(command)).program
    ]


def edits(call: EpisodeCall) -> bool:
    """Whether the call edited files. A check that writes reports, or fixes what it finds, does not."""
    return bool(call.changed_files) and not read_check(str(call.arguments.get("command") or "")).program


def _says_something(one: Evidence, latest: dict[EvidenceKind, Evidence], calls: Sequence[EpisodeCall]) -> bool:
    """Moving on says something about work, but nothing about the answer to a question."""
    has_work = bool({"hunks", "survival", "checks"} & latest.keys()) or any(call.changed_files for call in calls)
    return has_work or one.kind != "words" or not 0.5 <= one.value <= MOVED_ON


def _weight(one: Evidence) -> float:
    weight = WEIGHTS.get(one.kind, 0.0)
    return weight * NO_COUNTS if one.kind in OF_THE_USER and one.value < 0.5 else weight


def _verdict(score: float) -> Verdict:
    return "success" if score >= SUCCESS else "failure" if score <= FAILURE else "unknown"


def _commands(calls: Sequence[EpisodeCall]) -> Iterator[tuple[int, str, EpisodeCall]]:
    """Yield where each command was started, the command, and the call that told how it ended."""
    background: dict[str, tuple[int, str]] = {}
    for position, call in enumerate(calls):
        begun = position, str(call.arguments.get("command") or "")
        if call.tool != "run_command":
            continue
        if told := re.search(r'runs in the background as id "([^"]+)"', call.result):
            background.setdefault(told[1], begun)
        elif shown := background.get(str(call.arguments.get("id"))):
            yield *shown, call
        else:
            yield *begun, call


def _cut(command: str) -> str:
    line = " ".join(command.split())
    return line if len(line) <= MAX_COMMAND_LENGTH else f"{line[: MAX_COMMAND_LENGTH - 1]}…"
