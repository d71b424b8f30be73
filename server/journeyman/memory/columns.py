"""What may stand in a column: times, texts and JSON."""

import json
import re
from datetime import UTC, datetime
from typing import Any

UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""NUL ends a text for many readers of SQLite, and lone surrogates have no UTF-8."""


def to_utc(at: datetime) -> str:
    """Return `at` as ISO 8601 in UTC, always of the same length, so that it sorts as text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def storable(text: str) -> str:
    """Return `text` with U+FFFD in the place of every character that a text column cannot hold."""
    return UNSTORABLE.sub("\ufffd", text)


def to_json(value: Any) -> str:
    """Return `value` as JSON that loses nothing: what UTF-8 cannot hold is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    # JSON escapes NUL by itself, and lone surrogates only if everything outside ASCII is escaped.
    return json.dumps(value) if UNSTORABLE.search(text) else text
