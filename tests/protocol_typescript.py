"""The types of the protocol for the extension of VS Code, made from the documents.

`test_protocol.py` holds these to the code.

Run it to renew `vscode-extension/src/protocol.ts` after a message has changed: `python tests/protocol_typescript.py`.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))

from documents import ROOT
from journeyman.lsp import protocol
from protocol_shapes import (
    FROM_SERVER,
    STANDARD,
    Message,
    Shape,
    documented_messages,
    documented_objects,
    gathered,
)

MIRROR = ROOT / "vscode-extension" / "src" / "protocol.ts"
HEAD = f"""\
// Made by tests/protocol_typescript.py from docs/protocol*.md, which say what everything means. Do not edit.
import type {{
{"".join(f"  {name},{chr(10)}" for name in STANDARD)}\
}} from "vscode-languageserver-protocol";
import type {{ Update }} from "./updates";
"""
PRIMITIVES = {"integer": "number", "object": "Record<string, unknown>"}
SESSION_UPDATE = {"update": "Update"}


def typescript() -> str:
    """The text of `protocol.ts`."""
    messages = documented_messages()
    messages[protocol.SESSION_UPDATE]["params"] |= SESSION_UPDATE
    messages[protocol.SESSION_STATE]["result"] |= {"updates": "Update[]"}
    parts = [HEAD]
    for name, shape in sorted(documented_objects().items()):
        if shape:
            parts.append(f"export interface {name} {{\n{_fields(shape, 1)}}}\n")
    parts += [
        _table("Requests", "What the editor asks the server.", _pick(messages, list(protocol.REQUESTS)), True),
        _table(
            "ClientRequests", "What the server asks the editor.", _pick(messages, list(protocol.CLIENT_REQUESTS)), True
        ),
        _table("Notifications", "What the editor tells the server.", _pick(messages, _from_client()), False),
        _table("ServerNotifications", "What the server tells the editor.", _pick(messages, sorted(FROM_SERVER)), False),
    ]
    return "\n".join(parts)


def _from_client() -> list[str]:
    return [method for method in protocol.NOTIFICATIONS if method not in FROM_SERVER]


def _pick(messages: dict[str, Message], methods: list[str]) -> dict[str, Message]:
    return {method: messages[method] for method in sorted(methods) if method.startswith("journeyman/")}


def _table(name: str, about: str, messages: dict[str, Message], with_result: bool) -> str:
    lines = "".join(_method(method, message, with_result) for method, message in messages.items())
    return f"/** {about} */\nexport interface {name} {{\n{lines}}}\n"


def _method(method: str, message: Message, with_result: bool) -> str:
    params = _literal(message.get("params", {}), 2 if with_result else 1)
    if not with_result:
        return f'  "{method}": {params};\n'
    result = _literal(message.get("result", {}), 2)
    return f'  "{method}": {{\n    params: {params};\n    result: {result};\n  }};\n'


def _literal(shape: Shape, depth: int) -> str:
    if not shape:
        return "Record<string, never>"
    return f"{{\n{_fields(shape, depth + 1)}{'  ' * depth}}}"


def _fields(shape: Shape, depth: int) -> str:
    return "".join(f"{'  ' * depth}{line};\n" for line in _lines(shape, depth))


def _lines(shape: Shape, depth: int) -> Iterator[str]:
    for name, kind in gathered(shape).items():
        if isinstance(kind, str):
            yield f"{name}: {_type(kind)}"
        else:
            yield f"{name.removesuffix('[]')}: {_literal(kind, depth)}{'[]' if name.endswith('[]') else ''}"


def _type(kind: str) -> str:
    bare = kind.removesuffix("[]")
    words = re.findall(r"`[^`]+`|\w+", bare)
    union = " | ".join(_word(word) for word in words if word != "or")
    if not kind.endswith("[]"):
        return union
    return f"({union})[]" if " " in union and "<" not in union else f"{union}[]"


def _word(word: str) -> str:
    return f'"{word.strip("`")}"' if word.startswith("`") else PRIMITIVES.get(word, word)


if __name__ == "__main__":
    MIRROR.write_text(typescript(), encoding="utf-8")
