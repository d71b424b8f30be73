"""JSON in, typed values out, and back. The only place that knows that names are camelCase on the wire.

Values are checked as they are read, by hand rather than by cattrs: cattrs makes `"5"` of 5 and letters of a string
that should be a list, says what is wrong in a group of exceptions, and compiles code for each of the hundred types
of an `initialize` request before it can be answered.
"""

import inspect
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NoReturn, Union, get_args, get_origin

import attrs
from lsprotocol import types as lsp

from . import protocol
from .framing import PARSE_ERROR, Flaw

Object = dict[str, Any]

MAX_SHOWN_LENGTH = 40
"""Of a value, in the message that says why it does not fit."""
LARGE_BYTES = 256 * 1024

logger = logging.getLogger(__name__)


class DoesNotFit(ValueError):
    """A value is not of the type that belongs in its place."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path


def params_type(method: str) -> Any:
    """Return the type of a message's params; Any for a message that is not ours and not of LSP."""
    return _types(method)[0]


def result_type(method: str) -> Any:
    """Return the type of a request's result; Any for a request that is not ours and not of LSP."""
    return _types(method)[1]


@cache
def _types(method: str) -> tuple[Any, Any]:
    if method in protocol.NOTIFICATIONS:
        return protocol.NOTIFICATIONS[method], Any
    if ours := protocol.REQUESTS.get(method) or protocol.CLIENT_REQUESTS.get(method):
        return ours
    message, answer, *_ = lsp.METHOD_TO_TYPES.get(method, (None, None))
    return _field_type(message, "params"), _field_type(answer, "result")


def _field_type(message: Any, name: str) -> Any:
    return next((field.type for field in _fields(message) if field.name == name), NoneType) if message else Any


def parse(body: bytearray) -> Any:
    """Return the JSON value that a body holds, or the Flaw that keeps it from being one.

    The parser of a large body is made to call into Python for each object: it lets go of the interpreter then, and
    other threads do not wait until it is through.
    """
    hook = _unchanged if len(body) > LARGE_BYTES else None
    try:
        return json.loads(str(body, "utf-8"), object_hook=hook, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        return Flaw(PARSE_ERROR, f"The message is not UTF-8: byte {error.start} is wrong.")
    except (ValueError, RecursionError) as error:
        return Flaw(PARSE_ERROR, f"The message is not JSON: {error}.")


def _unchanged(value: Object) -> Object:
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def encode(message: Object) -> bytes:
    """Return a message as bytes, with its header. One that cannot be written becomes an error or is left out."""
    try:
        body = "".join(_ENCODER.iterencode(message)).encode("utf-8", errors="replace")
    except (TypeError, ValueError, RecursionError):
        logger.exception("A message could not be written: %s", message.get("method", "a result"))
        if "method" in message:
            return b""
        error = lsp.ResponseError(lsp.ErrorCodes.InternalError, "The result could not be written as JSON.")
        return encode({"jsonrpc": "2.0", "id": message["id"], "error": error})
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def to_wire(value: Any) -> Any:
    """Return what JSON has for a value of ours, one level deep. Optional fields that are None are left out."""
    if isinstance(value, Enum):
        return value.value
    if not attrs.has(type(value)):
        raise TypeError(f"{type(value).__name__} has no form in JSON.")
    kind: type = type(value)
    fields = ((field, getattr(value, field.name)) for field in _fields(kind))
    return {
        wire_name(field.name): item
        for field, item in fields
        if item is not None or field.default is attrs.NOTHING or lsp.is_special_property(kind, field.name)
    }


# The one in Python, as `iterencode` is: that in C lets no other thread run until a large message is through.
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=to_wire)


def wire_name(name: str) -> str:
    """Return the name of a field on the wire: `session_id` is `sessionId`, `from_` is `from`."""
    first, *rest = name.removesuffix("_").split("_")
    return first + "".join(map(str.title, rest))


def from_wire(value: Any, kind: Any, path: str = "params") -> Any:
    """Return a JSON value as a `kind`: a class, or a type as in an annotation.

    Raises:
        DoesNotFit: it is none; `path` says where it stands.
    """
    origin = get_origin(kind)
    if kind is Any or (kind is lsp.LSPObject and isinstance(value, dict)):
        return value
    if origin in (Union, UnionType):
        return _one_of(value, get_args(kind), path)
    if origin in (list, Sequence) and isinstance(value, list):
        [of] = get_args(kind)
        return [from_wire(item, of, f"{path}[{index}]") for index, item in enumerate(value)]
    if origin in (dict, Mapping) and isinstance(value, dict):
        of = get_args(kind)[1]
        return {name: from_wire(item, of, f"{path}.{name}") for name, item in value.items()}
    if origin is tuple and isinstance(value, list) and len(value) == len(get_args(kind)):
        return tuple(from_wire(item, of, path) for item, of in zip(value, get_args(kind), strict=True))
    if origin is None and attrs.has(kind) and isinstance(value, dict):
        return _object(value, kind, path)
    return _scalar(value, kind, path)


def read_arguments(handler: Callable[..., Any], values: Sequence[Any]) -> list[Any]:
    """Return the arguments of a command as its handler declares them. Raise DoesNotFit if they are others."""
    kinds = [parameter.annotation for parameter in inspect.signature(handler).parameters.values()]
    if len(values) != len(kinds):
        raise DoesNotFit("params.arguments", f"{len(kinds)} expected, not {len(values)}")
    return [
        from_wire(value, kind, f"params.arguments[{index}]")
        for index, (value, kind) in enumerate(zip(values, kinds, strict=True))
    ]


def _scalar(value: Any, kind: Any, path: str) -> Any:
    plain = type(value) is not bool
    if get_origin(kind) is Literal:
        if plain and value in [choice for choice in get_args(kind) if type(choice) is type(value)]:
            return value
    elif isinstance(kind, type) and issubclass(kind, Enum):
        if plain and isinstance(value, str | int) and value in [choice.value for choice in kind]:
            return kind(value)
    elif kind in (None, NoneType):
        if value is None:
            return None
    elif kind is int and isinstance(value, float) and value.is_integer():
        # JSON has one kind of number, and Lua writes 1 as 1.0.
        return int(value)
    elif kind is float and plain and isinstance(value, int):
        return float(value)
    elif type(value) is kind:
        return value
    raise DoesNotFit(path, f"must be {_describe_type(kind)}, not {_describe(value)}")


def _object(value: Object, kind: type, path: str) -> Any:
    given = {}
    for field in _fields(kind):
        name = wire_name(field.name)
        item = value.get(name)
        if item is not None or (name in value and field.default is attrs.NOTHING):
            given[field.alias] = from_wire(item, field.type, f"{path}.{name}")
        elif field.default is attrs.NOTHING:
            raise DoesNotFit(f"{path}.{name}", "is missing")
    try:
        return kind(**given)
    except (TypeError, ValueError) as error:
        # The ranges of LSP's numbers are checked by its types.
        raise DoesNotFit(path, str(error)) from error


def _one_of(value: Any, kinds: Sequence[Any], path: str) -> Any:
    if value is None and NoneType in kinds:
        return None
    others = [kind for kind in kinds if kind is not NoneType]
    if len(others) == 1:
        return from_wire(value, others[0], path)
    nearest: DoesNotFit | None = None
    # An edit with an annotation is also an edit: the type that knows most of the fields is meant.
    for kind in sorted(others, key=lambda kind: -_known_fields(value, kind)):
        try:
            return from_wire(value, kind, path)
        except DoesNotFit as error:
            if error.path != path and nearest is None:
                nearest = error
    described = " or ".join(dict.fromkeys(map(_describe_type, others)))
    raise nearest or DoesNotFit(path, f"must be {described}, not {_describe(value)}")


def _known_fields(value: Any, kind: Any) -> int:
    if not isinstance(value, dict) or not attrs.has(kind):
        return 0
    return sum(wire_name(field.name) in value for field in _fields(kind))


@cache
def _fields(kind: type) -> tuple[Any, ...]:
    if kind.__module__ == lsp.__name__:
        # Its annotations are names; resolving those of the types that are met saves a tenth of a second at start.
        attrs.resolve_types(kind, lsp.ALL_TYPES_MAP, {})
    return tuple(attrs.fields(kind))


def _describe_type(kind: Any) -> str:
    origin = get_origin(kind)
    names = {str: "a string", int: "an integer", float: "a number", bool: "true or false", NoneType: "null"}
    if kind in names:
        return names[kind]
    if origin is Literal:
        return "one of " + ", ".join(map(json.dumps, get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "one of " + ", ".join(json.dumps(choice.value) for choice in kind)
    return "a list" if origin in (list, Sequence, tuple) else "an object"


def _describe(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= MAX_SHOWN_LENGTH else f"a {type(value).__name__} of {len(shown):,} characters"
