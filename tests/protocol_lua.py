"""The types of the protocol for the plugin of Neovim, made from the documents.

`test_protocol.py` holds these to the code.

Run it to renew `neovim/lua/journeyman/protocol.lua` after a message has changed: `python tests/protocol_lua.py`.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import NoneType
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))

from documents import ROOT, examples, sections
from journeyman.lsp import protocol
from protocol_shapes import STANDARD, Message, Shape, documented_messages, documented_objects, gathered

MIRROR = ROOT / "neovim" / "lua" / "journeyman" / "protocol.lua"
JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null", dict: "object"}
PRIMITIVES = {"object": "table<string, any>", "null": "nil"}
HEAD = """\
--- The objects, messages and updates of the protocol, for the type checker: there is nothing here to run.
--- Made by tests/protocol_lua.py from docs/protocol*.md, which say what everything means. Do not edit.
-- luacheck: no max line length
"""


def lua() -> str:
    """The text of `protocol.lua`."""
    objects = documented_objects()
    parts = [_class(name, shape, objects) for name, shape in sorted(objects.items()) if shape]
    for method, message in sorted(documented_messages().items()):
        if method.startswith("journeyman/"):
            parts += _of_message(method, message, objects)
    parts += [_class(f"update.{kind}", shape, objects) for kind, shape in updates().items()]
    parts.append("---@alias journeyman.Update\n" + "".join(f"---| journeyman.update.{kind}\n" for kind in updates()))
    return "\n".join([HEAD, *parts, "return {}\n"])


def updates() -> dict[str, Shape]:
    """The fields of each kind of update, with the types that they have in the examples: the documents name none."""
    document = (ROOT / "docs" / "protocol-updates.md").read_text(encoding="utf-8")
    found = {}
    for heading, text in sections(document, 3).items():
        if heading.startswith("`"):
            shown = examples(text)
            names = re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)
            found[heading.strip("`")] = {"kind": heading} | dict(_seen(name, shown) for name in names)
    return found


def _seen(name: str, shown: list[Any]) -> tuple[str, str]:
    """A field's path, with a `?` after each name that an example does without, and its type."""
    path, marked = name.split("."), []
    for at, step in enumerate(path):
        owners = [value for example in shown for value in _values(example, path[:at])]
        everywhere = all(step.removesuffix("[]") in owner for owner in owners)
        marked.append(step if everywhere else f"{step.removesuffix('[]')}?{'[]' if step.endswith('[]') else ''}")
    kinds = sorted({JSON_TYPES[type(value)] for example in shown for value in _values(example, path)})
    many = "[]" if name.endswith("[]") else ""
    return ".".join(marked).removesuffix("[]"), f"{' or '.join(kinds)}{many}"


def _values(value: Any, path: list[str]) -> Iterator[Any]:
    """All values at a path such as `files[].path`."""
    if not path:
        yield value
    elif isinstance(value, dict) and (name := path[0].removesuffix("[]")) in value:
        inner = value[name]
        for item in inner if path[0].endswith("[]") else [inner]:
            yield from _values(item, path[1:])


def _of_message(method: str, message: Message, objects: dict[str, Shape]) -> list[str]:
    name = method.removeprefix("journeyman/").replace("/", ".")
    asked = method in protocol.REQUESTS or method in protocol.CLIENT_REQUESTS
    found = [_class(f"{name}.params", message.get("params", {}), objects, method)]
    if asked and message.get("result"):
        found.append(_class(f"{name}.result", message["result"], objects, method))
    return found


def _class(name: str, shape: Shape, objects: dict[str, Shape], about: str = "") -> str:
    lines = [f"---@class journeyman.{name}{f' Of {about}.' if about else ''}"]
    lines += [f"---@field {field} {kind}" for field, kind in _fields(shape, objects)]
    return "\n".join(lines) + "\n"


def _fields(shape: Shape, objects: dict[str, Shape]) -> Iterator[tuple[str, str]]:
    for name, kind in gathered(shape).items():
        if isinstance(kind, str):
            yield name, _type(kind, objects)
        else:
            yield name.removesuffix("[]"), f"{{ {_inline(kind, objects)} }}{'[]' if name.endswith('[]') else ''}"


def _inline(shape: Shape, objects: dict[str, Shape]) -> str:
    # A type in line has no optional names; `nil` says the same.
    return ", ".join(
        f"{name.removesuffix('?')}: {kind}{'|nil' if name.endswith('?') and 'nil' not in kind else ''}"
        for name, kind in _fields(shape, objects)
    )


def _type(kind: str, objects: dict[str, Shape]) -> str:
    bare = kind.removesuffix("[]")
    words = [word for word in re.findall(r"`[^`]+`|\w+", bare) if word != "or"]
    union = "|".join(_word(word, objects) for word in words)
    if not kind.endswith("[]"):
        return union
    return f"({union})[]" if "|" in union else f"{union}[]"


def _word(word: str, objects: dict[str, Shape]) -> str:
    if word.startswith("`"):
        return f'"{word.strip("`")}"'
    if word in STANDARD:
        return f"lsp.{word}"
    return f"journeyman.{word}" if word in objects else PRIMITIVES.get(word, word)


if __name__ == "__main__":
    MIRROR.write_text(lua(), encoding="utf-8")
