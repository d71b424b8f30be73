"""Turn entries into a report."""

from collections import Counter


def totals(entries):
    """Return the minutes of each project, by name."""
    minutes = Counter()
    for entry in entries:
        minutes[entry.project] += entry.minutes
    return dict(sorted(minutes.items()))


def render(entries):
    """Return one line for each project, and one for all of them."""
    rows = totals(entries)
    rows["total"] = sum(rows.values())
    return "\n".join(f"{name:<12} {duration(minutes)}" for name, minutes in rows.items())


def duration(minutes):
    """Return minutes as people write them, such as 2h 05m."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}h {rest:02}m"
