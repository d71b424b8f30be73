"""Make arguments fit the schema of their tool where it is clear what the model meant.

A schema that refers to another one (`$ref`) counts as one that allows anything.
"""

from collections.abc import Mapping
from typing import Any

from .lenient_json import MAX_DEPTH, Value, read_all
from .near_misses import find_argument

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}


def fits(value: Any, schema: Any, *, depth: int = 0) -> bool:
    """Whether `value` is what `schema` describes.

    Names that a schema with properties does not list do not fit, unless `additionalProperties` is
    given: our tools ignore them, so they are mistakes.
    """
    if not isinstance(schema, Mapping) or depth > MAX_DEPTH:
        return True
    if choices := _choices(schema):
        return any(fits(value, choice, depth=depth + 1) for choice in choices)
    if not _has_type(value, schema) or not _is_allowed(value, schema):
        return False
    if isinstance(value, list):
        return all(fits(item, schema.get("items"), depth=depth + 1) for item in value)
    return not isinstance(value, dict) or _object_fits(value, schema, depth)


def fitted(value: Any, schema: Any, *, depth: int = 0) -> Any:
    """Return `value` changed so that it fits, or comes nearer to fitting; what fits stays as it is."""
    if depth > MAX_DEPTH or fits(value, schema):
        return value
    choices = [choice for choice in _choices(schema) if choice != {"type": "null"}] or [schema]
    if len(choices) > 1:
        return value
    schema = choices[0]
    if isinstance(value, str):
        read = None if _has_type(value, schema) else read_all(value)
        decoded = isinstance(read, Value) and not isinstance(read.value, str) and _has_type(read.value, schema)
        return fitted(read.value, schema, depth=depth + 1) if isinstance(read, Value) and decoded else value
    if isinstance(value, list):
        return [fitted(item, schema.get("items"), depth=depth + 1) for item in value]
    if isinstance(value, dict) and schema.get("type") == "array":
        one = [fitted(value, schema.get("items"), depth=depth + 1)]
        return one if fits(one, schema) else value
    return _fitted_object(value, schema, depth) if isinstance(value, dict) else value


def properties_of(schema: Any) -> Mapping[str, Any]:
    """Return the schemas of the arguments, by name; nothing if there are none."""
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    return properties if isinstance(properties, Mapping) else {}


def required_by(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the arguments that must be given."""
    required = schema.get("required")
    return tuple(name for name in required if isinstance(name, str)) if isinstance(required, list | tuple) else ()


def _choices(schema: Any) -> list[Any]:
    choices = (schema.get("anyOf") or schema.get("oneOf")) if isinstance(schema, Mapping) else None
    return choices if isinstance(choices, list) else []


def _has_type(value: Any, schema: Mapping[str, Any]) -> bool:
    named = schema.get("type")
    names = named if isinstance(named, list) else [named]
    known = [name for name in names if isinstance(name, str) and name in _TYPES]
    return not known or any(_is_a(value, name) for name in known)


def _is_a(value: Any, name: str) -> bool:
    # To Python, True is an integer.
    return name == "boolean" if isinstance(value, bool) else isinstance(value, _TYPES[name])


def _is_allowed(value: Any, schema: Mapping[str, Any]) -> bool:
    allowed = [schema["const"]] if "const" in schema else schema.get("enum")
    return not isinstance(allowed, list) or value in allowed


def _object_fits(value: Mapping[str, Any], schema: Mapping[str, Any], depth: int) -> bool:
    properties = properties_of(schema)
    others_fit = bool(schema.get("additionalProperties", not properties))
    return set(required_by(schema)) <= set(value) and all(
        fits(item, properties[name], depth=depth + 1) if name in properties else others_fit
        for name, item in value.items()
    )


def _fitted_object(value: Mapping[str, Any], schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
    properties = properties_of(schema)
    renamed = _renamed(_folded(value, schema), properties)
    return {name: fitted(item, properties.get(name), depth=depth + 1) for name, item in renamed.items()}


def _renamed(value: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    """Give near-miss names their true ones, unless the true one is given too."""
    renamed: dict[str, Any] = {}
    for name, item in value.items():
        true_name = find_argument(name, properties) or name
        taken = true_name in renamed or (true_name != name and true_name in value)
        renamed[name if taken else true_name] = item
    return renamed


def _folded(value: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Put what belongs into the one item of a required array there: `old` and `new` into `edits`."""
    properties = properties_of(schema)
    given = {find_argument(name, properties) for name in value}
    for array in required_by(schema):
        items = _items(properties.get(array))
        if array in given or not properties_of(items):
            continue
        item = {
            true_name: name
            for name in value
            if find_argument(name, properties) is None and (true_name := find_argument(name, properties_of(items)))
        }
        if item and set(required_by(items)) <= set(item):
            rest = {name: part for name, part in value.items() if name not in item.values()}
            return rest | {array: [{true_name: value[name] for true_name, name in item.items()}]}
    return value


def _items(schema: Any) -> Mapping[str, Any]:
    items = schema.get("items") if isinstance(schema, Mapping) else None
    return items if isinstance(items, Mapping) else {}
