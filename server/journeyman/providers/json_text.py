"""JSON from outside: read without trust, written so that the same data gives the same bytes."""

import json
from collections.abc import Mapping
from typing import Any

MAX_COUNT = 2**53
"""JSON's `1e999` is infinity in Python."""


def parse(text: str | bytes) -> Any:
    """Return what `text` holds; None if it is no JSON, as infinities, NaN and endless nesting are not."""
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None


def compact(value: Any) -> str:
    """Write `value` without white space, in the order of its keys, so that prompt caches hold."""
    # JSON Schemas come as any kind of mapping.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=dict)


def as_text(value: Any) -> str:
    """Return `value` if it is text, else nothing: for fields that should hold text."""
    return value if isinstance(value, str) else ""


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
