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

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def answer_schema(tools: Sequence[ToolSpec]) -> dict[str, Any]:
    """Return the schema of an answer that is either text or one tool call.

    It keeps to what llama.cpp turns into a grammar without fail: types, properties, items, enum,
    const, anyOf and the bounds of integers. Whatever else a tool's schema says is left to the tool's own
    check. Lengths are left out because some services refuse them (vllm#16880), and because a text that a
    grammar ends would look complete: one that max_output_tokens cuts off is known to be, and asked for again.
    """
    calls = [_object({"tool": {"const": spec.name}, "arguments": _simple(spec.parameters)}) for spec in tools]
    return {"anyOf": [_object({"answer": {"type": "string"}}), *calls]}


def describe_tools(tools: Sequence[ToolSpec]) -> str:
    """Return what the model must know to answer with tool calls; for the end of the system prompt."""
    return INSTRUCTIONS + "\n".join(f"- {spec.name}({_names(spec.parameters)}): {spec.description}" for spec in tools)


def _object(properties: Mapping[str, Any], required: Sequence[str] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
        # A grammar that allows other names makes small models invent them.
        "additionalProperties": False,
    }


def _simple(schema: Any) -> dict[str, Any]:
    if not isinstance(schema, Mapping):
        return {}
    if choices := _choices(schema):
        return {"anyOf": [_simple(choice) for choice in choices]}
    if properties := properties_of(schema):
        return _object({name: _simple(part) for name, part in properties.items()}, required_by(schema))
    is_integer = schema.get("type") == "integer"
    simple = {key: schema[key] for key in ("type", "enum", "const", *_BOUNDS * is_integer) if key in schema}
    return simple | ({"items": _simple(schema["items"])} if "items" in schema else {})


def _choices(schema: Mapping[str, Any]) -> Sequence[Any]:
    """Return the alternatives; a list of types is one way to write them."""
    types = schema.get("type")
    if isinstance(types, list):
        return [{**schema, "type": name} for name in types]
    return schema.get("anyOf") or schema.get("oneOf") or ()


def _names(schema: Any) -> str:
    required = required_by(schema)
    return ", ".join(
        f"{name}{'' if name in required else '?'}: {_type(part)}" for name, part in properties_of(schema).items()
    )


def _type(schema: Any) -> str:
    if not isinstance(schema, Mapping):
        return "any"
    if choices := _choices(schema):
        return " | ".join(map(_type, choices))
    if allowed := [schema["const"]] if "const" in schema else schema.get("enum"):
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in allowed)
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items'))}, …]"
    if properties_of(schema):
        return f"{{{_names(schema)}}}"
    return str(schema.get("type", "any"))
