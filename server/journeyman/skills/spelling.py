"""Guess what a misspelled word was meant to be."""

from collections.abc import Iterable

LONG = 8
"""Words of so many letters may hold two mistakes, shorter ones one."""


def nearest_spelling(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is one slip away from `word`, or two if it is long; None if there is none.

    A slip is a letter too many, too few, or wrong, or two that changed places.
    """
    allowed = 2 if len(word) >= LONG else 1
    letters = set(word)
    # A slip brings in one letter and takes away one at most: that is quickly seen, and few words are left.
    near = (other for other in known if len(letters ^ set(other)) <= 2 * allowed >= 2 * abs(len(other) - len(word)))
    ranked = sorted((slips(word, other, allowed), other) for other in near)
    return ranked[0][1] if ranked and ranked[0][0] <= allowed else None


def slips(word: str, other: str, most: int) -> int:
    """Return the number of slips between two words; something above `most` as soon as it is more than that."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        last, before, row = before, row, [i]
        for j, target in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != target))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == target:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
