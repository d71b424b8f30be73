"""Read one word of a command line as the shell would: without quotes, braces expanded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_ALTERNATIVES = 64
"""Words that one brace expansion may become; more than that isn't written by hand."""

# Quoted characters must not act as braces later, so they wait in a private plane of Unicode.
SHIELD = {ord(char): 0xF0000 + ord(char) for char in "{},"}
UNSHIELD = {shielded: char for char, shielded in SHIELD.items()}

ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "e": "\x1b",
    "E": "\x1b",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a command as the command receives it."""

    text: str
    """Without quotes; expansions as they are written, such as `$HOME`, or as the script sets them."""
    is_dynamic: bool = False
    """It holds an expansion, so its value is known only when the command runs."""


def to_words(node: "Node", constants: Mapping[str, str]) -> list[Word]:
    """Return what the shell makes of `node`: one word, or several if it holds braces.

    `constants` are the variables that the script itself sets. A word that uses one has its value, and
    is dynamic all the same.
    """
    text, is_dynamic = _value(node, constants)
    alternatives = _expand_braces(text)
    if len(alternatives) > MAX_ALTERNATIVES:
        alternatives, is_dynamic = [text], True
    return [Word(alternative.translate(UNSHIELD), is_dynamic) for alternative in alternatives]


def raw(node: "Node") -> str:
    """The source text of `node`."""
    return (node.text or b"").decode(errors="replace")


def _value(node: "Node", constants: Mapping[str, str]) -> tuple[str, bool]:
    """The text of `node`, its quoted braces shielded, and whether it is dynamic."""
    match node.type:
        case "word" | "number":
            return re.sub(r"\\(.)", _unescaped, raw(node), flags=re.DOTALL), False
        case "raw_string":
            return raw(node)[1:-1].translate(SHIELD), False
        case "ansi_c_string":
            return _ansi_c(raw(node)[2:-1]).translate(SHIELD), False
        case "string":
            return _double_quoted(node, constants)
        case "command_name" | "concatenation":
            parts = [_value(child, constants) for child in node.children]
            return "".join(text for text, _ in parts), any(is_dynamic for _, is_dynamic in parts)
        case "simple_expansion" | "expansion":
            name = raw(node).strip("${}")
            return constants.get(name, raw(node)).translate(SHIELD), True
        case _:
            return raw(node).translate(SHIELD), True


def _double_quoted(node: "Node", constants: Mapping[str, str]) -> tuple[str, bool]:
    # The grammar leaves some white space out of `string_content`, so the text is what lies between.
    source, start = node.text or b"", node.start_byte
    pieces: list[str] = []
    position = 1
    expansions = [child for child in node.named_children if child.type != "string_content"]
    for child in expansions:
        pieces += [_quoted_text(source[position : child.start_byte - start]), _value(child, constants)[0]]
        position = child.end_byte - start
    pieces.append(_quoted_text(source[position:-1]))
    return "".join(pieces), bool(expansions)


def _quoted_text(source: bytes) -> str:
    text = re.sub(r'\\([\\$`"\n])', _unescaped, source.decode(errors="replace"))
    return text.translate(SHIELD)


def _unescaped(match: re.Match[str]) -> str:
    return "" if match[1] == "\n" else match[1].translate(SHIELD)


def _ansi_c(text: str) -> str:
    """Decode the inside of `$'…'` (Bash manual, section 3.1.2.4)."""
    codes = r"\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3}|c.|.)"
    return re.sub(codes, _ansi_c_character, text, flags=re.DOTALL)


def _ansi_c_character(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "xuU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number <= 0x10FFFF else code
    if code[0] in "01234567":
        return chr(int(code, 8) & 0xFF)
    if code[0] == "c" and len(code) > 1:
        return chr(ord(code[1]) & 0x1F)
    return ESCAPES.get(code, code)


def _expand_braces(text: str) -> list[str]:
    finished: list[str] = []
    waiting = [text]
    while waiting and len(finished) + len(waiting) <= MAX_ALTERNATIVES:
        candidate = waiting.pop()
        if braces := re.search(r"\{([^{}]*,[^{}]*)\}", candidate):
            before, after = candidate[: braces.start()], candidate[braces.end() :]
            waiting += [before + choice + after for choice in reversed(braces[1].split(","))]
        else:
            finished.append(candidate)
    return finished + waiting
