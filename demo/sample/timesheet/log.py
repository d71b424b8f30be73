"""Read entries from the lines of a log."""

import re
from dataclasses import dataclass

LINE = re.compile(r"(\d{4}-\d\d-\d\d)\s+(\d\d?:\d\d)-(\d\d?:\d\d)\s+(\S.*)")


@dataclass(frozen=True)
class Entry:
    """Work on one project without a break."""

    day: str
    minutes: int
    project: str


def parse_log(lines):
    """Return an entry for each line; empty lines and those that start with # are skipped."""
    return [parse_entry(line) for line in map(str.strip, lines) if line and not line.startswith("#")]


def parse_entry(line):
    """Return the entry of one line. Raise ValueError if it is none."""
    match = LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"not an entry: {line!r}")
    day, start, end, project = match.groups()
    return Entry(day, minutes_of(end) - minutes_of(start), project)


def minutes_of(clock):
    """Return the minutes from midnight to a time such as 9:05."""
    hours, minutes = map(int, clock.split(":"))
    if hours > 23 or minutes > 59:
        raise ValueError(f"not a time of day: {clock!r}")
    return hours * 60 + minutes
