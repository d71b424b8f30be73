"""Objects of ours as JSON that programs read: camelCase fields, ISO times."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any


def to_wire(value: Any) -> Any:
    """Return `value`, made of dataclasses, mappings, sequences and plain values, ready for `json.dumps`."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (field for field in dataclasses.fields(value) if field.repr)
        return {_camel_case(field.name): to_wire(getattr(value, field.name)) for field in fields}
    if isinstance(value, Mapping):
        # Its keys are data, not names of ours: a tool's arguments, for example.
        return {name: to_wire(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_wire(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
