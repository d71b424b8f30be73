"""Find file names in what the user writes and points at."""

import re
from collections.abc import Iterator
from itertools import islice

MAX_FILES = 20
_WORD = re.compile(r"[\w./@+-]+")
_FILE = re.compile(r"[\w@][\w./@+-]{0,200}\.[A-Za-z]\w{0,9}")
"""At the beginning of a word. Tried at each character of a long one, it would take the loop for 30 ms."""


def files_in(text: str) -> Iterator[str]:
    """Yield what looks like a path or a file name, each once, at most 20."""
    words = (word.strip("./+-") for word in _WORD.findall(text[:20_000]))
    found = (word.lstrip("@") for word in words if _FILE.fullmatch(word))
    yield from islice(dict.fromkeys(found), MAX_FILES)
