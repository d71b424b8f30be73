"""How far something has come: a line that is renewed in a terminal, else a line now and then."""

import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

from .printing import clean

RENEW_SECONDS = 0.1
STEP_PERCENT = 10
"""Where lines cannot be renewed, a log would fill up with each percent."""


class Progress:
    """Shows a few words and a percentage on stderr."""

    def __init__(self) -> None:
        self._renews = sys.stderr.isatty()
        self._length = 0
        self._shown_at = 0.0
        self._percentage = -STEP_PERCENT

    def report(self, words: str, percentage: int) -> None:
        """Show how far it has come."""
        line = clean(f"{words} … {percentage} %")
        if self._renews:
            # There are only so many percentages: each is shown, or the last before a long wait would be missing.
            if percentage == self._percentage and time.monotonic() - self._shown_at < RENEW_SECONDS:
                return
            self._percentage, self._shown_at = percentage, time.monotonic()
            # What is left of a longer line is written over: not every terminal can delete.
            sys.stderr.write(f"\r{line.ljust(self._length)}")
            sys.stderr.flush()
            self._length = len(line)
        elif percentage >= self._percentage + STEP_PERCENT:
            self._percentage = percentage
            print(line, file=sys.stderr)

    def end(self) -> None:
        """Go on below the line."""
        if self._length:
            print(file=sys.stderr)
            self._length = 0


@contextmanager
def progress() -> Generator[Progress, None, None]:
    """Show progress until the end of the block, however it ends."""
    shown = Progress()
    try:
        yield shown
    finally:
        shown.end()
