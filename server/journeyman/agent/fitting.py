"""Make arguments fit the schema of their tool where it is clear what the model meant."""

from collections.abc import Mapping
from typing import Any

from .lenient_json import Value, read_all
from .near_misses import find_argument

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}


def fitted(value: Any, schema: Any) -> Any:
    """Return `value` changed so that it fits, or comes nearer to fitting; what fits stays as it is.

    Whatever `schema` says with other words than `type`, `properties`, `required` and `items` is left
    to the check by the tool.
    """
    if not isinstance(schema, Mapping):
        return value
    wanted = str(schema.get("type"))
    if isinstance(value, str):
        read = read_all(value) if wanted in _TYPES else None
        return fitted(read.value, schema) if isinstance(read, Value) and _is_a(read.value, wanted) else value
    if wanted == "array" and isinstance(value, dict):
        value = [value]
    if isinstance(value, list):
        return [fitted(item, _items(schema)) for item in value]
    return _fitted_object(value, schema) if isinstance(value, dict) else value


def properties_of(schema: Any) -> Mapping[str, Any]:
    """Return the schemas of the arguments, by name; nothing if there are none."""
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    return properties if isinstance(properties, Mapping) else {}


def required_by(schema: Any) -> list[str]:
    """Return the names of the arguments that must be given."""
    required = schema.get("required") if isinstance(schema, Mapping) else None
    return required if isinstance(required, list) else []


def _is_a(value: Any, name: str) -> bool:
    # To Python, True is an integer.
    return name == "boolean" if isinstance(value, bool) else isinstance(value, _TYPES[name])


def _fitted_object(value: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    properties = properties_of(schema)
    if schema.get("additionalProperties", False) is False:
        value = _folded(_renamed(value, properties), schema)
    return {name: fitted(item, properties.get(name)) for name, item in value.items()}


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
    others = {name: item for name, item in value.items() if name not in properties}
    for array in required_by(schema):
        items = _items(properties.get(array))
        item = _renamed(others, properties_of(items))
        if array not in value and required_by(items) and set(required_by(items)) <= set(item):
            return {name: part for name, part in value.items() if name in properties} | {array: [item]}
    return value


def _items(schema: Any) -> Any:
    return schema.get("items") if isinstance(schema, Mapping) else None
