"""Describe the arguments of a tool to the model, and check what the model sends."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from ..errors import ToolError

MAX_SHOWN_CHARACTERS = 60
MAX_PROBLEMS = 4

Schema = Mapping[str, Any]


class Arguments(BaseModel):
    """What a tool is called with. Only `Field(description=…)` reaches the model, never a docstring."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


AnyModel = TypeVar("AnyModel", bound=BaseModel)


def json_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the schema of `model` in as few tokens as possible. `model` must not contain itself.

    Nested models are inlined, because the grammar converters of small servers stumble over `$defs`.
    An argument that may be null is described as what it is otherwise: leaving it out says the same.
    """
    schema = model.model_json_schema()
    return {"type": "object", "properties": {}} | _compact(schema, schema.get("$defs", {}))


def check(model: type[AnyModel], arguments: Mapping[str, Any]) -> AnyModel:
    """Return `arguments` as a `model`; a number written as a string is fine, unknown names are ignored.

    Raises:
        ToolError: names each wrong argument, what was expected and what came.
    """
    given = {
        name: value
        for name, value in arguments.items()
        # Models write null for an argument that they want to leave out.
        if value is not None or name not in model.model_fields or model.model_fields[name].is_required()
    }
    try:
        return model.model_validate(given)
    except ValidationError as error:
        # The text of pydantic spans many lines, with links that mean nothing to a model.
        raise ToolError(_complaint(model, given, error.errors(include_url=False))) from None


def _compact(schema: Schema, models: Schema) -> dict[str, Any]:
    """Return `schema` without titles, nulls, references and descriptions of objects."""
    if "$ref" in schema:
        return _compact(models[schema["$ref"].rpartition("/")[2]], models) | _notes(schema)
    if "anyOf" in schema:
        choices = [_compact(part, models) for part in schema["anyOf"] if part != {"type": "null"}]
        return (choices[0] if len(choices) == 1 else {"anyOf": choices}) | _notes(schema)
    # The description of an object is the docstring of its class, which is for people.
    left_out = {"title", "$defs"} | ({"description"} if "properties" in schema else set())
    compact = {key: value for key, value in schema.items() if key not in left_out}
    if "properties" in schema:
        compact["properties"] = {name: _compact(part, models) for name, part in schema["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            compact[key] = _compact(schema[key], models)
    return compact


def _notes(schema: Schema) -> dict[str, Any]:
    """Return what a field says beside its type; a default of null says nothing."""
    return {key: schema[key] for key in ("description", "default") if schema.get(key) is not None}


def _complaint(model: type[BaseModel], given: Schema, errors: list[ErrorDetails]) -> str:
    problems = [_problem(json_schema(model), given, error) for error in errors[:MAX_PROBLEMS]]
    if len(errors) > MAX_PROBLEMS:
        problems.append(f"and {len(errors) - MAX_PROBLEMS} more")
    return f"Wrong arguments: {'; '.join(problems)}. Correct this and call the tool again."


def _problem(schema: Schema, given: Schema, error: ErrorDetails) -> str:
    place = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in error["loc"]).lstrip(".")
    if error["type"] == "missing":
        expected = _kind_at(schema, error["loc"])
        came = error["input"] if isinstance(error["input"], dict) else given
        names = ", ".join(map(str, came)) or "nothing"
        return f"`{place}`{expected} is missing, got {_short(names)}"
    expected = error["msg"].replace("Input should", "should").replace("Value error, ", "")
    return f"`{place}` {expected}, got {_short(repr(error['input']))}"


def _kind_at(schema: Schema, place: tuple[int | str, ...]) -> str:
    """Return " (string)" and the like for the argument at `place`, or "" if the schema does not say."""
    for key in place:
        schema = schema.get("items", {}) if isinstance(key, int) else schema.get("properties", {}).get(key, {})
    return f" ({schema['type']})" if "type" in schema else ""


def _short(text: str) -> str:
    return text if len(text) <= MAX_SHOWN_CHARACTERS else text[:MAX_SHOWN_CHARACTERS] + "…"
