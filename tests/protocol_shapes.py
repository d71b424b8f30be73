"""The messages of the protocol, as the types have them and as the documents do. Mirrors are compared with these.

A shape is a field's name, with a `?` if it may be left out, and its type in the words of the documents.
"""

import re
from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import attrs

from documents import ROOT, read, sections, tables
from journeyman.lsp import protocol
from journeyman.lsp.wire import wire_name

PAGES = sorted(path for path in (ROOT / "docs").glob("protocol*.md") if path.stem != "protocol-updates")

Shape = dict[str, str]
Message = dict[str, Shape]
"""The shapes of `params` and `result`; those that have no fields are left out."""
Direction = Literal["client to server", "server to client"]

WORDS = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
FROM_SERVER = {
    protocol.SESSION_UPDATE,
    protocol.STATUS,
    protocol.SKILL_DID_CHANGE,
    protocol.SKILL_SUGGEST,
    protocol.SKILL_OFFER,
    protocol.MEMORY_DID_CHANGE,
    protocol.MEMORY_QUESTION,
}
STANDARD = (
    "Location",
    "Position",
    "PublishDiagnosticsParams",
    "Range",
    "TextDocumentIdentifier",
    "WorkspaceEdit",
    "WorkspaceSymbol",
)
"""What is the Language Server Protocol's own: libraries have types for these."""
RESULT = re.compile(r"^The result is an? \[(\w+)\]", re.MULTILINE)


def typed_messages() -> dict[str, Message]:
    """Every message as the types have it."""
    found = {method: {"params": _received(kind)} for method, kind in protocol.NOTIFICATIONS.items()}
    found |= {method: {"params": _sent(protocol.NOTIFICATIONS[method])} for method in FROM_SERVER}
    for method, (params, result) in protocol.REQUESTS.items():
        found[method] = {"params": _received(params), "result": _sent(result)}
    for method, (params, result) in protocol.CLIENT_REQUESTS.items():
        found[method] = {"params": _sent(params), "result": _received(result)}
    return {method: _without_empty(message) for method, message in found.items()}


def typed_objects() -> dict[str, Shape]:
    """The classes that are a part of several messages."""
    return {"Branch": _received(protocol.Branch), "SessionItem": _sent(protocol.SessionItem)} | {
        "OpenSessionResult": _sent(protocol.OpenSessionResult)
    }


def directions() -> dict[str, str]:
    """What each message is, as the documents say it."""
    notifications = {
        method: f"Notification, {'server to client' if method in FROM_SERVER else 'client to server'}."
        for method in protocol.NOTIFICATIONS
    }
    return {
        **dict.fromkeys(protocol.REQUESTS, "Request, client to server."),
        **dict.fromkeys(protocol.CLIENT_REQUESTS, "Request, server to client."),
        **notifications,
    }


def message_sections() -> dict[str, str]:
    """The text about each message."""
    return {heading.strip("`"): text for heading, text in _sections().items() if heading.startswith("`journeyman/")}


def documented_messages() -> dict[str, Message]:
    """Every message as the documents have it."""
    objects = documented_objects()
    found: dict[str, Message] = {}
    for method, text in message_sections().items():
        shapes = {name: _shape(lines) for name, lines in tables(text).items() if name in ("params", "result")}
        if result := RESULT.search(text):
            shapes["result"] = objects[result[1]]
        found[method] = shapes
    return found


def documented_objects() -> dict[str, Shape]:
    """The objects that messages hold."""
    objects = {
        heading: tables(text) for heading, text in _sections().items() if re.fullmatch("[A-Z][A-Za-z]+", heading)
    }
    return {heading: _shape(found["field"]) for heading, found in objects.items() if "field" in found}


def gathered(shape: Shape) -> dict[str, str | Shape]:
    """The fields of a shape, with those of `files[].path` and its like gathered into one, behind the others."""
    fields: dict[str, str | Shape] = {name: kind for name, kind in shape.items() if "." not in name}
    nested: dict[str, Shape] = {}
    for name, kind in shape.items():
        outer, dot, inner = name.partition(".")
        if dot:
            nested.setdefault(outer, {})[inner] = kind
    for outer, inner_shape in nested.items():
        # An object whose fields may all be left out is left out itself.
        mark = "?" if "[]" not in outer and all(name.endswith("?") for name in inner_shape) else ""
        fields[outer if outer.endswith("?") else f"{outer}{mark}"] = inner_shape
    return fields


def leaves(shape: Shape, objects: Mapping[str, Shape]) -> list[str]:
    """The names of all fields, with those of the objects in them: `sessions[].title`."""
    found = []
    for name, kind in shape.items():
        of = objects.get(kind.removesuffix("[]"))
        prefix = f"{name.removesuffix('?')}{'[]' if kind.endswith('[]') else ''}."
        found += [name] if of is None else [f"{prefix}{leaf}" for leaf in leaves(of, objects)]
    return found


def plain(shape: Shape, objects: Mapping[str, Shape]) -> Shape:
    """The shape in words that types have: what is no class there is an `object`."""
    typed = typed_objects()
    names = {name: "object" for name in objects if name not in typed}
    return {name: re.sub(r"^\w+", lambda word: names.get(word[0], word[0]), kind) for name, kind in shape.items()}


def _sections() -> dict[str, str]:
    return {heading: text for page in PAGES for heading, text in sections(read(page), 3).items()}


def _shape(lines: list[list[str]]) -> Shape:
    return {name.strip("`"): kind for name, kind, _ in lines}


def _received(kind: type) -> Shape:
    return _fields(kind, lambda field: field.default is not attrs.NOTHING)


def _sent(kind: type) -> Shape:
    # What has another default than None is always sent.
    return _fields(kind, lambda field: field.default is None)


def _fields(kind: type, may_be_left_out: Callable[[Any], bool]) -> Shape:
    return {
        wire_name(field.name) + ("?" if may_be_left_out(field) else ""): _word(field.type) + _or_null(field)
        for field in attrs.fields(kind)
    }


def _or_null(field: Any) -> str:
    # With a default, such a field is left out instead.
    return " or null" if field.default is attrs.NOTHING and NoneType in get_args(field.type) else ""


def _word(kind: Any) -> str:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        [word] = [_word(each) for each in get_args(kind) if each is not NoneType]
        return word
    if origin is list:
        return f"{_word(*get_args(kind))}[]"
    if origin is dict:
        return "object"
    if origin is Literal:
        *most, last = (f"`{value}`" for value in get_args(kind))
        return f"{', '.join(most)} or {last}"
    return WORDS.get(kind, kind.__name__)


def _without_empty(message: Message) -> Message:
    return {name: shape for name, shape in message.items() if shape}
