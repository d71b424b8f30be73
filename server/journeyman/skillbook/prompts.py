"""Find file names in what the user writes and points at."""

import re
from collections.abc import Iterator
from itertools import islice

MAX_FILES = 20
_FILE = re.compile(r"[\w@][\w./@+-]{0,200}\.[A-Za-z]\w{0,9}\b")


def files_in(text: str) -> Iterator[str]:
    """Yield what looks like a path or a file name, each once, at most 20."""
    found = (match[0].lstrip("@") for match in _FILE.finditer(text[:20_000]))
    yield from islice(dict.fromkeys(found), MAX_FILES)
