"""Check a value against those parts of JSON Schema that tools use and a grammar can enforce."""

from collections.abc import Iterator
from typing import Any

_TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict}


def misfits(value: Any, schema: Any) -> list[str]:
    """Return what does not fit; lengths and the bounds of fractions are left to the tool's own check."""
    if choices := schema.get("anyOf"):
        return min((misfits(value, choice) for choice in choices), key=len)
    if not _is_a(value, schema.get("type")):
        return [f"{value!r} is no {schema['type']}"]
    return [*_wrong_values(value, schema), *_wrong_parts(value, schema)]


def _is_a(value: Any, name: str | None) -> bool:
    return name is None or (isinstance(value, _TYPES[name]) and isinstance(value, bool) == (name == "boolean"))


def _wrong_values(value: Any, schema: Any) -> Iterator[str]:
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        yield f"{value!r} is none of the choices"
    if schema.get("type") == "integer" and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{value} is out of bounds"


def _wrong_parts(value: Any, schema: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from misfits(item, schema.get("items", {}))
    if isinstance(value, dict) and (properties := schema.get("properties")):
        yield from (f"{name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, part in value.items():
            yield from misfits(part, properties[name]) if name in properties else [f"{name} is unknown"]
