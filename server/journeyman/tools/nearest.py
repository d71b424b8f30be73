"""Find the passage of a long text that is most like one that does not occur in it."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate

MIN_LIKENESS = 0.5
"""Of 1; below it, showing the passage would mislead more than help."""
MAX_WORDS = 40
MAX_HITS = 200
"""A word that occurs more often says little about the place."""
MAX_CANDIDATES = 8
MAX_COMPARED_CHARACTERS = 4000

_WORD = re.compile(r"\w{3,}")


def nearest_passage(text: str, lines: Sequence[str], wanted: Sequence[str]) -> tuple[int, int] | None:
    """Return the first and the last of the `lines` of `text` that are most like `wanted`, counted from 1.

    None if nothing is alike. Each word of `wanted` votes for the places at which the passage would
    have to start; only the places with the most votes are compared, so that a long file takes little
    longer than a short one.
    """
    if not lines or not wanted:
        return None
    votes: Counter[int] = Counter()
    for start, weight in _votes(text, lines, wanted):
        votes[max(0, min(start, len(lines) - len(wanted)))] += weight
    best_likeness, best = MIN_LIKENESS, None
    for start, _ in votes.most_common(MAX_CANDIDATES):
        likeness = _likeness(lines[start : start + len(wanted)], wanted)
        if likeness > best_likeness:
            best_likeness, best = likeness, start
    return None if best is None else (best + 1, min(best + len(wanted), len(lines)))


def _votes(text: str, lines: Sequence[str], wanted: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield lines, counted from 0, where the passage may start, and how much speaks for each."""
    # The ending of CRLF lines is not in `lines`, nor in `text`.
    ends = list(accumulate(len(line) + 1 for line in lines))
    words = {word: index for index, line in enumerate(wanted) for word in _WORD.findall(line)}
    for word in sorted(words, key=len, reverse=True)[:MAX_WORDS]:
        hits = list(_hits(text, word))
        for hit in hits:
            yield bisect_right(ends, hit) - words[word], 1000 * len(word) // len(hits)


def _hits(text: str, word: str) -> Iterator[int]:
    """Yield where `word` occurs, a limited number of times."""
    hit = text.find(word)
    for _ in range(MAX_HITS):
        if hit < 0:
            return
        yield hit
        hit = text.find(word, hit + len(word))


def _likeness(lines: Sequence[str], wanted: Sequence[str]) -> float:
    """Return 0 to 1; white space around lines does not matter."""
    first, second = ("\n".join(map(str.strip, part))[:MAX_COMPARED_CHARACTERS] for part in (lines, wanted))
    return SequenceMatcher(None, first, second, autojunk=False).quick_ratio()
