"""Describe tools to a model that knows none: as a JSON Schema for its answer, and in words."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .fitting import properties_of, required_by
from .interfaces import ToolSpec

INSTRUCTIONS = """\
# How to answer

Each of your answers is exactly one JSON object and nothing else. To use a tool:
{"tool": "<name>", "arguments": {…}}
You then get its result and answer again. When you need no tool (any more), tell the user:
{"answer": "<text>"}

# Tools

A `?` marks an argument that can be left out.
"""

MAX_DEPTH = 20
"""Schemas nested deeper, endless ones for example, allow anything from there on."""

_ANSWER: Mapping[str, Any] = {
    "type": "object",
    "properties": {"answer": {"type": "string"}},
    "required": ["answer"],
    "additionalProperties": False,
}

Schema = Mapping[str, Any]


def answer_schema(tools: Sequence[ToolSpec]) -> dict[str, Any]:
    """Return the schema of an answer that is either text or one tool call.

    It keeps to what llama.cpp turns into a grammar without fail: types, properties, items, enum,
    const and anyOf.
    """
    return {"anyOf": [_ANSWER, *map(_call_schema, tools)]}


def describe_tools(tools: Sequence[ToolSpec]) -> str:
    """Return what the model must know to answer with tool calls; for the end of the system prompt."""
    lines = (f"- {spec.name}({_arguments(spec.parameters, spec.parameters, 0)}): {spec.description}" for spec in tools)
    return INSTRUCTIONS + "\n".join(lines)


def _call_schema(spec: ToolSpec) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "tool": {"const": spec.name},
            "arguments": _simple(spec.parameters, spec.parameters, 0),
        },
        "required": ["tool", "arguments"],
        "additionalProperties": False,
    }


def _simple(schema: Any, root: Schema, depth: int) -> dict[str, Any]:
    schema = _resolved(schema, root)
    if depth > MAX_DEPTH:
        return {}
    if choices := _choices(schema):
        return {"anyOf": [_simple(choice, root, depth + 1) for choice in choices]}
    simple = {key: schema[key] for key in ("type", "enum", "const") if key in schema}
    if isinstance(schema.get("items"), Mapping):
        simple["items"] = _simple(schema["items"], root, depth + 1)
    if properties := properties_of(schema):
        simple["properties"] = {name: _simple(part, root, depth + 1) for name, part in properties.items()}
        simple["required"] = [name for name in required_by(schema) if name in properties]
        # A grammar that allows other names makes small models invent them.
        simple["additionalProperties"] = False
    return simple


def _choices(schema: Schema) -> Sequence[Schema]:
    """Return the alternatives; a list of types is one way to write them."""
    named = schema.get("type")
    if isinstance(named, list):
        return [{**schema, "type": name} for name in named]
    choices = schema.get("anyOf") or schema.get("oneOf")
    return choices if isinstance(choices, list) else ()


def _resolved(schema: Any, root: Schema) -> Schema:
    """Follow references into the same document; one that leads nowhere allows anything."""
    for _ in range(MAX_DEPTH):
        if not isinstance(schema, Mapping):
            return {}
        if not isinstance(reference := schema.get("$ref"), str):
            return schema
        schema = root
        for name in reference.removeprefix("#").split("/")[1:]:
            schema = schema.get(name) if isinstance(schema, Mapping) else None
    return {}


def _arguments(schema: Any, root: Schema, depth: int) -> str:
    schema = _resolved(schema, root)
    required = required_by(schema)
    return ", ".join(
        f"{name}{'' if name in required else '?'}: {_type(part, root, depth + 1)}"
        for name, part in properties_of(schema).items()
    )


def _type(schema: Any, root: Schema, depth: int) -> str:
    schema = _resolved(schema, root)
    if depth > MAX_DEPTH:
        return "any"
    if choices := _choices(schema):
        return " | ".join(_type(choice, root, depth + 1) for choice in choices)
    if isinstance(allowed := [schema["const"]] if "const" in schema else schema.get("enum"), list):
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in allowed)
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}), root, depth + 1)}, …]"
    if properties_of(schema):
        return f"{{{_arguments(schema, root, depth)}}}"
    return str(schema.get("type", "any"))
