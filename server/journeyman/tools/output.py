"""Turn what a command prints into text for a model: clean, and no longer than it can read."""

import asyncio
import re

from ..agent.interfaces import Report

# CSI and OSC sequences, then the two-character ones (ECMA-48, section 5).
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-Z\\^-~])")
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MAX_OPEN_LINE = 8_000
"""In bytes. A longer line is passed on in pieces, so that one without end needs no memory."""
REPORT_SECONDS = 0.1
"""Output is reported at most this often."""
MAX_REPORT = 4_000
"""In characters: nobody reads more in `REPORT_SECONDS`."""


class Output:
    """What a running command prints: reported as it comes, and kept until it is taken."""

    def __init__(self, max_characters: int, report: Report) -> None:
        self._half = max_characters // 2
        self._report: Report | None = report
        self._unreported = ""
        self._timer: asyncio.TimerHandle | None = None
        self._open_line = b""
        self._head, self._tail, self._length = "", "", 0

    def add(self, data: bytes) -> None:
        """Add what came from the pipe."""
        done, newline, last = (self._open_line + data).rpartition(b"\n")
        # Only the last state of a progress bar counts; a carriage return at the end may be half a line ending.
        last = last[last.rfind(b"\r", 0, -1) + 1 :]
        if len(last) > MAX_OPEN_LINE:
            done, newline, last = done + newline, last, b""
        self._open_line = last
        self._keep(readable(done + newline))
        if self._report and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(REPORT_SECONDS, self._flush)

    def take(self) -> str:
        """Return what came since the last time: beginning and end, with a note in place of what is missing."""
        self._finish_line()
        missing = self._length - len(self._head) - len(self._tail)
        note = (
            f"\n[{missing:,} characters are left out here. To see them, run the command with "
            "`> some-file 2>&1` and read the file.]\n"
        )
        text = self._head + (note if missing else "") + self._tail
        self._head, self._tail, self._length = "", "", 0
        return text

    def close(self) -> None:
        """Report the rest, and then nothing more."""
        self._finish_line()
        self._flush()
        self._report = None

    def _keep(self, text: str) -> None:
        room = self._half - len(self._head)
        self._length += len(text)
        self._head += text[:room]
        self._tail = (self._tail + text[room:])[-self._half :]
        if self._report:
            self._unreported = (self._unreported + text)[-MAX_REPORT:]

    def _finish_line(self) -> None:
        self._keep(readable(self._open_line))
        self._open_line = b""

    def _flush(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._report and self._unreported:
            self._report(self._unreported)
        self._unreported = ""


def readable(data: bytes) -> str:
    """Return the text of whole lines: valid, without colors, with progress bars at their last state."""
    text = ESCAPES.sub("", data.decode("utf-8", "replace"))
    if "\r" in text:
        lines = re.sub(r"\r+\n", "\n", text).rstrip("\r").split("\n")
        text = "\n".join(line.rpartition("\r")[2] for line in lines)
    return INVISIBLE.sub("", text)
