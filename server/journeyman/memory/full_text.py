"""Turn what people write into what full-text search understands. Nothing a user types is syntax."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from .stores import storable

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""Words match without regard to case, accents and English endings (https://www.sqlite.org/fts5.html)."""

MAX_WORDS = 64
"""Of one question; a pasted log would make the search slow and no better."""

BREAK = "\u200b"
"""A space of no width: separates words for the tokenizer and nothing for the eye."""

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese: words are not set apart by spaces."""

AROUND_UNSPACED = re.compile(rf"(?<=[{UNSPACED}])(?=\S)|(?<=\S)(?=[{UNSPACED}])")
UNSPACED_OR_WORD = re.compile(f"([{UNSPACED}]+)|([^{UNSPACED}]+)")

STOP_WORDS = frozenset(
    """
    a about after all also am an and any are as at be because been before being but by can could did do
    does doing done for from had has have having he her here him his how i if in into is it its just let
    me my no nor not of off on only or our out over own please she should so some such than that the
    their them then there these they this those through to too under up us very was we were what when
    where which while who whom why will with would you your
    """.split()
)


def searchable(text: str) -> str:
    """Return `text` as it goes into an indexed column."""
    return AROUND_UNSPACED.sub(BREAK, storable(text))


def readable(excerpt: str) -> str:
    """Return an excerpt of an indexed column as the user wrote it."""
    return excerpt.replace(BREAK, "")


def match_any(question: str) -> str:
    """Return an FTS5 expression for texts that have any word of `question`; `""` if it has no words.

    Stop words count only in a question that has no others.
    """
    words = list(dict.fromkeys(_words(question)))
    telling = [word for word in words if word not in STOP_WORDS] or words
    return " OR ".join(f'"{word}"' for word in telling[:MAX_WORDS]) or '""'


def _words(question: str) -> Iterator[str]:
    """Yield words, and phrases of two neighbors: the usual stand-in for words where the script has no spaces."""
    spaced = "".join(char if _belongs_to_word(char) else " " for char in question.lower())
    for unspaced, word in (run for part in spaced.split() for run in UNSPACED_OR_WORD.findall(part)):
        if len(unspaced) > 1:
            yield from (f"{first} {second}" for first, second in pairwise(unspaced))
        else:
            yield unspaced or word


def _belongs_to_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")
