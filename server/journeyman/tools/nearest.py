"""Find the passage of a long text that is most like one that does not occur in it."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate, islice

MIN_LIKENESS = 0.5
"""Of 1; below it, showing the passage would mislead more than help."""
MAX_WORDS = 40
MAX_HITS = 200
"""A word that occurs more often says little about the place."""
MAX_CANDIDATES = 8
MAX_COMPARED_CHARACTERS = 4000


def nearest_passage(text: str, wanted: Sequence[str]) -> tuple[int, int] | None:
    """Return the first and the last of the lines of `text` that are most like `wanted`, counted from 1.

    None if nothing is alike. Each word of `wanted` votes for the places at which the passage would
    have to start; only the places with the most votes are compared, so that a long file takes little
    longer than a short one.
    """
    lines = text.split("\n")
    likeness, start = max(
        ((_likeness(lines[start : start + len(wanted)], wanted), start) for start in _candidates(text, lines, wanted)),
        default=(0, 0),
        key=lambda candidate: candidate[0],
    )
    return (start + 1, min(start + len(wanted), len(lines))) if likeness > MIN_LIKENESS else None


def _candidates(text: str, lines: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Return the lines, counted from 0, where the passage may start, the likeliest first."""
    ends = list(accumulate(len(line) + 1 for line in lines))
    words = {word: index for index, line in enumerate(wanted) for word in re.findall(r"\w{3,}", line)}
    votes: Counter[int] = Counter()
    for word in sorted(words, key=len, reverse=True)[:MAX_WORDS]:
        hits = [hit.start() for hit in islice(re.finditer(re.escape(word), text), MAX_HITS)]
        for hit in hits:
            start = bisect_right(ends, hit) - words[word]
            votes[max(0, min(start, len(lines) - len(wanted)))] += 1000 * len(word) // len(hits)
    return [start for start, _ in votes.most_common(MAX_CANDIDATES)]


def _likeness(lines: Sequence[str], wanted: Sequence[str]) -> float:
    """Return 0 to 1; white space around lines does not matter."""
    first, second = ("\n".join(map(str.strip, part))[:MAX_COMPARED_CHARACTERS] for part in (lines, wanted))
    return SequenceMatcher(None, first, second, autojunk=False).quick_ratio()
