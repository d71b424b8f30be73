"""What `journeyman doctor` finds: one thing after the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "error"]
MARKS: Mapping[State, str] = {"ok": "✓", "warning": "!", "error": "✗"}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    message: str
    next: str = ""
    """What to do about it."""
