"""JSON from outside: read without trust, written so that the same data gives the same bytes."""

import json
from collections.abc import Mapping
from typing import Any

MAX_COUNT = 2**53
"""JSON's `1e999` is infinity in Python."""
MAX_DEPTH = 100
"""Of arrays and objects in each other. Deeper ones can be read, but not be copied, stored and sent again."""


# Made once: `json.loads` would make one for each of a hundred thousand pieces.
_CHUNKS = json.JSONDecoder(parse_constant=lambda _: None)


def parse(text: str | bytes) -> Any:
    """Return what `text` holds; None if it is no JSON, as infinities, NaN and endless nesting are not."""
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return None if is_deep(value) else value


def parse_chunk(text: str) -> Any:
    """Return what a service's own message holds, as `parse` does, but with null for infinities and NaN.

    Services written in Python send them, in statistics that nobody needs.
    """
    try:
        value = _CHUNKS.decode(text)
    except (ValueError, RecursionError):
        return None
    # Most have too few brackets for that: counting takes a tenth of the time of looking.
    return None if text.count("{") + text.count("[") > MAX_DEPTH and is_deep(value) else value


def is_deep(value: Any) -> bool:
    """Whether more is nested in each other than anybody means."""
    level = [value]
    for _ in range(MAX_DEPTH):
        holders = [one for one in level if isinstance(one, dict | list)]
        level = [inner for one in holders for inner in (one.values() if isinstance(one, dict) else one)]
        if not level:
            return False
    return True


def compact(value: Any) -> str:
    """Write `value` without white space, in the order of its keys, so that prompt caches hold."""
    # JSON Schemas come as any kind of mapping.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=dict)


def as_text(value: Any) -> str:
    """Return `value` if it is text, else nothing: for fields that should hold text."""
    return value if isinstance(value, str) else ""


def whole(text: str) -> str:
    """Join the halves of characters: services written in JavaScript send them one by one at times."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def as_count(value: Any) -> int:
    """Return `value` if it is a number of something, else 0."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_number and 0 < value < MAX_COUNT else 0


def as_flag(value: Any) -> bool | None:
    """Return `value` if it is true or false, else None."""
    return value if isinstance(value, bool) else None


def as_object(value: Any) -> Mapping[str, Any]:
    """Return `value` if it is an object, else an empty one: for fields that should hold one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """Return `value` if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
