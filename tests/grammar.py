"""The order of a turn's events, as `agent/events.py` promises it."""

import re
from collections.abc import Sequence

from journeyman.agent.events import Event

LETTERS = {
    "TextDelta": "t",
    "ThoughtDelta": "t",
    "Notice": "t",
    "SkillsUsed": "s",
    "MemoriesUsed": "r",
    "MessageAdded": "m",
    "HistoryCompacted": "m",
    "StepFinished": "S",
    "ToolStarted": "(",
    "ToolProgress": "p",
    "ToolFinished": ")",
    "TurnFinished": ".",
}
TURN = re.compile(r"s?r?(m*t*S(\(p*\)s?)*)+\.")


def check_grammar(events: Sequence[Event]) -> None:
    """Fail if a finished turn's events are not in order."""
    word = "".join(LETTERS[type(event).__name__] for event in events)
    assert TURN.fullmatch(word), f"{word} is no turn"
