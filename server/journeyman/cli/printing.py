"""Print text that came from elsewhere: it must neither drive the terminal nor fail to be printed."""

import json
import re
import sys
from typing import Any

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters except tab and line feed, and those that turn the direction of writing round."""


def clean(text: str) -> str:
    """Return `text` without characters that drive the terminal."""
    return CONTROL.sub("", text)


def visible(text: str) -> str:
    """Return `text` with everything invisible spelled out, for a person who has to judge it."""
    return "".join(
        character if character in "\n\t" or character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def print_json(value: Any) -> None:
    """Print one line of JSON on stdout, at once."""
    # Lone surrogates, which models sometimes make, have no UTF-8, and some locales know ASCII alone;
    # JSON escapes carry both.
    try:
        line = json.dumps(value, ensure_ascii=False)
        line.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        line = json.dumps(value)
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
