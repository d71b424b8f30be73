"""Describe the arguments of a tool to the model, and check what the model sends."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from ..agent.interfaces import ToolSpec
from ..errors import ToolError

KEPT_WORDS = ("type", "enum")
"""What a brief schema says of an argument; bounds and defaults are the tool's own business."""
MAX_SHOWN_CHARACTERS = 60
MAX_PROBLEMS = 4

Schema = Mapping[str, Any]


class Arguments(BaseModel):
    """What a tool is called with. Only `Field(description=…)` reaches the model, never a docstring.

    Several values are a `list`: JSON knows no tuples, and pydantic would ask the model for one.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


AnyModel = TypeVar("AnyModel", bound=BaseModel)


def json_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of `model` in as few tokens as possible. `model` must not contain itself.

    Nested models are inlined, because the grammar converters of small servers stumble over `$defs`.
    An argument that may be null is described as what it is otherwise: leaving it out says the same.
    """
    schema = model.model_json_schema()
    return _compact(schema, schema.get("$defs", {}))


def briefly(spec: ToolSpec, description: str, *arguments: str) -> ToolSpec:
    """Return `spec` for a model with little room: told in few words, and with these arguments alone.

    What an argument is for must be plain from its name or the description. The tool takes the others all the same.
    """
    told = {name: spec.parameters["properties"][name] for name in arguments}
    parameters = _brief({**spec.parameters, "properties": told})
    return replace(spec, description=description, parameters=parameters)


def check(model: type[AnyModel], arguments: Mapping[str, Any]) -> AnyModel:
    """Return `arguments` as a `model`; a number written as a string is fine, unknown names are ignored.

    Raises:
        ToolError: names each wrong argument, what was expected and what came.
    """
    # Models write null for an argument that they want to leave out.
    optional = {name for name, field in model.model_fields.items() if not field.is_required()}
    given = {name: value for name, value in arguments.items() if value is not None or name not in optional}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        # The text of pydantic spans many lines, with links that mean nothing to a model.
        problems = [_problem(json_schema(model), each) for each in error.errors(include_url=False)]
        if len(problems) > MAX_PROBLEMS:
            problems[MAX_PROBLEMS:] = [f"and {len(problems) - MAX_PROBLEMS} more"]
        raise ToolError(f"Wrong arguments: {'; '.join(problems)}. Correct this and call the tool again.") from None


def _compact(schema: Schema, models: Schema) -> dict[str, Any]:
    """Return `schema` without titles, nulls, references and descriptions of objects."""
    if "$ref" in schema:
        return _compact(models[schema["$ref"].rpartition("/")[2]], models) | _notes(schema)
    if "anyOf" in schema:
        choices = [_compact(part, models) for part in schema["anyOf"] if part != {"type": "null"}]
        return (choices[0] if len(choices) == 1 else {"anyOf": choices}) | _notes(schema)
    compact = {key: value for key, value in schema.items() if key not in ("title", "$defs")}
    if "properties" in schema:
        # The description of an object is the docstring of its class, which is for people.
        compact.pop("description", None)
        compact["properties"] = {name: _compact(part, models) for name, part in schema["properties"].items()}
    if "items" in schema:
        compact["items"] = _compact(schema["items"], models)
    return compact


def _brief(schema: Schema) -> dict[str, Any]:
    brief = {key: schema[key] for key in KEPT_WORDS if key in schema}
    if "items" in schema:
        brief["items"] = _brief(schema["items"])
    if "properties" in schema:
        brief["properties"] = {name: _brief(part) for name, part in schema["properties"].items()}
        brief |= {"required": schema["required"]} if schema.get("required") else {}
    return brief


def _notes(schema: Schema) -> dict[str, Any]:
    """Return what a field says beside its type; a default of null says nothing."""
    return {key: schema[key] for key in ("description", "default") if schema.get(key) is not None}


def _problem(schema: Schema, error: ErrorDetails) -> str:
    place = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in error["loc"]).lstrip(".")
    if error["type"] == "missing":
        return f"`{place}`{_kind_at(schema, error['loc'])} is missing, got {_short(', '.join(error['input']))}"
    return f"`{place}` {_in_json_words(error['msg'])}, got {_short(repr(error['input']))}"


def _in_json_words(message: str) -> str:
    """Return what pydantic says about Python in words for JSON."""
    message = re.sub(r"^(\w+ (?=should)|Value error, )", "", message).replace(" after validation", "")
    return re.sub(r"dictionary or instance of \w+", "object", message)


def _kind_at(schema: Schema, place: tuple[int | str, ...]) -> str:
    """Return " (string)" and the like for the argument at `place`, or "" if the schema does not say."""
    for key in place:
        schema = schema.get("items", {}) if isinstance(key, int) else schema.get("properties", {}).get(key, {})
    return f" ({schema['type']})" if "type" in schema else ""


def _short(text: str) -> str:
    return text[:MAX_SHOWN_CHARACTERS] + "…" if len(text) > MAX_SHOWN_CHARACTERS else text or "nothing"
